"""Tables of stories as Apache Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dongmaeng.exports.parquet_file import NoParquet
from dongmaeng.intake.place import Place, Taken
from dongmaeng.intake.selection import Selection
from dongmaeng.intake.table_columns import columns_of, item_of_row
from dongmaeng.items import Item, UnreadableItem, open_regular
from topics.records import Quiet

if TYPE_CHECKING:
    import pyarrow

_ROWS_AT_ONCE = 64  # a story with its page may have some MB


def read_parquet(path: Path, quiet: Quiet | None, at: Place, wanted: Selection) -> Iterator[Taken]:
    """The stories of the rows from a place on; raises `UnreadableItem` for what is no such table, `NoParquet`."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise NoParquet from None
    with open_regular(path) as opened:
        try:
            file = parquet.ParquetFile(opened)
        except (pyarrow.ArrowException, OSError) as error:
            raise UnreadableItem(f"{path.name}: no Parquet file ({error})") from None
        columns = columns_of(file.schema_arrow.names, path.name)
        size = path.stat().st_size
        first = 0
        for group in range(file.num_row_groups):
            length = file.metadata.row_group(group).num_rows
            if first + length > at.number:
                for number, row in _rows(file, group, list(columns.values()), first):
                    if number <= at.number:
                        continue
                    where = f"{path.name} row {number}"
                    place = Place(number, size * number // max(file.metadata.num_rows, 1))
                    if isinstance(row, str):
                        place = Place(first + length, size * (first + length) // file.metadata.num_rows)
                        yield Taken(Item(where, None, f"{where}: {row}; read on at row {first + length + 1}"), place)
                        break
                    item = item_of_row(row, columns, where, quiet)
                    passed = wanted.refuses(item.page) if item.page else ""
                    yield Taken(None if passed else item, place, passed)
            first += length


def _rows(file: Any, group: int, columns: list[str], first: int) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """The rows of a group with their numbers from 1; in place of those that cannot be read, why."""
    import pyarrow

    number = first
    try:
        for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=[group], columns=columns):
            for row in _plain(batch).to_pylist():
                number += 1
                yield number, row
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        yield number + 1, f"broken group of rows ({error})"


def _plain(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """The rows with moments to the microsecond, as Python has them."""
    import pyarrow

    fields = [
        pyarrow.field(field.name, pyarrow.timestamp("us", field.type.tz))
        if pyarrow.types.is_timestamp(field.type)
        else field
        for field in batch.schema
    ]
    return pyarrow.Table.from_batches([batch]).cast(pyarrow.schema(fields), safe=False)
