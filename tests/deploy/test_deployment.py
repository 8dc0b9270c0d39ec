"""What can be known of the deployment files without a container engine."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from configparser import RawConfigParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import metadata
from pathlib import Path
from threading import Thread

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from bot.settings import Settings
from deploy import healthcheck

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
INSTRUCTIONS = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
EXAMPLE = (DEPLOY / ".env.example").read_text(encoding="utf-8")


def copied() -> list[str]:
    """Sources of every COPY that takes from the build context."""
    sources: list[str] = []
    for line in INSTRUCTIONS.splitlines():
        words = shlex.split(line) if line.startswith("COPY") else []
        if words and not any(word.startswith("--from") for word in words):
            sources += [word for word in words[1:-1] if not word.startswith("--")]
    return sources


def environment() -> dict[str, str]:
    """Every ENV of the image."""
    pairs = re.findall(r"^ENV (.+)$", INSTRUCTIONS, re.MULTILINE)
    return dict(word.split("=", 1) for line in pairs for word in shlex.split(line))


def test_everything_that_the_image_copies_is_there() -> None:
    assert len(copied()) >= 6
    for source in copied():
        assert (ROOT / source).exists(), source


def test_the_build_is_sent_everything_that_is_copied_and_no_secrets() -> None:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split("\n")
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    assert set(copied()) <= allowed
    assert not any(".env" in each or ".git" in each for each in allowed)


def test_the_image_runs_as_nobody_with_the_torch_of_the_processor() -> None:
    user = re.findall(r"^USER (\S+)$", INSTRUCTIONS, re.MULTILINE)[-1]
    assert user == "10001:10001"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    torch = next(each for each in project["dependencies"] if each.startswith("torch=="))
    assert f"{torch}+cpu" in INSTRUCTIONS
    assert "download.pytorch.org/whl/cpu" in INSTRUCTIONS


def test_the_image_sets_only_settings_that_exist() -> None:
    known = {name.upper() for name in Settings.model_fields}
    ours = {name for name in environment() if name.startswith(("QONYS", "HTTP"))}
    assert ours == {"QONYS_DATA", "QONYS_KNOWLEDGE", "HTTP_HOST", "HTTP_PORT"}
    assert ours <= known


def test_every_setting_is_explained_in_the_example_and_nothing_else() -> None:
    named = re.findall(r"^#? ?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
    paragraphs = [
        each for each in EXAMPLE.split("\n\n") if re.search(r"^#? ?[A-Z_]+=", each, re.MULTILINE)
    ]
    assert all(each.startswith("# ") for each in paragraphs)


def test_the_example_as_it_stands_gives_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    env = tmp_path / "example.env"
    env.write_text(EXAMPLE, encoding="utf-8")
    assert Settings(_env_file=env) == Settings(_env_file=None)


def test_compose_keeps_the_container_closed_and_its_data_kept() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    bot = compose["services"]["bot"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in bot["security_opt"]
    assert "ports" not in bot
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).exists()
    volumes = dict(volume.split(":", 1) for volume in bot["volumes"])
    assert volumes["data"] == environment()["QONYS_DATA"]
    assert volumes["../knowledge"] == environment()["QONYS_KNOWLEDGE"] + ":ro"
    assert set(compose["volumes"]) == {"data"}
    assert set(bot["environment"]) <= {name.upper() for name in Settings.model_fields}


def test_the_unit_is_closed_and_writes_where_its_data_lie() -> None:
    unit = RawConfigParser(strict=False, interpolation=None, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    text = (DEPLOY / "systemd/qonys.service").read_text(encoding="utf-8")
    unit.read_string(text)
    service = unit["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert f"QONYS_DATA=/var/lib/{service['StateDirectory']}" in text
    assert service["ExecStart"].endswith("/qonys run")
    set_here = set(re.findall(r"\b((?:QONYS|HTTP)_[A-Z]+)=", text))
    assert set_here <= {name.upper() for name in Settings.model_fields}


@pytest.fixture
def answering() -> Iterator[dict[str, object]]:
    """A server on /healthz whose answer the test chooses; ``port`` is where it listens."""
    state: dict[str, object] = {"body": {"status": "ok"}}

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(state["body"]).encode()
            self.send_response(200 if self.path == "/healthz" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Health)
    state["port"] = server.server_port
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def test_health_is_what_the_bot_says(
    answering: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PORT", str(answering["port"]))
    assert healthcheck.main() == 0
    answering["body"] = {"status": "starting"}
    assert healthcheck.main() == 1


def test_no_answer_is_ill_health(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PORT", "1")
    assert healthcheck.main() == 1


def test_every_pinned_package_takes_the_oldest_python_that_is_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = re.fullmatch(r">=(3\.\d+)", project["requires-python"])
    assert promised is not None
    # Debian 12 has 3.11.2: a package for 3.11.5 and later can't be installed there.
    oldest = f"{promised[1]}.0"
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    wanted = {
        pin: str(metadata(pin.partition("==")[0]).json.get("requires_python", ""))
        for pin in pins
        if "==" in pin
    }
    assert len(wanted) > 100
    refused = {pin: why for pin, why in wanted.items() if oldest not in SpecifierSet(why)}
    assert not refused
