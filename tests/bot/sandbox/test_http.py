from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bot.sandbox import SandboxServer, SandboxSettings, create_app
from bot.sandbox.client import NoReplyError, SandboxClient, SandboxClientError
from tests.bot.sandbox.conftest import TOKEN


@pytest.fixture
def web(server: SandboxServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("send", ["query", "form", "multipart", "json"])
def test_parameters_come_every_way(bot: httpx.Client, people: SandboxClient, send: str) -> None:
    chat = people.open_chat(started=True)
    buttons = {"inline_keyboard": [[{"text": "Ия", "callback_data": "қ"}]]}
    values = {
        "chat_id": str(chat.id),
        "text": "Сәлем & қош",
        "reply_markup": json.dumps(buttons),
    }
    if send == "query":
        response = bot.get("SENDMESSAGE", params=values)
    elif send == "form":
        response = bot.post("sendMessage", data=values)
    elif send == "multipart":
        parts = {name: (None, value) for name, value in values.items()}
        response = bot.post("sendmessage", files=parts)
    else:
        typed = {"chat_id": chat.id, "text": values["text"], "reply_markup": buttons}
        response = bot.post("sendMessage", json=typed)
    assert response.status_code == 200
    message = response.json()["result"]
    assert message["text"] == "Сәлем & қош"
    assert message["reply_markup"] == buttons


@pytest.mark.parametrize(
    "token", ["abc", "12345", "0:abc", "12:a b", "x:abcdef", "1:", "1:" + "a" * 200]
)
def test_malformed_tokens_are_unauthorized(web: httpx.Client, token: str) -> None:
    response = web.get(f"/bot{token}/getMe")
    assert response.status_code == 401
    assert response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert web.get(f"/file/bot{token}/photos/file_0.png").status_code == 401


def test_only_the_given_token_is_accepted() -> None:
    with (
        SandboxServer(settings=SandboxSettings(token="77:right")) as server,
        httpx.Client(trust_env=False) as client,
    ):
        assert client.get(f"{server.bot_api_url}77:right/getMe").status_code == 200
        assert client.get(f"{server.bot_api_url}77:wrong/getMe").status_code == 401


def test_unknown_methods_and_paths(bot: httpx.Client, web: httpx.Client) -> None:
    response = bot.post("sendPigeon")
    assert response.status_code == 404
    assert response.json()["error_code"] == 404
    assert web.get("/bot1:abc").json()["description"] == "Not Found"
    assert web.get(f"/file/bot{TOKEN}/photos/none.png").status_code == 404


def test_broken_bodies_are_bad_requests(bot: httpx.Client) -> None:
    kind = {"Content-Type": "application/json"}
    assert bot.post("getMe", content="{", headers=kind).status_code == 400
    assert bot.post("getMe", content="[]", headers=kind).status_code == 400
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert bot.post("getMe", content="nonsense", headers=kind).status_code == 400
    lone = bot.post(
        "sendMessage", content=b'{"text": "\\ud800"}', headers={"Content-Type": "application/json"}
    )
    assert lone.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


@pytest.mark.parametrize(
    "kind", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_too_large_bodies_are_refused(kind: str) -> None:
    async def parts() -> AsyncIterator[bytes]:
        if kind == "multipart/form-data":
            yield b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        for _ in range(56):
            yield bytes(1024 * 1024)

    transport = httpx.ASGITransport(create_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        headers = {"Content-Type": f"{kind}; boundary=x"}
        response = await client.post(f"/bot{TOKEN}/getMe", content=parts(), headers=headers)
        assert response.status_code == (400 if kind.endswith("urlencoded") else 413)
        announced = {**headers, "Content-Length": str(60 * 1024 * 1024)}
        response = await client.post(f"/bot{TOKEN}/getMe", content=b"", headers=announced)
        assert response.json()["description"] == "Request Entity Too Large"


def test_file_goes_to_the_bot_and_back(
    bot: httpx.Client, web: httpx.Client, people: SandboxClient
) -> None:
    chat = people.open_chat()
    content = bytes(range(256)) * 20_000
    people.send_document(chat.id, content, file_name="тізім.pdf", caption="құжат")
    (update,) = bot.post("getUpdates").json()["result"]
    document = update["message"]["document"]
    assert document["file_name"] == "тізім.pdf"
    path = bot.post("getFile", json={"file_id": document["file_id"]}).json()["result"]["file_path"]
    assert web.get(f"/file/bot{TOKEN}/{path}").content == content
    shown = web.get(f"/sandbox/files/{document['file_id']}")
    assert shown.headers["Content-Disposition"] == "attachment"
    assert shown.headers["Content-Type"] == "application/octet-stream"
    assert web.get("/sandbox/files/none").status_code == 404


def test_foreign_host_names_are_refused(web: httpx.Client, server: SandboxServer) -> None:
    for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1.evil.example", ""):
        assert web.get("/", headers={"Host": host}).status_code == 403
    for host in ("localhost", f"127.0.0.1:{server.port}", "[::1]:80"):
        assert web.get("/", headers={"Host": host}).status_code == 200


def test_allowed_host_names_are_let_in() -> None:
    settings = SandboxSettings(allowed_hosts=("sandbox.test",))
    with SandboxServer(settings=settings) as server, httpx.Client(trust_env=False) as client:
        assert client.get(server.url, headers={"Host": "sandbox.test"}).status_code == 200


def test_requests_of_other_web_sites_are_refused(web: httpx.Client, server: SandboxServer) -> None:
    body = {"first_name": "x"}
    foreign = {"Origin": "https://evil.example"}
    assert web.post("/sandbox/chats", json=body, headers=foreign).status_code == 403
    own = {"Origin": server.url}
    assert web.post("/sandbox/chats", json=body, headers=own).status_code == 200


def test_pages_carry_a_strict_policy(web: httpx.Client) -> None:
    page = web.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script>" not in page.text
    assert "style=" not in page.text
    for name in ("app.js", "chat.css", "wallpaper.svg"):
        assert web.get(f"/static/{name}").status_code == 200


def test_control_errors_say_why(people: SandboxClient, web: httpx.Client) -> None:
    chat = people.open_chat()
    with pytest.raises(SandboxClientError, match="text must not be empty"):
        people.send_text(chat.id, " ")
    with pytest.raises(SandboxClientError, match="chat not found"):
        people.messages(1)
    with pytest.raises(SandboxClientError, match="message not found"):
        people.press(chat.id, 1, text="x")
    with pytest.raises(NoReplyError):
        people.wait_reply(chat.id, timeout=0.01)
    assert web.post("/sandbox/chats", content="{").status_code == 400
    assert web.post("/sandbox/faults", json={"kind": "meteor"}).status_code == 400
    events = web.get(f"/sandbox/chats/{chat.id}/events", params={"wait": "x"})
    assert events.status_code == 400


def test_chat_can_be_changed_and_deleted(people: SandboxClient, web: httpx.Client) -> None:
    chat = people.open_chat(first_name="Guest", language_code="ru")
    people.set_language(chat.id, "kk")
    assert people.chat(chat.id).language_code == "kk"
    assert chat.id in {one.id for one in people.chats()}
    assert web.delete(f"/sandbox/chats/{chat.id}").status_code == 200
    assert chat.id not in {one.id for one in people.chats()}


def test_group_is_reached_by_its_negative_number(
    bot: httpx.Client, people: SandboxClient, web: httpx.Client
) -> None:
    group = people.open_chat(first_name="Guest", type="group", title="Көршілер")
    assert group.id < 0
    people.send_text(group.id, "/start", sender={"id": 77, "first_name": "Neighbour"})
    update = bot.post("getUpdates").json()["result"][-1]
    assert update["message"]["from"]["first_name"] == "Neighbour"
    bot.post("sendMessage", json={"chat_id": group.id, "text": "сәлем"})
    assert people.wait_reply(group.id).text == "сәлем"
    assert web.get("/sandbox/chats/x").status_code == 404


def test_stream_tells_what_happens(server: SandboxServer, people: SandboxClient) -> None:
    chat = people.open_chat()
    with (
        httpx.Client(base_url=server.url, trust_env=False) as client,
        client.stream("GET", "/sandbox/events") as stream,
    ):
        lines = stream.iter_lines()
        assert next(lines).startswith(": ")
        people.send_text(chat.id, "сәлем")
        data = next(line for line in lines if line.startswith("data: "))
    event = json.loads(data.removeprefix("data: "))
    assert (event["type"], event["chat_id"], event["data"]["text"]) == ("message", chat.id, "сәлем")


def test_stopping_ends_streams_and_long_polls() -> None:
    server = SandboxServer().start()
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        with client.stream("GET", "/sandbox/events") as stream:
            lines = stream.iter_lines()
            next(lines)
            server.stop()
            assert list(lines) == [""]
        with pytest.raises(httpx.ConnectError):
            client.get("/")


async def test_server_is_an_async_context_manager() -> None:
    async with SandboxServer() as server, httpx.AsyncClient(trust_env=False) as client:
        response = await client.get(f"{server.bot_api_url}{TOKEN}/getMe")
    assert response.json()["ok"]


def test_taken_address_is_an_error(server: SandboxServer) -> None:
    with pytest.raises(OSError, match="in use"):
        SandboxServer(port=server.port)


def test_neither_tokens_nor_texts_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with SandboxServer() as server, SandboxClient(server.url) as people:
        chat = people.open_chat()
        people.send_text(chat.id, "құпия сөз")
        people.add_fault("server_error", "getMe")
        with httpx.Client(trust_env=False) as client:
            for method in ("getMe", "getMe", "getUpdates", "sendPigeon"):
                client.get(f"{server.bot_api_url}{TOKEN}/{method}")
            client.post(
                f"{server.bot_api_url}{TOKEN}/sendMessage",
                json={"chat_id": chat.id, "text": "жауап сөз"},
            )
    ours = [
        record.getMessage()
        for record in caplog.records
        # The client of this test logs its own addresses; what the sandbox says counts.
        if not record.name.startswith(("httpx", "httpcore"))
    ]
    assert any("Finished server process" in line for line in ours)
    assert not [line for line in ours if TOKEN in line or "сөз" in line or "test-token" in line]
