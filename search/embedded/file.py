"""The SQLite file of the embedded store, over a connection of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apsw

from search.embedded.highlights import places_function
from topics.embedded.database import open_database, transaction

_SCHEMA = Path(__file__).with_name("schema.sql")

OWN_FAULT = (apsw.TooBigError, apsw.MismatchError, apsw.ConstraintError, apsw.RangeError)
"""Errors that a row itself is to blame for, not the file."""


class StoreFile:
    """The tables of the store in one file, opened when they are first asked for; all in one thread."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.name = path.name
        self._path = path
        self._read_only = read_only
        self._connection: apsw.Connection | None = None
        self._has_tables = False

    def open(self) -> apsw.Connection:
        """The connection, with all tables where it may write."""
        if self._connection is None:
            connection = open_database(self._path, readonly=self._read_only)
            connection.register_fts5_function("search_places", places_function)
            if not self._read_only:
                with transaction(connection):
                    connection.execute(_SCHEMA.read_text(encoding="utf-8"))
            self._connection = connection
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows; none where nothing was ever written to the file."""
        connection = self.open()
        if not self._has_tables:
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_alliances'")
            self._has_tables = known.fetchone() is not None
            if self._has_tables:
                connection.execute("CREATE VIRTUAL TABLE temp.search_words USING fts5vocab(main, search_terms, row)")
        return list(connection.execute(sql, tuple(parameters))) if self._has_tables else []
