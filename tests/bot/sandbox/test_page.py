"""The chat page in headless Chromium, with the test in the place of the bot."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from bot.sandbox import SandboxServer
from bot.sandbox.client import ClientChat, SandboxClient
from tests.bot.sandbox.conftest import TOKEN
from tests.end_to_end.browser import DESKTOP, PHONE, console_errors, open_browser, resize

pytestmark = pytest.mark.browser

WAIT_SECONDS = 30.0


class Page:
    """What a person sees and does."""

    def __init__(self, driver: Chrome, url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self, path: str = "/") -> None:
        self.driver.get(self.url + path)
        self.find("[data-ready]")

    def until(self, wanted: Callable[[], Any]) -> Any:
        """What ``wanted`` gives once it is true; elements may be replaced meanwhile."""
        stale = [StaleElementReferenceException]
        wait = WebDriverWait(self.driver, WAIT_SECONDS, 0.02, ignored_exceptions=stale)
        return wait.until(lambda _: wanted())

    def find(self, selector: str) -> WebElement:
        found: WebElement = self.until(lambda: next(iter(self.all(selector)), None))
        return found

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def shown(self, selector: str) -> bool:
        return any(element.is_displayed() for element in self.all(selector))

    def wait_shown(self, selector: str) -> None:
        self.until(lambda: self.shown(selector))

    def wait_number(self, selector: str, number: int) -> None:
        self.until(lambda: len(self.all(selector)) == number)

    def text(self, selector: str) -> str:
        return self.find(selector).text

    def click(self, selector: str) -> None:
        element = self.find(selector)
        self.until(element.is_displayed)
        element.click()

    def say(self, text: str) -> None:
        self.find("#text").send_keys(text, Keys.ENTER)

    def bubbles(self) -> list[str]:
        script = "return [...document.querySelectorAll('.log .text')].map(e => e.textContent)"
        found: list[str] = self.driver.execute_script(script)
        return found

    def wait_bubble(self, text: str) -> None:
        self.until(lambda: text in self.bubbles())


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with open_browser(tmp_path_factory.mktemp("profile"), language="kk") as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    """A fresh server for every test: the page shows all chats there are."""
    with SandboxServer() as running:
        yield running


@pytest.fixture
def page(driver: Chrome, server: SandboxServer) -> Iterator[Page]:
    resize(driver, PHONE)
    yield Page(driver, server.url)
    errors = console_errors(driver)
    driver.get("about:blank")
    assert errors == []


def only_chat(people: SandboxClient) -> ClientChat:
    (chat,) = people.chats()
    return chat


def send(bot: httpx.Client, method: str, **values: Any) -> Any:
    """Result of a method that must succeed."""
    response = bot.post(method, json=values)
    assert response.status_code == 200, response.text
    return response.json()["result"]


def test_first_visit_shows_who_the_bot_is_and_a_start_button(
    page: Page, bot: httpx.Client, people: SandboxClient
) -> None:
    send(bot, "setMyDescription", description="Көшу туралы сұраңыз", language_code="kk")
    send(bot, "setMyName", name="Қоныс")
    page.open()
    assert page.text("#title") == "Қоныс"
    assert page.text("#description") == "Көшу туралы сұраңыз"
    assert page.text("#start") == "Бастау"
    assert not page.shown("#text")
    page.click("#start")
    page.wait_bubble("/start")
    assert page.shown("#text")
    (update,) = send(bot, "getUpdates")
    assert update["message"]["text"] == "/start"
    assert update["message"]["from"]["language_code"] == "kk"


def test_question_typing_and_formatted_answer(
    page: Page, bot: httpx.Client, people: SandboxClient
) -> None:
    page.open()
    page.click("#start")
    page.say("Төлем қанша?")
    page.wait_bubble("Төлем қанша?")
    chat = only_chat(people)
    send(bot, "sendChatAction", chat_id=chat.id, action="typing")
    page.until(lambda: page.shown("#typing"))
    assert page.text("#status").startswith("жазып жатыр")
    send(
        bot,
        "sendMessage",
        chat_id=chat.id,
        parse_mode="HTML",
        text='<b>302 750 ₸</b> <i>бір рет</i> <u>a</u><s>b</s> <code>c</code> <a href="https://egov.kz/x">'
        "eGov</a> migration.enbek.kz <tg-spoiler>жасырын</tg-spoiler> /help"
        '\n<pre><code class="language-python">print()</code></pre>'
        "<blockquote>шарт</blockquote><blockquote expandable>1\n2\n3\n4\n5</blockquote>",
    )
    page.until(lambda: len(page.bubbles()) == 3)
    assert not page.shown("#typing")
    bubble = ".incoming[data-id] .text"
    assert page.text(f"{bubble} b") == "302 750 ₸"
    assert page.text(f"{bubble} i") == "бір рет"
    links = [link.get_attribute("href") for link in page.all(f"{bubble} a")]
    assert links == ["https://egov.kz/x", "https://migration.enbek.kz/"]
    assert page.find(f"{bubble} a").get_attribute("rel") == "noopener noreferrer nofollow"
    assert page.text(f"{bubble} pre[data-language=python]") == "print()"
    assert page.text(f"{bubble} .quote") == "шарт"

    hidden = page.find(f"{bubble} .spoiler")
    assert hidden.get_attribute("role") == "button"
    hidden.click()
    assert "revealed" in (hidden.get_attribute("class") or "")

    quote = page.find(f"{bubble} .expandable .quote-text")
    folded = quote.size["height"]
    page.click(f"{bubble} .quote-toggle")
    page.until(lambda: quote.size["height"] > folded)

    page.click(f"{bubble} .command")
    page.wait_bubble("/help")


def test_pressed_buttons_show_progress_toasts_and_alerts(
    page: Page, bot: httpx.Client, people: SandboxClient
) -> None:
    page.open()
    page.click("#start")
    page.until(lambda: people.chats()[0].id and people.messages(people.chats()[0].id))
    chat = only_chat(people)
    rows = [
        [{"text": "Ия", "callback_data": "yes"}],
        [{"text": "Портал", "url": "https://migration.enbek.kz/"}],
    ]
    sent = send(
        bot, "sendMessage", chat_id=chat.id, text="?", reply_markup={"inline_keyboard": rows}
    )
    offset = send(bot, "getUpdates")[-1]["update_id"] + 1
    answers: list[tuple[dict[str, Any], str]] = [({}, "#toast"), ({"show_alert": True}, "#alert")]
    for answer, box in answers:
        page.click("button.inline-button")
        page.find(".inline-button.busy[aria-busy=true]")
        (update,) = send(bot, "getUpdates", offset=offset, timeout=10)
        offset += 1
        query = {"callback_query_id": update["callback_query"]["id"], "text": "Сақ болыңыз"}
        send(bot, "answerCallbackQuery", **query, **answer)
        page.wait_shown(box)
        assert page.text(box).startswith("Сақ болыңыз")
        page.until(lambda: not page.all(".busy"))
    page.click("#alert button")
    link = page.find("a.inline-button")
    assert link.get_attribute("href") == "https://migration.enbek.kz/"
    assert link.get_attribute("target") == "_blank"

    place = {"chat_id": chat.id, "message_id": sent["message_id"]}
    send(bot, "editMessageText", **place, text="болды")
    page.wait_bubble("болды")
    assert not page.all(".inline-button")
    assert "өзгертілді" in page.text(".incoming .meta")
    send(bot, "deleteMessage", **place)
    page.until(lambda: "болды" not in page.bubbles())


def test_message_data_never_becomes_markup(
    page: Page, bot: httpx.Client, people: SandboxClient
) -> None:
    attack = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    page.open()
    page.click("#start")
    page.say(attack)
    page.wait_bubble(attack)
    chat = only_chat(people)
    send(
        bot,
        "sendMessage",
        chat_id=chat.id,
        text=attack,
        entities=[
            {"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"},
            {"type": "pre", "offset": 5, "length": 4, "language": '"><b>'},
        ],
        reply_markup={"inline_keyboard": [[{"text": attack, "callback_data": "x"}]]},
    )
    page.until(lambda: page.bubbles().count(attack) == 2)
    people.open_chat(first_name=attack, type="group", title=attack)
    page.until(lambda: len(page.all(".chat-item")) == 2)
    assert page.all(".log img, .log script, .chats img") == []
    assert page.all("a[href^=javascript]") == []
    assert page.driver.title == "Qonys"


def test_command_menu_in_the_language_of_the_person(
    page: Page, bot: httpx.Client, people: SandboxClient
) -> None:
    for language, text in (("kk", "Көмек"), ("ru", "Помощь")):
        commands = [
            {"command": "help", "description": text},
            {"command": "language", "description": "kk/ru"},
        ]
        send(bot, "setMyCommands", commands=commands, language_code=language)
    page.open()
    page.click("#start")
    page.click("#menu-button")
    page.until(lambda: page.shown("#commands"))
    assert page.text("#commands li:first-child span") == "Көмек"
    page.click("#menu-button")
    page.find("#text").send_keys("/la")
    page.until(lambda: len(page.all("#commands li")) == 1)
    page.click("#commands button")
    page.wait_bubble("/language")

    page.click("#back")
    Select(page.find("#language")).select_by_value("ru")
    page.until(lambda: only_chat(people).language_code == "ru")
    page.until(lambda: page.text(".sidebar h1") == "Чаты")
    assert page.driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "ru"
    page.click(".chat-item")
    page.click("#menu-button")
    page.until(lambda: page.text("#commands li:first-child span") == "Помощь")


def test_every_kind_of_attachment_is_sent_and_shown(
    page: Page, bot: httpx.Client, people: SandboxClient, tmp_path: Path
) -> None:
    page.open()
    page.click("#start")
    kinds = ["samplePhoto", "voice", "sticker", "video", "contact", "location", "poll", "dice"]
    for number, kind in enumerate(kinds, start=2):
        page.click("#attach")
        page.click(f"[data-kind={kind}]")
        page.wait_number(".log .outgoing", number)
    image = page.find("img.photo")
    loaded = "return arguments[0].complete && arguments[0].naturalWidth"
    page.until(lambda: page.driver.execute_script(loaded, image) == 320)
    file = tmp_path / "тізім.pdf"
    file.write_bytes(b"%PDF-1.4")
    page.click("#attach")
    # The page opens the system's file chooser, which a driver can't fill in: it fills the field.
    page.driver.execute_script(
        "document.getElementById('file').click = () => {};"
        "document.querySelector('[data-kind=document]').click()"
    )
    page.find("#file").send_keys(str(file))
    page.until(lambda: "тізім.pdf" in page.text(".log .outgoing:last-child"))
    received = send(bot, "getUpdates")
    kinds_received = [
        next(
            kind
            for kind in (
                "photo",
                "voice",
                "sticker",
                "video",
                "contact",
                "location",
                "poll",
                "dice",
                "document",
            )
            if kind in update["message"]
        )
        for update in received[1:]
    ]
    assert kinds_received == ["photo", *kinds[1:], "document"]


def test_photos_and_documents_of_the_bot(
    page: Page, bot: httpx.Client, people: SandboxClient
) -> None:
    from bot.sandbox.media import sample

    page.open()
    page.click("#start")
    page.wait_bubble("/start")
    chat = only_chat(people)
    form = {"chat_id": chat.id, "caption": "QR код"}
    bot.post("sendPhoto", data=form, files={"photo": ("qr.png", sample("photo")[0], "image/png")})
    page.wait_bubble("QR код")
    bot.post("sendDocument", data=form, files={"document": ("a.csv", b"a,b", "text/csv")})
    page.until(lambda: "a.csv" in page.text(".log .incoming:last-child"))
    link = page.find(".log .incoming:last-child a.file")
    assert httpx.get(link.get_attribute("href") or "", trust_env=False).content == b"a,b"


def test_keyboard_of_the_bot(page: Page, bot: httpx.Client, people: SandboxClient) -> None:
    page.open()
    page.click("#start")
    page.wait_bubble("/start")
    chat = only_chat(people)
    keyboard = [["Төлем"], [{"text": "Нөмірім", "request_contact": True}]]
    send(
        bot,
        "sendMessage",
        chat_id=chat.id,
        text="Таңдаңыз",
        reply_markup={"keyboard": keyboard, "input_field_placeholder": "Сұрақ"},
    )
    page.until(lambda: page.shown("#keyboard"))
    assert page.find("#text").get_attribute("placeholder") == "Сұрақ"
    page.click("#keyboard .keyboard-row:first-child button")
    page.wait_bubble("Төлем")
    page.click("#keyboard .keyboard-row:last-child button")
    page.until(lambda: page.all(".kind-contact"))
    page.click("#keyboard-button")
    assert not page.shown("#keyboard")
    page.click("#keyboard-button")
    remove = {"remove_keyboard": True}
    send(bot, "sendMessage", chat_id=chat.id, text="Болды", reply_markup=remove)
    page.until(lambda: not page.shown("#keyboard"))


def test_reply_edit_and_delete_from_the_message_menu(
    page: Page, bot: httpx.Client, people: SandboxClient
) -> None:
    page.open()
    page.click("#start")
    page.say("бір")
    page.wait_bubble("бір")

    def choose(number: int) -> None:
        page.find(".log .outgoing:last-child .bubble").send_keys(Keys.ENTER)
        page.click(f"#popup button:nth-child({number})")

    choose(3)
    page.until(lambda: page.find("#text").get_attribute("value") == "бір")
    page.find("#text").send_keys("інші", Keys.ENTER)
    page.wait_bubble("бірінші")
    choose(1)
    page.say("жауап")
    page.wait_bubble("жауап")
    page.until(lambda: "бірінші" in page.text(".log .outgoing:last-child .quoted"))
    choose(4)
    page.until(lambda: "жауап" not in page.bubbles())
    found = send(bot, "getUpdates")
    assert [set(update) - {"update_id"} for update in found] == [
        {"message"},
        {"message"},
        {"edited_message"},
        {"message"},
    ]


def test_deep_link_sends_its_payload_once(
    page: Page, bot: httpx.Client, people: SandboxClient
) -> None:
    page.open("/?start=center_7")
    page.wait_bubble("/start center_7")
    page.driver.refresh()
    page.find("[data-ready]")
    page.wait_bubble("/start center_7")
    assert len(people.messages(only_chat(people).id)) == 1


def test_several_chats_side_by_side(page: Page, bot: httpx.Client, people: SandboxClient) -> None:
    page.open()
    page.click("#start")
    page.say("бірінші чат")
    page.wait_bubble("бірінші чат")
    first = only_chat(people)
    page.click("#back")
    page.click("#new-chat-button")
    page.find("#new-name").clear()
    page.find("#new-name").send_keys("Екінші")
    Select(page.find("#new-language")).select_by_value("ru")
    page.click("#new-chat .primary")
    page.until(lambda: page.text("#start") == "Начать")
    assert page.bubbles() == []
    send(bot, "sendMessage", chat_id=first.id, text="сізге хабар")

    resize(page.driver, DESKTOP)
    page.until(lambda: page.text(".unread") == "1")
    assert page.shown("#sidebar")
    assert page.shown("#chat")
    assert not page.shown("#back")
    page.click(f"[data-chat='{first.id}']")
    page.wait_bubble("сізге хабар")
    page.wait_number(".unread", 0)


def test_blocked_bot_and_deleted_chat(page: Page, bot: httpx.Client, people: SandboxClient) -> None:
    page.open()
    page.click("#start")
    page.wait_bubble("/start")
    chat = only_chat(people)
    page.click("#chat-menu-button")
    page.click("#popup button:first-child")
    page.until(lambda: page.shown("#start"))
    response = bot.post("sendMessage", json={"chat_id": chat.id, "text": "x"})
    assert response.status_code == 403
    page.click("#start")
    page.until(lambda: page.shown("#text"))
    page.click("#chat-menu-button")
    page.click("#popup .danger")
    page.until(lambda: [one.id for one in people.chats() if one.id != chat.id])
    page.until(lambda: page.bubbles() == [])


def test_header_says_whether_a_bot_is_there(
    page: Page, bot: httpx.Client, people: SandboxClient, server: SandboxServer
) -> None:
    page.open()
    assert page.text("#status") == "бот қосылмаған"

    def poll() -> None:
        with httpx.Client(trust_env=False, timeout=60) as other:
            other.get(f"{server.bot_api_url}{TOKEN}/getUpdates?timeout=50")

    thread = threading.Thread(target=poll)
    thread.start()
    page.until(lambda: page.text("#status") == "желіде")
    page.click("#start")
    thread.join()


def test_page_recovers_when_the_server_is_started_anew(page: Page, server: SandboxServer) -> None:
    page.open()
    page.click("#start")
    page.wait_bubble("/start")
    server.stop()
    page.until(lambda: page.text("#status") == "Сервермен байланыс жоқ")
    console_errors(page.driver)  # the browser reports the lost connection
    with SandboxServer(port=server.port):
        page.wait_shown("#start")
        page.until(lambda: page.bubbles() == [])
        page.driver.get("about:blank")
    console_errors(page.driver)


def test_page_is_usable_without_sight_or_mouse(page: Page, bot: httpx.Client) -> None:
    page.open()
    page.click("#start")
    page.wait_bubble("/start")
    log = page.find("#log")
    assert (log.get_attribute("role"), log.get_attribute("aria-live")) == ("log", "polite")
    unnamed = page.driver.execute_script(
        "return [...document.querySelectorAll('button, a, input, select, textarea')]"
        ".filter(e => e.checkVisibility() && !e.hidden && !(e.textContent.trim()"
        " || e.getAttribute('aria-label') || e.labels?.length)).map(e => e.outerHTML)"
    )
    assert unnamed == []
    page.find("#text").send_keys(Keys.TAB)
    focused = page.driver.switch_to.active_element
    assert focused.get_attribute("id") == "attach"
    assert focused.value_of_css_property("outline-style") == "solid"
