from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from bot.sandbox import SandboxServer, SandboxSettings
from bot.sandbox.client import SandboxClient
from tests.bot.sandbox.conftest import TOKEN


@dataclass
class Hook:
    """A bot's web server: keeps what it gets and answers as scripted (200 afterwards)."""

    url: str = ""
    answers: list[tuple[int, dict[str, Any] | None]] = field(default_factory=list)
    received: queue.Queue[tuple[dict[str, Any], str | None]] = field(default_factory=queue.Queue)

    def next(self) -> dict[str, Any]:
        return self.received.get(timeout=20)[0]

    def texts(self, number: int) -> list[str]:
        return [self.next()["message"]["text"] for _ in range(number)]


@pytest.fixture
def hook() -> Iterator[Hook]:
    state = Hook()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            secret = self.headers["X-Telegram-Bot-Api-Secret-Token"]
            status, answer = state.answers.pop(0) if state.answers else (200, None)
            state.received.put((json.loads(body), secret))
            content = json.dumps(answer).encode() if answer else b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{web.server_address[1]}/hook"
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield state
    web.shutdown()
    web.server_close()
    thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    """A server that tries again without long pauses."""
    with SandboxServer(settings=SandboxSettings(webhook_retry=0.01)) as running:
        yield running


def set_webhook(bot: httpx.Client, url: str, **values: Any) -> None:
    bot.post("setWebhook", json={"url": url, **values}).raise_for_status()


def info(bot: httpx.Client) -> dict[str, Any]:
    result: dict[str, Any] = bot.post("getWebhookInfo").json()["result"]
    return result


def test_update_is_posted_with_the_secret(
    bot: httpx.Client, people: SandboxClient, hook: Hook
) -> None:
    assert bot.post("deleteWebhook").json() == {
        "ok": True,
        "result": True,
        "description": "Webhook is already deleted",
    }
    set_webhook(bot, hook.url, secret_token="s-1_x", max_connections=1, allowed_updates=["message"])
    chat = people.open_chat()
    people.send_text(chat.id, "сәлем")
    update, secret = hook.received.get(timeout=20)
    assert update["message"]["text"] == "сәлем"
    assert secret == "s-1_x"
    described = info(bot)
    assert described["url"] == hook.url
    assert described["max_connections"] == 1
    assert described["allowed_updates"] == ["message"]
    assert people.bot()["online"]


def test_what_was_pending_is_delivered_in_order(
    bot: httpx.Client, people: SandboxClient, hook: Hook
) -> None:
    chat = people.open_chat()
    for number in range(5):
        people.send_text(chat.id, str(number))
    set_webhook(bot, hook.url)
    assert hook.texts(5) == list("01234")


def test_refused_update_is_tried_again_before_the_next_of_the_chat(
    bot: httpx.Client, people: SandboxClient, hook: Hook
) -> None:
    hook.answers = [(500, None), (503, None), (404, None)]
    set_webhook(bot, hook.url)
    chat = people.open_chat()
    people.send_text(chat.id, "бір")
    people.send_text(chat.id, "екі")
    assert hook.texts(5) == ["бір", "бір", "бір", "бір", "екі"]
    described = info(bot)
    assert described["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert described["last_error_date"] > 0


def test_silent_receiver_is_an_error_and_gets_everything_later(
    bot: httpx.Client, people: SandboxClient, hook: Hook
) -> None:
    set_webhook(bot, "http://127.0.0.1:1/closed")
    chat = people.open_chat()
    people.send_text(chat.id, "бар ма?")
    while "last_error_message" not in info(bot):
        pass
    assert info(bot)["last_error_message"] == "Connection refused"
    assert info(bot)["pending_update_count"] == 1
    set_webhook(bot, hook.url)
    assert hook.texts(1) == ["бар ма?"]


def test_answer_may_call_a_method(bot: httpx.Client, people: SandboxClient, hook: Hook) -> None:
    chat = people.open_chat()
    send = {"method": "sendMessage", "chat_id": chat.id, "text": "жауап"}
    hook.answers = [(200, send)]
    set_webhook(bot, hook.url)
    people.send_text(chat.id, "сұрақ")
    assert people.wait_reply(chat.id).text == "жауап"
    hook.answers = [(200, {"method": "deleteWebhook"})]
    people.send_text(chat.id, "тағы")
    assert hook.texts(2) == ["сұрақ", "тағы"]
    assert info(bot)["url"] == hook.url


def test_duplicate_delivery(bot: httpx.Client, people: SandboxClient, hook: Hook) -> None:
    people.add_fault("duplicate_updates")
    set_webhook(bot, hook.url)
    chat = people.open_chat()
    people.send_text(chat.id, "бір рет")
    assert hook.next() == hook.next()


def test_removed_webhook_gives_way_to_polling(
    bot: httpx.Client, people: SandboxClient, hook: Hook
) -> None:
    set_webhook(bot, hook.url)
    assert bot.post("getUpdates").status_code == 409
    set_webhook(bot, "")
    chat = people.open_chat()
    people.send_text(chat.id, "сәлем")
    assert len(bot.post("getUpdates").json()["result"]) == 1
    assert hook.received.empty()
    assert info(bot)["url"] == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.5/hook",
        "https://example.com/hook",
        "http://169.254.169.254/",
        "ftp://127.0.0.1/",
        "http://",
        "http://127.0.0.1:x/",
    ],
)
def test_only_loopback_addresses_are_taken(bot: httpx.Client, url: str) -> None:
    response = bot.post("setWebhook", json={"url": url})
    assert response.status_code == 400
    assert "webhook" in response.json()["description"]
    assert info(bot)["url"] == ""


def test_secret_has_an_alphabet(bot: httpx.Client) -> None:
    body = {"url": "http://127.0.0.1:9/", "secret_token": "құпия"}
    assert bot.post("setWebhook", json=body).json()["description"] == (
        "Bad Request: secret token contains unallowed characters"
    )


def test_certificate_is_noted(bot: httpx.Client) -> None:
    files = {"certificate": ("cert.pem", b"not a certificate", "text/plain")}
    response = bot.post("setWebhook", data={"url": "https://127.0.0.1:9/"}, files=files)
    assert response.status_code == 400
    assert response.json()["description"] == "Bad Request: bad webhook: can't read the certificate"


def test_token_in_the_address_is_not_logged(
    bot: httpx.Client, people: SandboxClient, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    set_webhook(bot, f"{hook.url}/{TOKEN}-in-path")
    chat = people.open_chat()
    people.send_text(chat.id, "сәлем")
    hook.next()
    assert "-in-path" not in caplog.text
