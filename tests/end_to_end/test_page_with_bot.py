"""The real bot on the chat page, as a person with a phone sees it; keeps ten pictures."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.messages import texts
from bot.sandbox import SandboxServer
from retrieval import Language
from tests.bot.sandbox.test_page import Page
from tests.conftest import ROOT
from tests.end_to_end.browser import console_errors, open_browser, take_screenshot
from tests.end_to_end.conftest import BotProcess, run_qonys

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Where the pictures are kept; docs/screenshots when they are made anew for the README.
PICTURES = Path(os.environ.get("QONYS_SCREENSHOTS", ROOT / "artifacts" / "screenshots"))


class Person:
    """Somebody on the chat page of the running bot."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def answers(self) -> list[str]:
        """Everything in the chat, with ordinary spaces."""
        return [text.replace("\u00a0", " ") for text in self.page.bubbles()]

    def ask(self, text: str, expected: str) -> None:
        """Send ``text`` and wait for an answer that has ``expected``."""
        before = len(self.answers())
        self.page.say(text)
        self.page.until(lambda: any(expected in each for each in self.answers()[before + 1 :]))

    def press(self, label: str) -> None:
        """Press the last button with ``label``."""
        script = (
            "const found = [...document.querySelectorAll('.log button')]"
            ".filter(e => e.textContent.trim() === arguments[0]); found.at(-1)?.click();"
            "return found.length"
        )
        self.page.until(lambda: self.page.driver.execute_script(script, label))

    def wait(self, expected: str) -> None:
        self.page.until(lambda: any(expected in each for each in self.answers()))

    def picture(self, name: str, *, end: bool = False) -> None:
        """Keep what a phone shows: from the last own message on, or the end of the chat."""
        script = (
            "const log = document.querySelector('.scroller');"
            "const own = [...log.querySelectorAll('.outgoing')].at(-1);"
            "const before = log.scrollTop;"
            "log.scrollTo({top: log.scrollHeight, behavior: 'instant'});"
            "if (own && !arguments[0]) own.scrollIntoView({block: 'start', behavior: 'instant'});"
            "return Math.abs(log.scrollTop - before) < 1"
        )
        # The page itself may still be rolling to a new message.
        self.page.until(lambda: self.page.driver.execute_script(script, end))
        take_screenshot(self.page.driver, PICTURES / f"{name}.png")


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    """A sandbox of its own for each person: the page shows all chats there are."""
    with SandboxServer() as server:
        yield server


@pytest.fixture
def bot_process(sandbox: SandboxServer, data: Path, network_log: Path) -> Iterator[BotProcess]:
    environment = {"TELEGRAM_BOT_TOKEN": "1:any", "TELEGRAM_API_URL": sandbox.url}
    with run_qonys("run", data=data, network_log=network_log, environment=environment) as process:
        process.wait_for("ready: knowledge version")
        yield process


@contextmanager
def person(folder: Path, sandbox: SandboxServer, language: Language) -> Iterator[Person]:
    with open_browser(folder / f"profile-{language}", language=language) as driver:
        page = Page(driver, sandbox.url)
        page.open()
        page.click("#start")
        somebody = Person(page)
        first_words = re.split(r"[*\n]", texts()[language]("start"), maxsplit=1)[0].strip()
        somebody.wait(first_words)
        yield somebody
        assert console_errors(driver) == []


def test_moments_in_kazakh(tmp_path: Path, sandbox: SandboxServer, bot_process: BotProcess) -> None:
    with person(tmp_path, sandbox, "kk") as citizen:
        citizen.picture("01-start-kk")
        citizen.ask("кошу акшасы канша", "302 750 ₸")
        citizen.picture("02-relocation-kk")
        citizen.ask("екі адамға ше?", "605 500")
        citizen.ask("SKO kvota qansha", "2 820")
        citizen.picture("03-quota-latin-kk")
        citizen.press("Орысша оқу")
        citizen.wait("Северо-Казахстанской")
        citizen.ask("ЖСН 900101300017, маған қанша береді?", "ЖСН")
        citizen.picture("04-personal-data-kk")


def test_moments_in_russian(
    tmp_path: Path, sandbox: SandboxServer, bot_process: BotProcess
) -> None:
    with person(tmp_path, sandbox, "ru") as citizen:
        citizen.ask("подъемные сколько дают", "302 750 ₸")
        citizen.ask("а на четверых?", "1 211 000 ₸")
        citizen.picture("05-follow-up-ru")
        citizen.ask("Какая квота будет в 2027 году?", "гадать не буду")
        citizen.picture("06-not-in-texts-ru")
        citizen.ask("сертификат", texts()["ru"]("clarification"))
        citizen.picture("07-clarification-ru")
        citizen.ask("нас пятеро, переезжаем в село, сколько получим?", "1 513 750")
        citizen.picture("08-how-much-ru")
        citizen.ask("сравни Павлодар и Костанай", "1 655")
        citizen.page.until(lambda: citizen.page.all(".log img"))
        citizen.picture("09-compare-ru", end=True)
        citizen.ask("квота Павлодар 2026", "1 655")
        citizen.press("👎 Не помогло")
        citizen.page.until(
            lambda: citizen.page.driver.execute_script(
                "return [...document.querySelectorAll('.log button')]"
                ".some(e => e.textContent.trim() === 'Устарело')"
            )
        )
        citizen.picture("10-feedback-ru")
