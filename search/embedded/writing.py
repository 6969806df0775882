"""Writing some things in one transaction, of which one may be to blame that it cannot be stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import apsw

from search.embedded.packed import ColumnWriter
from search.store import WriteResult, Written
from topics.embedded.database import transaction

_OWN_FAULT = (apsw.TooBigError, apsw.MismatchError, apsw.ConstraintError, apsw.RangeError, ValueError)
"""Errors that a thing itself is to blame for, not the file."""


class Named(Protocol):
    """A thing that is stored under an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Named)
Store = Callable[[apsw.Connection, ColumnWriter, T], Written]
"""Writes all rows of a thing, in a transaction that is open."""


def write_each(connection: apsw.Connection, part: str, things: Sequence[T], store: Store[T]) -> list[WriteResult]:
    """Store things in one transaction, one result for each; what cannot be stored is left out with all its rows.

    `part`: of the file, whose columns they are of.
    """
    try:
        with transaction(connection):
            columns = ColumnWriter(connection, part)
            results = [WriteResult(thing.id, store(connection, columns, thing)) for thing in things]
            columns.flush()
            return results
    except _OWN_FAULT:
        return _one_by_one(connection, part, things, store)


def _one_by_one(connection: apsw.Connection, part: str, things: Sequence[T], store: Store[T]) -> list[WriteResult]:
    """With a savepoint for each: FTS5 makes a segment of its own at each, so it is done only where one is to blame."""
    results: list[WriteResult] = []
    with transaction(connection):
        columns = ColumnWriter(connection, part)
        for thing in things:
            try:
                with connection:
                    results.append(WriteResult(thing.id, store(connection, columns, thing)))
            except _OWN_FAULT as error:
                results.append(WriteResult(thing.id, Written.REFUSED, "cannot be stored", error))
        columns.flush()
    return results
