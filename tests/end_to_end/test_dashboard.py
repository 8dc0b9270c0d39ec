"""The dashboard in a browser on a phone, and what its login withstands."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest
import uvicorn
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait
from starlette.applications import Starlette

from bot.statistics import database_url, open_engine
from bot.statistics.buffer import BufferState
from bot.statistics.dashboard import Dashboard, Throttle, hash_password
from bot.statistics.sources import Reports
from retrieval import Knowledge
from tests.bot.statistics.test_statistics_reports import CENTRES, TODAY, fill
from tests.end_to_end.browser import PHONE, console_errors, open_browser, take_screenshot

PASSWORD = "көшпенді-2026-тақта"
HASH = hash_password(PASSWORD)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def reports(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reports]:
    engine = open_engine(database_url(None, tmp_path_factory.mktemp("data")))
    fill(engine, knowledge, weeks=4)
    yield Reports(engine, 10, knowledge, dict.fromkeys(("kk", "ru", "en"), CENTRES))
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def _served(pages: Dashboard) -> Iterator[str]:
    """A web server with the dashboard."""
    app = Starlette(routes=list(pages.routes()))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def _today() -> date:
    return TODAY


def _browser(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, follow_redirects=True, trust_env=False)


@pytest.fixture
def address(reports: Reports, clock: Clock) -> Iterator[str]:
    with _served(Dashboard(lambda: reports, HASH, today=_today, clock=clock)) as address:
        yield address


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    with _browser(address) as client:
        yield client


def _token(page: httpx.Response) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def _log_in(browser: httpx.Client, password: str = PASSWORD) -> httpx.Response:
    token = _token(browser.get("/dashboard?language=ru"))
    form = {"form_token": token, "password": password}
    return browser.post("/dashboard/login?language=ru", data=form)


@pytest.mark.browser
def test_an_admin_reads_the_week_on_a_phone(address: str, tmp_path: Path) -> None:
    with open_browser(tmp_path / "profile", size=PHONE) as driver:
        wait = WebDriverWait(driver, 20)
        driver.get(f"{address}/dashboard?language=kk")
        driver.find_element(By.NAME, "password").send_keys("басқа құпиясөз")
        driver.find_element(By.TAG_NAME, "button").click()
        alert = wait.until(lambda page: page.find_element(By.CSS_SELECTOR, "[role=alert]"))
        assert "дұрыс емес" in alert.text
        driver.find_element(By.NAME, "password").send_keys(PASSWORD)
        driver.find_element(By.TAG_NAME, "button").click()
        wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, ".tile"))
        tiles = [each.text for each in driver.find_elements(By.CSS_SELECTOR, ".tile")]
        assert "сұрақ" in tiles[0]
        assert len(driver.find_elements(By.CSS_SELECTOR, ".week")) == 4
        take_screenshot(driver, tmp_path / "dashboard.png")
        # Nothing sticks out to the side, and everything that is pressed is large enough.
        width = driver.execute_script("return document.documentElement.scrollWidth")
        assert width == PHONE[0]
        for button in driver.find_elements(By.CSS_SELECTOR, "button, select"):
            assert button.size["height"] >= 44
        Select(driver.find_element(By.NAME, "weeks")).select_by_value("1")
        driver.find_element(By.CSS_SELECTOR, ".bar-form button").click()
        wait.until(lambda page: not page.find_elements(By.CSS_SELECTOR, ".week"))
        driver.find_element(By.CSS_SELECTOR, "button.plain").click()
        wait.until(lambda page: page.find_elements(By.NAME, "password"))
        assert [each for each in console_errors(driver) if "403" not in each] == []


def test_without_login_there_are_no_numbers(browser: httpx.Client) -> None:
    for path in ("/dashboard", "/dashboard/report.csv", "/dashboard/report.xlsx"):
        page = browser.get(path)
        assert 'name="password"' in page.text
        assert "Semey" not in page.text


def test_after_login_there_are_pages_and_files(browser: httpx.Client) -> None:
    page = _log_in(browser)
    assert 'class="tile"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    for form in ("csv", "json", "xlsx", "html"):
        file = browser.get(f"/dashboard/report.{form}?weeks=4")
        assert file.status_code == 200
        assert "attachment" in file.headers["content-disposition"]
    assert browser.get("/dashboard/report.exe").status_code == 404


def test_cookies_stay_with_the_server_and_out_of_scripts(browser: httpx.Client) -> None:
    token = _token(browser.get("/dashboard"))
    answer = browser.post(
        "/dashboard/login",
        data={"form_token": token, "password": PASSWORD},
        headers={"x-forwarded-proto": "https"},
        follow_redirects=False,
    )
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "secure", "path=/dashboard"):
        assert part in cookie


def test_a_form_of_another_site_is_refused(browser: httpx.Client) -> None:
    browser.get("/dashboard")
    forged = {"form_token": "guessed", "password": PASSWORD}
    assert browser.post("/dashboard/login", data=forged).status_code == 403
    assert browser.post("/dashboard/login", data={"password": PASSWORD}).status_code == 403
    _log_in(browser)
    assert browser.post("/dashboard/logout", data={"form_token": "guessed"}).status_code == 403
    assert 'class="tile"' in browser.get("/dashboard").text


def test_guessing_has_to_wait_longer_and_longer(browser: httpx.Client, clock: Clock) -> None:
    for _ in range(5):
        assert _log_in(browser, "wrong").status_code == 403
    refused = _log_in(browser)
    assert refused.status_code == 429
    assert "1 мин" in refused.text
    clock.now += 31
    assert _log_in(browser, "wrong").status_code == 403
    clock.now += 31
    assert _log_in(browser).status_code == 429
    clock.now += 31
    assert 'class="tile"' in _log_in(browser).text


async def test_many_guesses_at_once_are_not_all_checked(address: str) -> None:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as browser:
        token = _token(await browser.get("/dashboard"))
        form = {"form_token": token, "password": "wrong"}
        # Each answer sets a new login cookie: what was sent before it must be in its own name.
        headers = {"cookie": f"qonys_login={token}"}
        guesses = [browser.post("/dashboard/login", data=form, headers=headers) for _ in range(15)]
        statuses = [answer.status_code for answer in await asyncio.gather(*guesses)]
    assert statuses.count(403) == 5
    assert statuses.count(429) == 10


def test_every_answer_has_the_headers_that_keep_it_private(browser: httpx.Client) -> None:
    page = _log_in(browser)
    leaving = {"form_token": _token(page)}
    answers = [
        page,
        browser.get("/dashboard/report.csv"),
        browser.get("/dashboard/report.exe"),
        browser.post("/dashboard/logout", data={"form_token": "guessed"}),
        browser.post("/dashboard/logout", data=leaving, follow_redirects=False),
        browser.get("/dashboard/report.csv", follow_redirects=False),
        browser.get("/dashboard"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 403, 303, 303, 200]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_without_its_database_the_dashboard_says_so(tmp_path: Path, clock: Clock) -> None:
    engine = open_engine(database_url(None, tmp_path))
    pages = Dashboard(lambda: Reports(engine, 10), HASH, today=_today, clock=clock)
    with _served(pages) as address, _browser(address) as browser:
        # The database is there, but has no tables.
        page = _log_in(browser)
        assert page.status_code == 503
        assert "База данных сейчас не открывается" in page.text
        assert browser.get("/dashboard/report.xlsx?language=kk").status_code == 503
    engine.dispose()


@pytest.mark.parametrize(("lost", "said"), [(0, None), (3, "меньше 10"), (1200, "1\xa0200")])
def test_what_was_not_counted_is_told_as_roughly_as_everything(
    reports: Reports, lost: int, said: str | None
) -> None:
    state = BufferState(waiting=0, events=0, lost=lost, failures=0)
    pages = Dashboard(lambda: reports, HASH, lambda: state, today=_today)
    with _served(pages) as address, _browser(address) as browser:
        text = _log_in(browser).text
    assert (f"Не сосчитано с запуска: {said}" in text) is (said is not None)
    assert ("Не сосчитано" in text) is (said is not None)


def test_a_session_ends_by_itself_and_by_leaving(browser: httpx.Client, clock: Clock) -> None:
    page = _log_in(browser)
    browser.post("/dashboard/logout", data={"form_token": _token(page)})
    assert 'name="password"' in browser.get("/dashboard").text
    _log_in(browser)
    clock.now += 12 * 3600 + 1
    assert 'name="password"' in browser.get("/dashboard").text


def test_a_form_that_is_too_large_is_not_read(browser: httpx.Client) -> None:
    token = _token(browser.get("/dashboard"))
    form = {"form_token": token, "password": "x" * 5000}
    assert browser.post("/dashboard/login", data=form).status_code == 403


def test_the_throttle_forgets_a_success() -> None:
    throttle = Throttle(free=2, wait=10, longest=15, clock=lambda: 0.0)
    for _ in range(2):
        throttle.failed("a")
    assert throttle.waiting("a") == 10
    throttle.failed("a")
    assert throttle.waiting("a") == 15
    assert throttle.waiting("b") == 0
    throttle.passed("a")
    assert throttle.waiting("a") == 0


def test_the_throttle_takes_a_network_of_ipv6_for_one_address() -> None:
    throttle = Throttle(free=1, wait=10, clock=lambda: 0.0)
    throttle.failed("2001:db8:1:2::1")
    assert throttle.waiting("2001:db8:1:2:3:4:5:6") == 10
    assert throttle.waiting("2001:db8:1:3::1") == 0
    throttle.failed("::ffff:192.0.2.1")
    assert throttle.waiting("192.0.2.1") == 10
    assert throttle.waiting("192.0.2.2") == 0
    for _ in range(2000):
        throttle.failed("192.0.2.3")
    assert throttle.waiting("192.0.2.3") == 900


def test_a_setting_that_is_no_hash_is_refused(reports: Reports) -> None:
    with pytest.raises(ValueError, match="qonys stats password"):
        Dashboard(lambda: reports, PASSWORD)
