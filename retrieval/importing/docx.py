"""Reads Word documents (.docx) with mammoth; pictures, comments and page heads stay out."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from xml.parsers.expat import ExpatError
from zipfile import ZipFile

import mammoth
from lxml import etree

from retrieval.importing.archive import check_word_archive
from retrieval.importing.errors import ImportRefusedError
from retrieval.importing.html import read_markup
from retrieval.importing.model import Extract

__all__ = ["read_docx"]


def read_docx(content: bytes) -> Extract:
    """The text of a Word document.

    Raises:
        ImportRefusedError: it should not be opened, or is damaged.
    """
    check_word_archive(content)
    pictures = 0

    def leave_out(image: object) -> dict[str, str]:
        nonlocal pictures
        del image
        pictures += 1
        return {}

    try:
        made = mammoth.convert_to_html(
            BytesIO(content), convert_image=mammoth.images.img_element(leave_out)
        )
    except RecursionError:
        raise ImportRefusedError("too-deep", {"limit": "100"}) from None
    except (ExpatError, KeyError, ValueError, OSError, AttributeError, IndexError):
        # What mammoth meets in a part that is no WordprocessingML is one of these.
        raise ImportRefusedError("damaged") from None
    extract = read_markup(made.value)
    return replace(extract, title=_title(content), pictures=pictures)


def _title(content: bytes) -> str:
    """The title in the document's properties, or nothing."""
    with ZipFile(BytesIO(content)) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return ""
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(archive.read("docProps/core.xml"), parser)
        except etree.XMLSyntaxError:
            return ""
    return (root.findtext("{http://purl.org/dc/elements/1.1/}title") or "").strip()
