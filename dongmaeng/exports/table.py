"""Tables of what is exported: their columns, once for CSV, XLSX and Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from dongmaeng.exports.texts import carriable
from dongmaeng.times import in_seoul

Item = TypeVar("Item")
Row = TypeVar("Row")

BETWEEN = "; "
"""What stands between the values of a list, where a cell holds one text."""

Value = str | int | float | bool | datetime | list[str] | None
"""Of a cell; None where nothing is said."""


class ColumnType(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    LIST = "list"
    """Texts, in order."""
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"
    """A point in time, to the second, in Korean time."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column and where its values come from."""

    name: str
    type: ColumnType
    meaning: str
    """For the documentation."""
    value: Callable[[Row], object]
    width: int = 14
    """In characters, of a column of a spreadsheet."""

    def of(self, row: Row) -> Value:
        """The value of a cell: clean texts, aware times."""
        value = self.value(row)
        if value is None or value == "":
            return None
        if self.type is ColumnType.TEXT:
            return carriable(str(value))
        if self.type is ColumnType.LIST:
            assert isinstance(value, Iterable)
            return [carriable(str(one)) for one in value if one]
        if self.type is ColumnType.MOMENT:
            assert isinstance(value, datetime)
            return in_seoul(value)
        assert isinstance(value, int | float)
        return value


@dataclass(frozen=True, slots=True)
class Table(Generic[Item, Row]):
    """Rows with the same columns, some for each item."""

    name: str
    columns: tuple[Column[Row], ...]
    parts: Callable[[Item], Iterable[Row]]
    """What an item has a row for each of."""

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    def rows(self, item: Item) -> Iterator[list[Value]]:
        """The rows of an item."""
        for part in self.parts(item):
            yield [column.of(part) for column in self.columns]


def cell_text(value: Value) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return BETWEEN.join(value)
    return str(value)
