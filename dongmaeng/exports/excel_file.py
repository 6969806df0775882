"""Workbooks of Excel (Office Open XML)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, TypeVar

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dongmaeng.exports.table import Table, Value, cell_text

Item = TypeVar("Item")

MOST_ROWS = 1_048_576
"""Of a sheet, its header included."""
MOST_CHARACTERS = 32_767
"""Of a cell, in UTF-16 units as Excel counts."""

_CUT = "…"
_FIRST_YEAR = 1900  # Excel knows no day before
_WIDEST = 80
_PART = 1 << 16  # bytes
_LITERALLY = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class ExcelWriter(Generic[Item]):
    """Writes each table to a sheet of its own, and to more where one is full; a last sheet says what was cut.

    Cells are texts, numbers, truth values and times, never formulas or links. The file lies on the disk until its end.
    """

    def __init__(self, tables: Sequence[Table[Item, Any]], *, most_rows: int = MOST_ROWS) -> None:
        self._folder = TemporaryDirectory(prefix="dongmaeng-export-")
        self._path = Path(self._folder.name) / "export.xlsx"
        self._book = xlsxwriter.Workbook(str(self._path), {**_LITERALLY, "tmpdir": self._folder.name})
        formats = _Formats(self._book)
        self._tables = [_Sheets(self._book, table, formats, most_rows) for table in tables]

    def write(self, items: Sequence[Item]) -> bytes:
        """Nothing yet: a workbook is put together at its end."""
        for item in items:
            for sheets in self._tables:
                sheets.write(item)
        return b""

    def end(self) -> Iterator[bytes]:
        """The workbook."""
        self._write_about()
        self._book.close()
        with self._path.open("rb") as file:
            while part := file.read(_PART):
                yield part

    def close(self) -> None:
        """Remove what lies on the disk."""
        self._folder.cleanup()

    def _write_about(self) -> None:
        sheet = self._book.add_worksheet("about")
        sheet.set_column(0, 1, 24)
        lines = [("times", "Asia/Seoul")]
        for sheets in self._tables:
            lines.append((f"rows of {sheets.name}", str(sheets.rows)))
            lines.append((f"cells of {sheets.name} cut at {MOST_CHARACTERS} characters", str(sheets.cut)))
        for number, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)


class _Formats:
    """How cells look."""

    def __init__(self, book: Workbook) -> None:
        self.header: Format = book.add_format({"bold": True, "bottom": 1})
        self.moment: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


class _Sheets(Generic[Item]):
    """The sheets of one table: as many as its rows need."""

    def __init__(self, book: Workbook, table: Table[Item, Any], formats: _Formats, most_rows: int) -> None:
        self._book, self._table, self._formats, self._most_rows = book, table, formats, most_rows
        self.name = table.name
        self.rows = 0
        """How many were written, headers aside."""
        self.cut = 0
        """How many cells were too long."""
        self._number = 1
        self._sheet, self._next = self._new_sheet(table.name), 1

    def write(self, item: Item) -> None:
        """Write the rows of an item."""
        for row in self._table.rows(item):
            if self._next == self._most_rows:
                self._number += 1
                self._sheet, self._next = self._new_sheet(f"{self.name} {self._number}"), 1
            for column, value in enumerate(row):
                self._write_cell(column, value)
            self._next += 1
            self.rows += 1

    def _new_sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        for number, column in enumerate(self._table.columns):
            sheet.set_column(number, number, min(column.width, _WIDEST))
        sheet.freeze_panes(1, 0)
        for number, header in enumerate(self._table.header):
            sheet.write_string(0, number, header, self._formats.header)
        return sheet

    def _write_cell(self, column: int, value: Value) -> None:
        if value is None or value == []:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(self._next, column, value)
        elif isinstance(value, int | float):
            self._sheet.write_number(self._next, column, value)
        elif isinstance(value, datetime) and value.year >= _FIRST_YEAR:
            self._sheet.write_datetime(self._next, column, value.replace(tzinfo=None), self._formats.moment)
        else:
            self._sheet.write_string(self._next, column, self._fitting(cell_text(value)))

    def _fitting(self, text: str) -> str:
        units = text.encode("utf-16-le")
        if len(units) <= 2 * MOST_CHARACTERS:
            return text
        self.cut += 1
        # Half of a pair at the cut is left out.
        return units[: 2 * (MOST_CHARACTERS - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT
