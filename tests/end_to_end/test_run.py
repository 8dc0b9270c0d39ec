"""`qonys run` on its own: without a token, without a network, with a slip in the settings."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.client import SandboxClient
from tests.conftest import ROOT
from tests.end_to_end.conftest import run_qonys


def test_without_a_token_the_sandbox_opens_and_the_bot_answers(
    data: Path, network_log: Path
) -> None:
    environment = {"SANDBOX_PORT": "0"}
    with run_qonys("run", data=data, network_log=network_log, environment=environment) as process:
        line = process.wait_for("Open http://")
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address is not None
        with SandboxClient(address.group()) as people:
            chat = people.open_chat(language_code="kk", started=True)
            people.send_text(chat.id, "кошу акшасы канша")
            assert "302\u00a0750" in people.wait_reply(chat.id).text
        assert process.stop() == 0
    assert not network_log.exists(), network_log.read_text(encoding="utf-8")


def test_bot_survives_faults_of_telegram(data: Path, network_log: Path) -> None:
    with SandboxServer() as server, SandboxClient(server.url) as people:
        environment = {"TELEGRAM_BOT_TOKEN": "1:any", "TELEGRAM_API_URL": server.url}
        with run_qonys(
            "run", data=data, network_log=network_log, environment=environment
        ) as process:
            process.wait_for("ready: knowledge version")
            people.add_fault("too_many_requests", "sendMessage", retry_after=1, count=1)
            people.add_fault("server_error", "getUpdates", count=2)
            people.add_fault("server_error", "sendChatAction", count=1)
            chat = people.open_chat(language_code="ru", started=True)
            people.send_text(chat.id, "субсидия на переезд")
            assert "302\u00a0750" in people.wait_reply(chat.id, timeout=40).text


def test_jsonl_answers_line_by_line(data: Path) -> None:
    lines = [
        {"id": "1", "question": "кошу акшасы канша"},
        {"id": "2", "question": "Какая завтра погода?"},
        {"id": "3", "question": "Какая квота будет в 2027 году?"},
        {"id": "4", "question": "субсидия на переезд", "language": "kk"},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\nnot json\n"
    result = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--jsonl"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        cwd=data,
        env={"PATH": "/usr/bin:/bin", "QONYS_DATA": str(data), "PYTHONPATH": str(ROOT)},
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["id"] for each in answers] == ["1", "2", "3", "4", "5"]
    assert [each["status"] for each in answers] == [
        "answered",
        "out_of_scope",
        "not_in_texts",
        "answered",
        "error",
    ]
    assert answers[0]["language"] == "kk"
    assert "302 750" in answers[0]["text"]
    assert answers[0]["sources"][0]["document"] == "relocation-subsidy"
    assert answers[3]["language"] == "kk"
    assert "line 5" in answers[4]["text"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("SANDBOX_PORT", "many", "SANDBOX_PORT"), ("LOG_LEVEL", "LOUD", "LOG_LEVEL")],
)
def test_a_slip_in_the_settings_is_named(
    data: Path, network_log: Path, name: str, value: str, said: str
) -> None:
    with run_qonys("run", data=data, network_log=network_log, environment={name: value}) as process:
        process.wait_for(said)
        assert process.process.wait(30) == 2
