"""Comma-separated values (RFC 4180), as spreadsheets open them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

from dongmaeng.exports.table import Table, Value, cell_text
from dongmaeng.exports.texts import BYTE_ORDER_MARK, defused

Item = TypeVar("Item")


class CsvWriter(Generic[Item]):
    """Writes one table; texts that would be formulas are `defused`."""

    def __init__(self, table: Table[Item, Any]) -> None:
        self._table = table
        self._text = io.StringIO(newline="")
        self._text.write(BYTE_ORDER_MARK)
        self._rows = csv.writer(self._text)
        self._rows.writerow(table.header)

    def write(self, items: Sequence[Item]) -> bytes:
        """The rows of some items."""
        for item in items:
            self._rows.writerows([_cell(value) for value in row] for row in self._table.rows(item))
        return self._taken()

    def end(self) -> Iterator[bytes]:
        """The header, where there was no item."""
        yield self._taken()

    def close(self) -> None:
        """Nothing is held."""

    def _taken(self) -> bytes:
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text.encode()


def _cell(value: Value) -> str:
    text = cell_text(value)
    return defused(text) if isinstance(value, str | list) else text
