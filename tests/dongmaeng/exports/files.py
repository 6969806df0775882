"""Writing a file of some alliances, as a test wants it: whole, at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.files import alliance_writer
from dongmaeng.exports.formats import Format, Rows
from dongmaeng.exports.writer import Writer
from topics.records import Alliance

Item = TypeVar("Item")

PAGES = Pages("https://dongmaeng.example")


def whole(writer: Writer[Item], items: Sequence[Item]) -> bytes:
    """The file of some items, handed over two at a time."""
    try:
        parts = [writer.write(items[start : start + 2]) for start in range(0, len(items), 2)]
        return b"".join([*parts, *writer.end()])
    finally:
        writer.close()


def file_of(alliances: Sequence[Alliance], format: Format, rows: Rows = Rows.ALLIANCES) -> bytes:
    """The file of some alliances."""
    return whole(alliance_writer(format, PAGES, rows), alliances)
