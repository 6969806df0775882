"""One SQLite file in WAL mode; every connection of the project to it is opened here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

BUSY_TIMEOUT = 30_000  # milliseconds: longer than the longest write transaction of any connection


def open_database(path: Path, *, readonly: bool = False) -> apsw.Connection:
    """Open the file, which is made where it is missing and not read-only; raises `apsw.Error`."""
    flags = apsw.SQLITE_OPEN_READONLY if readonly else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(path), flags=flags)
    connection.set_busy_timeout(BUSY_TIMEOUT)
    if not readonly:
        connection.pragma("auto_vacuum", "incremental")
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "full")  # a commit survives the loss of power, not only of the process
    return connection


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """A write transaction that takes its lock at once, so that it cannot fail half-way for a busy file."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
