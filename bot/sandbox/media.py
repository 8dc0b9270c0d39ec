"""Files of the sandbox: what Telegram tells a bot about them, and small samples to send."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

MAX_DOWNLOAD_BYTES: Final = 20 * 1024 * 1024
"""Largest file a bot may download (https://core.telegram.org/bots/api#getfile)."""
MAX_PHOTO_BYTES: Final = 10 * 1024 * 1024
MAX_DOCUMENT_BYTES: Final = 50 * 1024 * 1024
MAX_PHOTO_SIDES: Final = 10_000
"""Largest sum of width and height of a photo (https://core.telegram.org/bots/api#sendphoto)."""
MAX_PHOTO_RATIO: Final = 20

FOLDER_OF_KIND: Final = {
    "photo": "photos",
    "voice": "voice",
    "video": "videos",
    "video_note": "video_notes",
    "sticker": "stickers",
    "audio": "music",
    "animation": "animations",
    "document": "documents",
}
SUFFIX_OF_TYPE: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "audio/ogg": ".oga",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}


@dataclass(frozen=True)
class StoredFile:
    """A file somebody sent; ``file_path`` is where a bot downloads it."""

    file_id: str
    file_unique_id: str
    file_path: str
    file_name: str
    mime_type: str
    content: bytes
    kind: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)


class FileStore:
    """All files, by id and by path; gone when the sandbox stops."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    @property
    def by_path(self) -> Mapping[str, StoredFile]:
        """Files by download path."""
        return MappingProxyType(self._by_path)

    def add(self, content: bytes, *, kind: str, file_name: str, mime_type: str) -> StoredFile:
        """Keeps a file under a new id; equal content has an equal ``file_unique_id``."""
        number = len(self._by_id)
        digest = hashlib.sha256(content).hexdigest()
        unique = hashlib.sha256(f"{kind}:{digest}".encode()).hexdigest()[:16]
        suffix = SUFFIX_OF_TYPE.get(mime_type) or _suffix(file_name)
        stored = StoredFile(
            file_id=f"SANDBOX-{kind}-{number}-{digest[:40]}",
            file_unique_id=f"AQAD{unique}",
            file_path=f"{FOLDER_OF_KIND[kind]}/file_{number}{suffix}",
            file_name=file_name,
            mime_type=mime_type,
            content=content,
            kind=kind,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.file_path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """The file, or None when the id is unknown."""
        return self._by_id.get(file_id)


def _suffix(file_name: str) -> str:
    _, dot, ending = file_name.rpartition(".")
    return f".{ending.lower()}" if dot and ending.isascii() and ending.isalnum() else ""


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG, GIF or WebP image; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP" and len(content) >= 30:
        return _webp_size(content)
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    chunk = content[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
        return width, height
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return int(width) & 0x3FFF, int(height) & 0x3FFF
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Reads the segments up to a start-of-frame marker (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def describe(stored: StoredFile, kind: str) -> Any:
    """The value of a message's ``photo``, ``document``, ``voice``… field for the file."""
    base: dict[str, Any] = {
        "file_id": stored.file_id,
        "file_unique_id": stored.file_unique_id,
        "file_size": stored.size,
    }
    named = {"file_name": stored.file_name, "mime_type": stored.mime_type}
    if kind == "photo":
        width, height = image_size(stored.content) or (0, 0)
        return [{**base, "width": width, "height": height}]
    if kind == "voice":
        return {**base, "duration": 3, "mime_type": stored.mime_type}
    if kind == "audio":
        return {**base, "duration": 3, **named}
    if kind == "video_note":
        return {**base, "length": 240, "duration": 3}
    if kind in {"video", "animation"}:
        return {**base, "width": 320, "height": 240, "duration": 3, **named}
    if kind == "sticker":
        width, height = image_size(stored.content) or (512, 512)
        return {
            **base,
            "width": width,
            "height": height,
            "type": "regular",
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        }
    return {**named, **base}


def sample(kind: str) -> tuple[bytes, str, str]:
    """Content, file name and MIME type of something to send when a person chose no file.

    Photos and stickers are real PNG images. Sound and video samples hold no playable stream:
    a bot that never plays them can't tell.
    """
    if kind in {"photo", "sticker"}:
        return _sunset_png(320, 240), "photo.png", "image/png"
    if kind == "voice":
        return b"OggS" + bytes(60), "voice.oga", "audio/ogg"
    if kind == "audio":
        return b"ID3" + bytes(61), "audio.mp3", "audio/mpeg"
    if kind in {"video", "video_note", "animation"}:
        return b"\x00\x00\x00\x18ftypmp42" + bytes(48), "video.mp4", "video/mp4"
    return b"%PDF-1.4\n%%EOF\n", "document.pdf", "application/pdf"


def _sunset_png(width: int, height: int) -> bytes:
    """A picture of steppe and sky, drawn line by line."""
    rows = bytearray()
    horizon = height * 2 // 3
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows.extend(_steppe_pixel(x, y, width, horizon))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _png_chunk(b"IHDR", header),
            _png_chunk(b"IDAT", zlib.compress(bytes(rows), 9)),
            _png_chunk(b"IEND", b""),
        )
    )


def _steppe_pixel(x: int, y: int, width: int, horizon: int) -> tuple[int, int, int]:
    if y >= horizon:
        depth = y - horizon
        return 150 - depth, 160 - depth, 70
    sun = (x - width * 2 // 3) ** 2 + (y - horizon + 40) ** 2
    if sun < 28**2:
        return 255, 214, 90
    share = y / horizon
    return int(90 + 150 * share), int(160 + 50 * share), int(225 - 40 * share)


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
