"""The child process that opens the file: ``python -m retrieval.importing.worker NAME < FILE``.

It gives itself little memory, little time and no file that it could write, reads the document
from standard input and prints JSON lines: ``{"pages": [done, all]}`` while it works, at the end
``{"draft": …}`` or ``{"refused": code, "params": …}``.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import PurePath
from typing import Final

from retrieval.importing.cleaning import clean
from retrieval.importing.docx import read_docx
from retrieval.importing.errors import ImportRefusedError
from retrieval.importing.html import read_html
from retrieval.importing.model import Draft, Extract
from retrieval.importing.pdf import read_pdf
from retrieval.importing.signature import recognise
from retrieval.importing.text import read_text

__all__ = ["main"]

MAX_LETTERS: Final = 3_000_000


def main() -> int:
    """Convert standard input; 0 whatever the outcome, which is printed."""
    name, file_limit, memory, seconds = sys.argv[1], *(int(each) for each in sys.argv[2:5])
    _limit(memory, seconds)
    answer: dict[str, object]
    try:
        draft = _convert(sys.stdin.buffer.read(file_limit + 1), name, file_limit)
        answer = {"draft": draft.model_dump(mode="json")}
    except ImportRefusedError as refused:
        answer = {"refused": refused.code, "params": refused.params}
    except MemoryError:
        answer = {"refused": "out-of-memory", "params": {}}
    except RecursionError:
        answer = {"refused": "too-deep", "params": {"limit": "100"}}
    _tell(answer)
    return 0


def _convert(content: bytes, name: str, file_limit: int) -> Draft:
    if len(content) > file_limit:
        raise ImportRefusedError("too-big", {"limit": str(file_limit // 1024 // 1024)})
    extract = _read(content, name)
    letters = sum(len(line.text) for line in extract.lines)
    if not any(char.isalnum() for line in extract.lines for char in line.text):
        raise ImportRefusedError("no-text")
    if letters > MAX_LETTERS:
        raise ImportRefusedError("too-much-text", {"pages": "", "limit": str(MAX_LETTERS)})
    return clean(extract, PurePath(name).stem)


def _read(content: bytes, name: str) -> Extract:
    match recognise(content, name):
        case "pdf":
            return read_pdf(content, lambda done, count: _tell({"pages": [done, count]}))
        case "docx":
            return read_docx(content)
        case "html":
            return read_html(content)
        case "text":
            return read_text(content)


def _limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _tell(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
