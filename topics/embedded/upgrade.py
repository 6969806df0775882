"""The layouts that a file has had, as the steps from each to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import apsw

from topics.catalogue import CANDIDATES, POLLS, TOPICS
from topics.codec import Undecodable, decode, encode
from topics.embedded.compression import expand, shrink

Migration = Callable[[apsw.Connection], None]
"""Brings a file from the version before into its own, in a transaction that is open.

It may meet a file without some tables: whoever uses them makes them afterwards, in the present layout.
"""


def columns_of(connection: apsw.Connection, table: str) -> set[str]:
    """The names of a table's columns; none where there is no such table."""
    return {str(name) for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _hide_addresses(connection: apsw.Connection) -> None:
    """What waits knows since when, and records name their sources by id instead of by address."""
    columns = columns_of(connection, "retries")
    if columns and "written" not in columns:
        connection.execute("ALTER TABLE retries ADD COLUMN written REAL NOT NULL DEFAULT 0")
    connection.pragma("secure_delete", True)  # no rest of an old row, with its secret, stays in the pages
    for table in ("journal", "retries", "quarantine"):
        if columns_of(connection, table):
            _name_sources_by_id(connection, table)


def _name_sources_by_id(connection: apsw.Connection, table: str) -> None:
    rows: list[tuple[Any, ...]] = connection.execute(
        f"SELECT rowid, topic, value FROM {table} WHERE topic IN (?, ?)", (POLLS.name, CANDIDATES.name)
    ).fetchall()
    for row, topic, value in rows:
        try:
            record = decode(TOPICS[topic], expand(value))
        except Undecodable:
            continue
        connection.execute(
            f"UPDATE {table} SET key = ?, value = ? WHERE rowid = ?", (record.key(), shrink(encode(record)), row)
        )


def _trace_records(connection: apsw.Connection) -> None:
    """Records say which step wrote them."""
    for table in ("journal", "retries", "quarantine"):
        if (columns := columns_of(connection, table)) and "trace" not in columns:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN trace TEXT NOT NULL DEFAULT ''")


def _write_in_order(connection: apsw.Connection) -> None:
    """Keys of records are noted many at a time; what expires soon is logged, while what lies in the tree stays."""
    connection.execute("DROP INDEX IF EXISTS journal_key")


MIGRATIONS: Mapping[int, Migration] = {
    1: _hide_addresses,
    2: _trace_records,
    3: _write_in_order,
}
"""By the version that each leads to; 0 is a file from before versions were written."""

SCHEMA = max(MIGRATIONS)
"""The version of all tables in a file, in its `user_version`."""
