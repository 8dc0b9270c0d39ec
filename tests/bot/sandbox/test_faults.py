from __future__ import annotations

import httpx
import pytest

from bot.sandbox.client import SandboxClient
from bot.sandbox.errors import ControlError
from bot.sandbox.faults import Faults


def outcomes(faults: Faults, method: str, calls: int) -> list[bool]:
    return [faults.draw(method) is not None for _ in range(calls)]


def test_fault_happens_as_often_as_asked_after_the_skipped_calls() -> None:
    faults = Faults(seed=0)
    fault = faults.add({"kind": "server_error", "method": "sendMessage", "count": 2, "skip": 1})
    assert outcomes(faults, "getme", 2) == [False, False]
    assert outcomes(faults, "sendmessage", 5) == [False, True, True, False, False]
    assert fault.hits == 2


def test_random_faults_repeat_with_the_same_seed() -> None:
    request = {"kind": "drop", "count": None, "probability": 0.5}
    first, second, other = Faults(seed=1), Faults(seed=1), Faults(seed=2)
    for faults in (first, second, other):
        faults.add(request)
    sequence = outcomes(first, "getme", 40)
    assert outcomes(second, "getme", 40) == sequence
    assert outcomes(other, "getme", 40) != sequence
    assert 5 < sum(sequence) < 35


def test_duplicate_updates_concern_delivery_only() -> None:
    faults = Faults(seed=0)
    faults.add({"kind": "duplicate_updates"})
    assert outcomes(faults, "sendmessage", 1) == [False]
    assert outcomes(faults, "getupdates", 2) == [True, False]


@pytest.mark.parametrize(
    "request_body", [{}, {"kind": "meteor"}, {"kind": "drop", "count": "many"}]
)
def test_wrong_faults_are_refused(request_body: dict[str, str]) -> None:
    with pytest.raises(ControlError):
        Faults(seed=0).add(request_body)


def test_flood_control_says_how_long_to_wait(bot: httpx.Client, people: SandboxClient) -> None:
    people.add_fault("too_many_requests", "getMe", retry_after=7)
    response = bot.post("getMe")
    assert response.status_code == 429
    assert response.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert bot.post("getMe").status_code == 200
    assert [fault["hits"] for fault in people.faults()] == [1]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_errors(bot: httpx.Client, people: SandboxClient, status: int) -> None:
    people.add_fault("server_error", status=status)
    response = bot.post("getMe")
    assert response.status_code == status
    assert response.json()["error_code"] == status


def test_dropped_connection_gives_no_answer(bot: httpx.Client, people: SandboxClient) -> None:
    people.add_fault("drop", "getMe")
    with pytest.raises(httpx.TransportError):
        bot.post("getMe")
    assert bot.post("getMe").status_code == 200


def test_failed_call_may_have_taken_effect(bot: httpx.Client, people: SandboxClient) -> None:
    chat = people.open_chat(started=True)
    body = {"chat_id": chat.id, "text": "жауап"}
    people.add_fault("drop", "sendMessage", applied=True)
    with pytest.raises(httpx.TransportError):
        bot.post("sendMessage", json=body)
    people.add_fault("server_error", "sendMessage")
    assert bot.post("sendMessage", json=body).status_code == 502
    assert [message.text for message in people.messages(chat.id)] == ["жауап"]


def test_delay_is_longer_than_the_bot_waits(bot: httpx.Client, people: SandboxClient) -> None:
    chat = people.open_chat(started=True)
    people.add_fault("delay", "sendMessage", seconds=30)
    with pytest.raises(httpx.ReadTimeout):
        bot.post("sendMessage", json={"chat_id": chat.id, "text": "жауап"}, timeout=0.2)
    assert people.wait_reply(chat.id).text == "жауап"
    people.add_fault("delay", "sendMessage", seconds=0, applied=False)
    response = bot.post("sendMessage", json={"chat_id": chat.id, "text": "жауап"})
    assert response.status_code == 504
    assert len(people.messages(chat.id)) == 1


def test_updates_are_delivered_twice(bot: httpx.Client, people: SandboxClient) -> None:
    people.add_fault("duplicate_updates")
    chat = people.open_chat()
    people.send_text(chat.id, "бір рет")
    (update,) = bot.post("getUpdates").json()["result"]
    offset = {"offset": update["update_id"] + 1}
    assert bot.post("getUpdates", json=offset).json()["result"] == [update]
    assert bot.post("getUpdates", json=offset).json()["result"] == []


def test_faults_can_be_taken_back(bot: httpx.Client, people: SandboxClient) -> None:
    people.add_fault("server_error", count=None)
    assert bot.post("getMe").status_code == 502
    people.clear_faults()
    assert bot.post("getMe").status_code == 200
