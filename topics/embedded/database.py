"""One SQLite file in WAL mode; every connection of the project to it is opened here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from topics.embedded.upgrade import MIGRATIONS, SCHEMA

CHECKPOINT = 8_000
"""Pages (32 MB) of the write-ahead log behind which they are written into the file: a page that is changed by many
transactions until then, as the ends of tables and indexes are, is written there once."""
BUSY_TIMEOUT = 30_000  # milliseconds: longer than the longest write transaction of any connection


class OtherSchema(RuntimeError):
    """The file is of a version that cannot be used as it is; the message names it, both versions and what to do."""


class NewerSchema(OtherSchema):
    """The file was written by a later version of the program."""


class OlderSchema(OtherSchema):
    """The file was written by an earlier version of the program, and whoever asks may not change it."""


def open_database(path: Path, *, readonly: bool = False) -> apsw.Connection:
    """Open the file, which is made where it is missing and not read-only; raises `NewerSchema` and `apsw.Error`."""
    flags = apsw.SQLITE_OPEN_READONLY if readonly else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(path), flags=flags)
    connection.set_busy_timeout(BUSY_TIMEOUT)
    try:
        _prepare(connection, path, readonly)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: apsw.Connection, path: Path, readonly: bool) -> None:
    found = refuse_newer(connection, path)
    if not readonly:
        connection.pragma("auto_vacuum", "incremental")
        connection.pragma("journal_mode", "wal")
        connection.wal_autocheckpoint(CHECKPOINT)
        connection.pragma("synchronous", "full")  # a commit survives the loss of power, not only of the process
        if found < SCHEMA:
            _migrate(connection)


def _migrate(connection: apsw.Connection) -> None:
    """Bring the file into the present layout, a transaction a version: interrupted, it goes on from the last."""
    with transaction(connection):
        if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            connection.pragma("user_version", SCHEMA)
    for version, migrate in sorted(MIGRATIONS.items()):
        with transaction(connection):
            if connection.pragma("user_version") < version:  # another process may have been faster
                migrate(connection)
                connection.pragma("user_version", version)


def refuse_newer(connection: apsw.Connection, path: Path) -> int:
    """The version of the tables in a file; raises `NewerSchema` where this program is too old for it."""
    found: int = connection.pragma("user_version")
    if found > SCHEMA:
        raise NewerSchema(f"{path}: of version {found}, while this program knows {SCHEMA}; use a later one")
    return found


def refuse_older(connection: apsw.Connection, path: Path) -> None:
    """Raise `OlderSchema` for a file that was opened to be read and has another layout than the program reads."""
    found = connection.pragma("user_version")
    if found < SCHEMA and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise OlderSchema(
            f"{path}: of version {found}, while this program reads {SCHEMA}; "
            "`dongmaeng upgrade` brings it up to date, as `dongmaeng run` does when it starts"
        )


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


def cannot_be_written(error: apsw.Error) -> bool:
    """Whether the same write may succeed later: the disk is full or away, or another process holds the file."""
    return isinstance(error, apsw.FullError | apsw.IOError | apsw.BusyError)
