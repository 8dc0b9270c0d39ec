"""Runs the conversion in a child process, so that no file can take this one along."""

from __future__ import annotations

import json
import os
import selectors
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from retrieval.importing.errors import ImportRefusedError
from retrieval.importing.model import Draft

__all__ = ["Limits", "convert"]


@dataclass(frozen=True)
class Limits:
    """What one import may cost.

    Attributes:
        file_bytes: size of the file.
        memory_bytes: address space of the child process.
        seconds: time on the clock and on the processor, each.
        output_bytes: what the child may answer.
    """

    file_bytes: int = 50 * 1024 * 1024
    memory_bytes: int = 2 * 1024 * 1024 * 1024
    seconds: int = 180
    output_bytes: int = 64 * 1024 * 1024


def convert(
    path: Path,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Draft:
    """The draft of the file at ``path``.

    Args:
        path: a PDF, DOCX, HTML or text file.
        limits: what it may cost.
        progress: is told the pages done and all pages, where the format has pages.

    Raises:
        ImportRefusedError: why there is no draft.
    """
    limits = limits or Limits()
    with _open(path, limits) as file:
        # The child gets the open file, not its name, and none of the settings: no token.
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [
                sys.executable,
                "-m",
                "retrieval.importing.worker",
                path.name,
                *(str(each) for each in (limits.file_bytes, limits.memory_bytes, limits.seconds)),
            ],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    try:
        return _answer(process, limits, progress)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _open(path: Path, limits: Limits) -> IO[bytes]:
    try:
        # A pipe or device must not be opened at all: the opening could wait for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise ImportRefusedError("not-a-file")
        file = path.open("rb")
    except FileNotFoundError:
        raise ImportRefusedError("no-such-file") from None
    except OSError as error:
        raise ImportRefusedError("not-a-file", {"problem": error.strerror or ""}) from None
    size = os.fstat(file.fileno()).st_size
    if size > limits.file_bytes:
        file.close()
        mebibyte = 1024 * 1024
        params = {"size": str(size // mebibyte), "limit": str(limits.file_bytes // mebibyte)}
        raise ImportRefusedError("too-big", params)
    return file


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    inherited = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {
        **inherited,
        **one_thread,
        "PYTHONPATH": root,
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "ANONYMIZED_TELEMETRY": "False",
    }


def _answer(
    process: subprocess.Popen[bytes],
    limits: Limits,
    progress: Callable[[int, int], None] | None,
) -> Draft:
    deadline = time.monotonic() + limits.seconds
    assert process.stdout is not None  # noqa: S101 - it was opened with a pipe
    read = 0
    rest = b""
    last: dict[str, Any] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise ImportRefusedError("out-of-time", {"seconds": str(limits.seconds)})
            chunk = os.read(process.stdout.fileno(), 1 << 16)
            if not chunk:
                break
            read += len(chunk)
            if read > limits.output_bytes:
                raise ImportRefusedError("too-much-text", {"pages": "", "limit": ""})
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                last = json.loads(line)
                if "pages" in last and progress is not None:
                    progress(*last["pages"])
    if "draft" in last:
        return Draft.model_validate(last["draft"])
    if "refused" in last:
        raise ImportRefusedError(last["refused"], last["params"])
    code = process.wait()
    if code == -signal.SIGXCPU:
        raise ImportRefusedError("out-of-time", {"seconds": str(limits.seconds)})
    # Without an answer: it was killed, or a library ran out of memory its own way.
    raise ImportRefusedError("out-of-memory" if code in _KILLED else "damaged")


_KILLED: Final = (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV, 134, 137)
