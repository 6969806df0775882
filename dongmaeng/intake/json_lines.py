"""Items files: a JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from dongmaeng.intake.place import Place, Taken
from dongmaeng.intake.selection import Selection
from dongmaeng.items import LARGEST_FILE, Item, item_of_line, open_regular
from topics.records import Quiet


def read_json_lines(path: Path, quiet: Quiet | None, at: Place, wanted: Selection) -> Iterator[Taken]:
    """What the lines hold from a place on; empty ones are nothing."""
    with open_regular(path) as lines:
        lines.seek(at.offset)
        for number, line in enumerate(_bounded_lines(lines), at.number + 1):
            where, place = f"{path.name} line {number}", Place(number, lines.tell())
            if line is None:
                yield Taken(Item(where, None, f"{where}: longer than the {LARGEST_FILE} bytes that are read"), place)
            elif line.strip():
                item = item_of_line(line, where, quiet, path.parent)
                passed = wanted.refuses(item.page) if item.page else ""
                yield Taken(None if passed else item, place, passed)


def _bounded_lines(lines: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a file; None in place of one that is too long to be an item."""
    while line := lines.readline(LARGEST_FILE):
        if len(line) < LARGEST_FILE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = lines.readline(LARGEST_FILE)
        yield None
