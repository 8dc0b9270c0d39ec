"""Runs the sandbox with uvicorn: in the foreground, or in a thread beside tests and a bot."""

from __future__ import annotations

import asyncio
import socket
import threading
from types import FrameType, TracebackType
from typing import Final

import uvicorn

from bot.sandbox.app import create_app
from bot.sandbox.state import SandboxSettings, Telegram

START_TIMEOUT_SECONDS: Final = 30.0


class SandboxServer:
    """A sandbox at an address.

    The address is taken when the object is made, so ``url`` is known before the start. Use
    ``start`` and ``stop``, ``with`` or ``async with`` for a server in a thread of its own, or
    ``run`` to stay until Ctrl-C.

    Args:
        host: address to listen on; 127.0.0.1 keeps it to this machine.
        port: 0 takes a free one.
        settings: how the sandbox behaves.

    Raises:
        OSError: the address is taken or not of this machine.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        settings: SandboxSettings | None = None,
    ) -> None:
        self._socket = _listen(host, port)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        app = create_app(settings, drop=self._drop)
        self._telegram: Telegram = app.state.telegram
        # Neither access log nor log configuration: addresses hold the bot's token.
        config = uvicorn.Config(
            app, access_log=False, log_config=None, ws="none", timeout_graceful_shutdown=3
        )
        self._server = _Server(config, self._telegram)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Address of the chat page, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def bot_api_url(self) -> str:
        """``base_url`` for python-telegram-bot."""
        return f"{self.url}/bot"

    @property
    def bot_file_url(self) -> str:
        """``base_file_url`` for python-telegram-bot."""
        return f"{self.url}/file/bot"

    def run(self) -> None:
        """Serves in this thread until Ctrl-C or SIGTERM."""
        self._server.run(sockets=[self._socket])

    def start(self) -> SandboxServer:
        """Serves in a background thread; returns when requests are answered.

        Raises:
            RuntimeError: the server did not start.
        """
        self._thread = threading.Thread(target=self._serve, name="sandbox", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(START_TIMEOUT_SECONDS) or not self._server.started:
            raise RuntimeError("the sandbox did not start")
        return self

    def stop(self) -> None:
        """Ends every connection and waits for the thread."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._socket.close()

    def __enter__(self) -> SandboxServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def __aenter__(self) -> SandboxServer:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)

    def _serve(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._server.ready.set()

    def _drop(self, client: tuple[str, int] | None) -> bool:
        for connection in list(self._server.server_state.connections):
            transport = getattr(connection, "transport", None)
            if getattr(connection, "client", None) == client and transport is not None:
                transport.abort()
                return True
        return False


class _Server(uvicorn.Server):
    """Tells when it listens, and ends streams and long polls before it waits for connections."""

    def __init__(self, config: uvicorn.Config, telegram: Telegram) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._telegram = telegram

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._telegram.close()
        await super().shutdown(sockets)

    def handle_exit(self, _sig: int, _frame: FrameType | None) -> None:
        self.should_exit = True


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener
