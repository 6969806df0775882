"""The SQLite file of the embedded store, over a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from search.embedded.highlights import places_function
from topics.embedded.database import open_database, transaction

_SCHEMA = Path(__file__).with_name("schema.sql")

ARTICLES, ALLIANCES = "articles", "alliances"
"""The parts of a file, and the mark of each where all of it is as this version writes it."""

ANALYSED = "analysed"
"""The mark of the analysis by which all articles are found."""

Upgrade = Callable[[apsw.Connection], None]


class StoreFile:
    """The tables of the store in one file, opened when they are first asked for; all in one thread."""

    def __init__(self, path: Path, *, upgrade: Upgrade | None) -> None:
        """A file that is written to is upgraded first; without an upgrade it is only read."""
        self.name = path.name
        self._path = path
        self._upgrade = upgrade
        self._connection: apsw.Connection | None = None
        self._has_tables = False
        self._parts: set[str] = set()

    def open(self) -> apsw.Connection:
        """The connection, with all tables where it may write."""
        if self._connection is None:
            connection = open_database(self._path, readonly=self._upgrade is None)
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _prepare(self, connection: apsw.Connection) -> None:
        connection.register_fts5_function("search_places", places_function)
        if self._upgrade is not None:
            with transaction(connection):
                connection.execute(_SCHEMA.read_text(encoding="utf-8"))
            self._upgrade(connection)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read meanwhile is as it was at one moment, whatever others write."""
        connection = self._with_words()
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows; none where nothing was ever written to the file."""
        connection = self._with_words()
        return list(connection.execute(sql, tuple(parameters))) if self._has_tables else []

    def _with_words(self) -> apsw.Connection:
        """The connection, with a table of the words of all articles where there are any tables."""
        connection = self.open()
        if not self._has_tables:
            self._has_tables = _has_table(connection, "search_alliances")
            if self._has_tables:
                connection.execute("CREATE VIRTUAL TABLE temp.search_words USING fts5vocab(main, search_terms, row)")
        return connection

    def mark(self, name: str) -> int | None:
        """A number that is kept under a name."""
        connection = self.open()
        if not _has_table(connection, "search_marks"):  # a file of an earlier version, or none yet
            return None
        found = connection.execute("SELECT value FROM search_marks WHERE name = ?", (name,)).fetchone()
        return int(found[0]) if found else None

    def has(self, part: str) -> bool:
        """Whether a part of the file is as this version writes it."""
        if part not in self._parts and self.mark(part) is not None:
            self._parts.add(part)
        return part in self._parts


def _has_table(connection: apsw.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is not None
