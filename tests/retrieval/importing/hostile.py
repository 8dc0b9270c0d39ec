"""Files made to harm a reader, small enough to be made by a test."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO


def word_archive(
    base: bytes, add: dict[str, bytes] | None = None, replace: dict[str, bytes] | None = None
) -> bytes:
    """The Word file ``base`` with parts added and replaced."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(base)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, (replace or {}).get(name, source.read(name)))
        for name, content in (add or {}).items():
            target.writestr(name, content)
    return buffer.getvalue()


def entity_bomb() -> bytes:
    """An XML part of some hundred bytes that stands for ten thousand million letters."""
    entities = ['<!ENTITY a0 "aaaaaaaaaa">']
    entities += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    head = f'<?xml version="1.0"?><!DOCTYPE d [{"".join(entities)}]>'
    return f"{head}<document>&a9;</document>".encode()


def nested_tables(depth: int) -> bytes:
    """A Word text of tables inside tables."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inside = "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    body = "<w:tbl><w:tr><w:tc>" * depth + inside + "</w:tc></w:tr></w:tbl>" * depth
    return f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode()


def tiny_pdf(content: bytes, filters: str = "/FlateDecode", kids: str = "3 0 R") -> bytes:
    """A PDF of one page with ``content`` as its (already compressed) drawing."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count 1>>".encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        f"<</Length {len(content)}/Filter[{filters}]>>\nstream\n".encode()
        + content
        + b"\nendstream",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def deflated_zeros(mebibytes: int) -> bytes:
    """That many zeros, compressed to a thousandth."""
    packer = zlib.compressobj(9)
    block = bytes(1024 * 1024)
    return b"".join(packer.compress(block) for _ in range(mebibytes)) + packer.flush()
