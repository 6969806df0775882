"""A file as a version left it that analysed texts in another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import apsw

from search.analysis import Term
from search.embedded.document import Document, documents_of, pack_places
from search.embedded.file import ANALYSED
from search.embedded.store import EmbeddedStore
from topics.records import TaggedArticle

_TERMS = (Term("공장", 0, 1),)


async def analysed_as_before(file: Path, articles: Sequence[TaggedArticle]) -> None:
    """Write articles that are found by one word alone, whatever they say."""
    store = EmbeddedStore(file)
    await store.write_documents([_before(one) for one in documents_of(articles) if isinstance(one, Document)])
    await store.close()
    connection = apsw.Connection(str(file))
    connection.execute("UPDATE search_marks SET value = 1 WHERE name = ?", (ANALYSED,))
    connection.close()


def _before(document: Document) -> Document:
    return replace(document, terms=("공장", "", "공장"), places=pack_places([_TERMS, (), _TERMS]))


def dump(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that articles are found and shown by."""
    connection = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, search_terms, instance)")
    tables = ("search_articles", "search_facts", "search_columns", "temp.terms", "search_marks")
    found = {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}
    connection.close()
    return found
