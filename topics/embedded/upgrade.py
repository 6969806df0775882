"""Bringing a journal that an earlier version wrote into the present layout."""

from __future__ import annotations

from typing import Any

import apsw

from topics.catalogue import CANDIDATES, POLLS, TOPICS
from topics.codec import Undecodable, decode, encode
from topics.embedded.compression import expand, shrink


def upgrade(connection: apsw.Connection) -> None:
    """Change what version 0 wrote, in a transaction that is open; nothing where the file is new or changed already."""
    if connection.pragma("user_version") > 0:
        return
    columns = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('retries')")}
    if columns:
        if "written" not in columns:
            connection.execute("ALTER TABLE retries ADD COLUMN written REAL NOT NULL DEFAULT 0")
        connection.pragma("secure_delete", True)  # no rest of an old row, with its secret, stays in the pages
        for table in ("journal", "retries", "quarantine"):
            _name_sources_by_id(connection, table)


def _name_sources_by_id(connection: apsw.Connection, table: str) -> None:
    """Write the records that held the addresses of sources as this version writes them."""
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
