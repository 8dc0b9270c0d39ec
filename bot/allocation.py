"""How much memory the C library keeps for itself."""

from __future__ import annotations

import ctypes
from typing import Final

__all__ = ["keep_few_arenas"]

#: ``M_ARENA_MAX`` of glibc's mallopt(3).
_ARENA_MAX: Final = -8
_ARENAS: Final = 2


def keep_few_arenas() -> None:
    """Let threads share what the C library has set aside.

    By default glibc sets aside memory for each thread and keeps what is freed there. Every index
    version is read by new threads of Chroma's, so a bot that reloads often would grow: measured,
    by 20 MB with each of the first ten reloads; with two arenas it stays. Other C libraries do
    without such arenas, and nothing is changed there.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, _ARENAS)
