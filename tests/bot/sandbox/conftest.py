"""The sandbox in three forms: its Telegram without HTTP, a running server, people and a bot."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bot.sandbox import SandboxServer, SandboxSettings
from bot.sandbox.client import SandboxClient
from bot.sandbox.methods import call
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.state import Chat, Telegram, User

TOKEN = "123456:test-token"

Api = Callable[..., Coroutine[Any, Any, Any]]


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    return Telegram(SandboxSettings(clock=clock))


@pytest.fixture
def chat(telegram: Telegram) -> Chat:
    """A private chat of a person who has written to the bot before."""
    user = User(telegram.new_user_id(), "Guest", language_code="kk")
    return telegram.open_private_chat(user, started=True)


@pytest.fixture
def api(telegram: Telegram) -> Api:
    """Calls a method with JSON parameters; ``files`` are uploads by name."""

    async def run(method: str, files: dict[str, Upload] | None = None, **values: Any) -> Any:
        parameters = Parameters.from_json_object(values)
        return await call(telegram, method, Parameters(parameters.values, files or {}))

    return run


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running


@pytest.fixture
def people(server: SandboxServer) -> Iterator[SandboxClient]:
    with SandboxClient(server.url) as client:
        yield client
        client.clear_faults()


@pytest.fixture
def bot(server: SandboxServer) -> Iterator[httpx.Client]:
    """HTTP as a bot speaks it; paths are method names. Nothing is pending at the start."""
    with httpx.Client(base_url=f"{server.bot_api_url}{TOKEN}/", trust_env=False) as client:
        client.post("deleteWebhook", json={"drop_pending_updates": True}).raise_for_status()
        client.post("getUpdates", json={"allowed_updates": []}).raise_for_status()
        yield client
