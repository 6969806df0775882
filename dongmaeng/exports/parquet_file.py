"""Apache Parquet, with typed columns."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dongmaeng.exports.table import ColumnType, Table, Value
from dongmaeng.fault import Fault
from topics.records import SEOUL

if TYPE_CHECKING:
    import pyarrow

Item = TypeVar("Item")

REMEDY = "Parquet needs pyarrow: pip install 'dongmaeng[parquet]'"

_ROWS_OF_GROUP = 1_000


class NoParquet(Fault):
    """Parquet cannot be written here; says what to install."""

    def __init__(self) -> None:
        super().__init__(REMEDY, usage=True)


class ParquetWriter(Generic[Item]):
    """Writes one table; raises `NoParquet` where pyarrow is not installed."""

    def __init__(self, table: Table[Item, Any]) -> None:
        try:
            import pyarrow.parquet
        except ImportError:
            raise NoParquet from None
        self._table = table
        self._schema = _schema(table)
        self._sink = _Sink()
        self._file = pyarrow.parquet.ParquetWriter(self._sink, self._schema, compression="zstd")
        self._rows: list[list[Value]] = []

    def write(self, items: Sequence[Item]) -> bytes:
        """The row groups that some items fill."""
        for item in items:
            for row in self._table.rows(item):
                self._rows.append(row)
                if len(self._rows) == _ROWS_OF_GROUP:
                    self._write_group()
        return self._sink.taken()

    def end(self) -> Iterator[bytes]:
        """The last row group and the footer."""
        if self._rows:
            self._write_group()
        self._file.close()
        yield self._sink.taken()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _write_group(self) -> None:
        import pyarrow

        columns = [
            pyarrow.array([row[number] for row in self._rows], field.type) for number, field in enumerate(self._schema)
        ]
        self._file.write_table(pyarrow.Table.from_arrays(columns, schema=self._schema))
        self._rows.clear()


def _schema(table: Table[Any, Any]) -> pyarrow.Schema:
    import pyarrow

    types = {
        ColumnType.TEXT: pyarrow.string(),
        ColumnType.LIST: pyarrow.list_(pyarrow.string()),
        ColumnType.INTEGER: pyarrow.int64(),
        ColumnType.NUMBER: pyarrow.float64(),
        ColumnType.FLAG: pyarrow.bool_(),
        ColumnType.MOMENT: pyarrow.timestamp("us", tz=SEOUL.key),
    }
    return pyarrow.schema([pyarrow.field(column.name, types[column.type]) for column in table.columns])


class _Sink(io.RawIOBase):
    """A file that is only written to, and of which is kept only what nobody took yet."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._length = 0

    def taken(self) -> bytes:
        """What was written since this was last asked."""
        parts = b"".join(self._parts)
        self._parts.clear()
        return parts

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._length += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._length
