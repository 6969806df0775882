"""Tables of stories as CSV, with commas, semicolons or tabs, in UTF-8, UTF-16 or CP949."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from dongmaeng.intake.place import Place, Taken
from dongmaeng.intake.selection import Selection
from dongmaeng.intake.table_columns import columns_of, item_of_row
from dongmaeng.items import Item, UnreadableItem, open_regular
from topics.records import Quiet

LARGEST_CELL = 8 << 20  # characters: more is a quotation mark that is never closed
_SAMPLE = 1 << 20  # bytes that tell in which charset the file is
_DELIMITERS = ",;\t"


def read_csv(path: Path, quiet: Quiet | None, at: Place, wanted: Selection) -> Iterator[Taken]:
    """The stories of the rows from a place on; raises `UnreadableItem` where the first row names no columns of some."""
    with open_regular(path) as file:
        text = io.TextIOWrapper(file, encoding=_charset(file), errors="replace", newline="")
        csv.field_size_limit(LARGEST_CELL)
        heading = text.readline()
        text.seek(0)
        rows = csv.reader(text, delimiter=max(_DELIMITERS, key=heading.count), strict=True)
        try:
            names = next(rows, [])
        except csv.Error as error:
            raise UnreadableItem(f"{path.name} line 1: {error}") from None
        columns = columns_of([name.strip() for name in names], f"{path.name} line 1")
        number = 0
        while True:
            where = f"{path.name} line {rows.line_num + 1}"
            number += 1
            try:
                row = next(rows, None)
            except csv.Error as error:
                row, fault = [], str(error)
            else:
                fault = f"{len(row)} cells, more than the {len(names)} columns" if row and len(row) > len(names) else ""
            if row is None:
                return
            if number <= at.number or not (row or fault):
                continue
            place = Place(number, file.tell())
            if fault:
                yield Taken(Item(where, None, f"{where}: {fault}"), place)
                continue
            item = item_of_row(dict(zip((n.strip() for n in names), row, strict=False)), columns, where, quiet)
            passed = wanted.refuses(item.page) if item.page else ""
            yield Taken(None if passed else item, place, passed)


def _charset(file: IO[bytes]) -> str:
    """The charset of a file that is read from its beginning: UTF-8 unless that cannot be, as of Korean spreadsheets."""
    sample = file.read(_SAMPLE)
    file.seek(0)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp949"
    return "utf-8-sig"
