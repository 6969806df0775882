"""Records as they lie in the rows of the journal's tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from topics.embedded.compression import expand, shrink
from topics.handling import Entry

RECORD = "topic, key, version, value, trace"
"""The columns of a record."""


def row_of(entry: Entry) -> tuple[str, str, int, bytes, str]:
    """What stands in those columns."""
    return entry.topic, entry.key, entry.version, shrink(entry.value), entry.trace


def entry_from(row: Sequence[Any], *, seq: int | None = None, retry: int | None = None, attempt: int = 0) -> Entry:
    """The record of a row of those columns, with its place or its id among the retries."""
    topic, key, version, value, trace = row
    return Entry(topic, key, version, expand(value), seq=seq, retry=retry, attempt=attempt, trace=trace)


def marks(values: Collection[object]) -> str:
    """A question mark for each of some values of a statement."""
    return ", ".join("?" * len(values))
