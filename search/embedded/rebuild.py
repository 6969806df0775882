"""Finding all articles of a file by the present analysis, some at a time: others read and write the file meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from search.embedded.analysis_version import analysis_version
from search.embedded.articles import store_document
from search.embedded.document import Document
from search.embedded.file import ANALYSED, ARTICLES, StoreFile
from search.embedded.packed import ColumnWriter
from topics.embedded.database import transaction

PART = 100
"""Articles that are replaced in one transaction: about a tenth of a second, for which another writer waits."""

_TARGET, _NEXT = "analysis wanted", "analysed up to"

Make = Callable[[Sequence[bytes]], Awaitable[Sequence[object]]]
"""Makes documents, or refusals, of articles as records (JSON)."""


@dataclass(frozen=True, slots=True)
class RebuildProgress:
    """How far a rebuild has come."""

    done: int
    """Articles that were looked at, those of earlier calls among them."""
    total: int


@dataclass(frozen=True, slots=True)
class Row:
    """An article as it was read."""

    doc: int
    record: str


def is_needed(file: StoreFile) -> bool:
    """Whether some articles are found by another analysis than the present one."""
    if not file.rows("SELECT 1 FROM search_articles LIMIT 1"):
        return False
    return file.mark(ANALYSED) != analysis_version() or file.mark(_NEXT) is not None


class Rebuild:
    """Analyses the articles of a file anew; interrupted at any moment, another goes on where this one was."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file
        self._connection = file.open()

    def begin(self, *, force: bool) -> RebuildProgress | None:
        """Begin, or go on; None where nothing is to be done."""
        if not (force or is_needed(self._file)):
            return None
        if self._file.mark(_TARGET) != analysis_version() or self._file.mark(_NEXT) is None:
            with transaction(self._connection):
                self._put(_TARGET, analysis_version())
                self._put(_NEXT, 0)
        counted = "SELECT count(*), ifnull(sum(doc < ?), 0) FROM search_articles"
        [(total, done)] = self._connection.execute(counted, (self._next,))
        return RebuildProgress(int(done), int(total))

    def part(self) -> list[Row]:
        """The next articles; none behind the last."""
        sql = "SELECT doc, record FROM search_articles WHERE doc >= ? ORDER BY doc LIMIT ?"
        return [Row(int(doc), str(record)) for doc, record in self._connection.execute(sql, (self._next, PART))]

    def replace(self, rows: Sequence[Row], documents: Sequence[object]) -> int:
        """Write what was made of some articles, but for those that were written anew since; how many.

        What cannot be analysed keeps what it is found by.
        """
        replaced = 0
        same = "SELECT 1 FROM search_articles WHERE doc = ? AND record = ?"
        with transaction(self._connection):
            columns = ColumnWriter(self._connection, ARTICLES)
            for row, document in zip(rows, documents, strict=True):
                unchanged = self._connection.execute(same, (row.doc, row.record)).fetchone()
                if isinstance(document, Document) and unchanged:
                    store_document(self._connection, columns, document)
                    replaced += 1
            columns.flush()
            self._put(_NEXT, rows[-1].doc + 1)
        return replaced

    def end(self) -> bool:
        """All is found by the present analysis, unless articles were written behind the last part."""
        with transaction(self._connection):
            if self.part():
                return False
            self._put(ANALYSED, analysis_version())
            self._connection.execute("DELETE FROM search_marks WHERE name IN (?, ?)", (_TARGET, _NEXT))
        return True

    @property
    def _next(self) -> int:
        return self._file.mark(_NEXT) or 0

    def _put(self, name: str, value: int) -> None:
        self._connection.execute("INSERT OR REPLACE INTO search_marks VALUES (?, ?)", (name, value))
