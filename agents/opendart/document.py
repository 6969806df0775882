"""The document of a disclosure: a ZIP of XML files whose tables hold what the forms ask for."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from lxml import etree  # type: ignore[import-untyped]

from agents.charset import decode

_MOST_BYTES = 10_000_000
"""Of one file of the ZIP, unpacked."""

_MOST_ROWS = 5_000
_MOST_CELL = 5_000
"""Characters of a cell that are read."""

_CELLS = frozenset({"td", "th", "tu", "te"})
"""As HTML and as the forms' own format call a cell."""

_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")

Row = Sequence[str]
"""The texts of the cells of one row."""


class UnreadableDocument(ValueError):
    """The document is no ZIP of XML, or unpacks to too much; the text is a fixed reason."""


def rows_of(body: bytes) -> list[Row]:
    """The rows of all tables of the main file, each as the texts of its cells; raises `UnreadableDocument`."""
    text = _DECLARATION.sub("", decode(_main_file(body), ""))
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), _parser())
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument("broken document") from None
    if root is None:
        raise UnreadableDocument("broken document")
    rows: list[Row] = []
    for element in root.iter("tr"):
        cells = [_text(cell) for cell in element if isinstance(cell.tag, str) and cell.tag.lower() in _CELLS]
        if any(cells):
            rows.append(cells)
        if len(rows) == _MOST_ROWS:
            break
    return rows


def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, huge_tree=False)


def _main_file(body: bytes) -> bytes:
    """The first XML file, which is the report itself; those behind it are attachments."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for info in packed.infolist():
                if info.filename.lower().endswith(".xml"):
                    with packed.open(info) as file:
                        content = file.read(_MOST_BYTES + 1)
                    if len(content) > _MOST_BYTES:
                        raise UnreadableDocument("too large")
                    return content
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise UnreadableDocument("broken document") from None
    raise UnreadableDocument("document without text")


def _text(cell: etree._Element) -> str:
    for line_break in cell.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(cell.itertext()).splitlines())
    return "\n".join(line for line in lines if line)[:_MOST_CELL]
