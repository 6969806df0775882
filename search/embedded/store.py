"""The embedded store: SQLite FTS5 in the same file as the carrier's journal, over its own connection and thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw

from search.alliances import (
    MOST_FACET_VALUES,
    AllianceFacet,
    AllianceQuery,
    AlliancesFound,
    AlliancesWritten,
    Counts,
    select,
    written_since,
)
from search.embedded.document import AS_WRITTEN, Document, document_of, texts_of, unpack_places
from search.embedded.highlights import highlights_of, places_function
from search.embedded.match import Match, match_of
from search.facts import companies_of
from search.query import Query
from search.ranking import BEYOND_LIMIT, freshest_first
from search.store import (
    EVERY_ALLIANCE,
    Facet,
    Hit,
    Order,
    SearchResult,
    StoreUnavailable,
    TextTooLong,
    WriteResult,
    Written,
    alliance_version,
)
from topics.embedded.database import open_database, transaction
from topics.records import Alliance, Article, TaggedArticle

T = TypeVar("T")

_SCHEMA = Path(__file__).with_name("schema.sql")
# A word in the title says more of a story than one in its body.
_BM25 = "bm25(search_terms, 5.0, 3.0, 1.0)"
# Articles analysed and written at a time: between two such parts a search gets its turn.
_PART = 20
# Copies are counted among so many matches; a query that finds more is no question for a single story.
_MOST_FOLDED = 10_000
# Words that begin with the same two syllables, in years of news; the bound is for a text of made-up words.
_MOST_WORDS = 10_000
_LAST_CHARACTER = "\uffff"  # behind each Hangul syllable
_SEOUL = 9 * 3600  # seconds before UTC, all year round
_FACETS = {Facet.ORGANISATION: "shown_org", Facet.PUBLISHER: "shown_publisher", Facet.KIND: "kind"}

Candidate = tuple[int, float, int | None]
"""Doc, score and time (Unix) of a match."""

_OWN_FAULT = (apsw.TooBigError, apsw.MismatchError, apsw.ConstraintError, apsw.RangeError)


class EmbeddedStore:
    """A `Store` in one SQLite file; another process may read it (`read_only=True`) while this one writes."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")
        self._connection: apsw.Connection | None = None
        self._has_tables = False

    async def write(self, articles: Sequence[TaggedArticle]) -> Sequence[WriteResult]:
        """Store articles by id, one result for each; raises `StoreUnavailable`."""
        results: list[WriteResult] = []
        for start in range(0, len(articles), _PART):
            results += await self._run(partial(self._write, articles[start : start + _PART]))
        return results

    async def write_alliances(self, alliances: Sequence[Alliance]) -> Sequence[WriteResult]:
        """Store alliances by id, one result for each; raises `StoreUnavailable`."""
        return await self._run(partial(self._write_alliances, alliances))

    async def search(
        self,
        query: Query,
        limit: int = 10,
        *,
        order: Order = Order.RELEVANCE,
        facets: Sequence[Facet] = (),
        fold: bool = False,
        offset: int = 0,
    ) -> SearchResult:
        """The articles that match, best first; raises `StoreUnavailable`."""
        result = await self._run(partial(self._search, query, limit + offset, order, facets, fold))
        return replace(result, hits=result.hits[offset:])

    async def get_article(self, id: str) -> TaggedArticle | None:
        """The article with this id or, failing that, the latest with this source id."""
        records = await self._records(
            "SELECT record FROM search_articles WHERE id = ?1 OR source_id = ?1"
            " ORDER BY id = ?1 DESC, version DESC LIMIT 1",
            (id,),
        )
        return TaggedArticle.model_validate_json(records[0]) if records else None

    async def recent_articles(self, limit: int = 20) -> list[Article]:
        """The latest articles by publication, latest first."""
        records = await self._records(
            "SELECT record FROM search_articles ORDER BY published DESC, doc DESC LIMIT ?", (max(0, limit),)
        )
        return [TaggedArticle.model_validate_json(record).article for record in records]

    async def alliances(
        self,
        query: AllianceQuery = EVERY_ALLIANCE,
        limit: int = 100,
        *,
        cursor: str | None = None,
        facets: Sequence[AllianceFacet] = (),
    ) -> AlliancesFound:
        """Some of the alliances that are wanted, the latest told first; raises `BadCursor`."""
        return select(await self._every_alliance(), query, limit, cursor, facets)

    async def written_alliances(self, cursor: str | None = None, limit: int = 100) -> AlliancesWritten:
        """What was written since a cursor, the earliest first; without one nothing, and the cursor of now."""
        return written_since(await self._every_alliance(), cursor, limit)

    async def _every_alliance(self) -> list[Alliance]:
        records = await self._records("SELECT record FROM search_alliances WHERE record <> ''", ())
        return [Alliance.model_validate_json(record) for record in records]

    async def get_alliance(self, id: str) -> Alliance | None:
        """The alliance with this id."""
        records = await self._records("SELECT record FROM search_alliances WHERE id = ? AND record <> ''", (id,))
        return Alliance.model_validate_json(records[0]) if records else None

    async def close(self) -> None:
        """Close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except apsw.Error as error:
            raise StoreUnavailable(f"{self._path.name}: {error}") from error

    async def _records(self, sql: str, parameters: Sequence[object]) -> list[str]:
        return await self._run(lambda: [str(row[0]) for row in self._rows(sql, parameters)])

    # All that follows runs in the one thread.

    def _open(self) -> apsw.Connection:
        if self._connection is None:
            connection = open_database(self._path, readonly=self._read_only)
            connection.register_fts5_function("search_places", places_function)
            if not self._read_only:
                with transaction(connection):
                    connection.execute(_SCHEMA.read_text(encoding="utf-8"))
            self._connection = connection
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows; none where nothing was ever written to the file."""
        connection = self._open()
        if not self._has_tables:
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_alliances'")
            self._has_tables = known.fetchone() is not None
            if self._has_tables:
                connection.execute("CREATE VIRTUAL TABLE temp.search_words USING fts5vocab(main, search_terms, row)")
        return list(connection.execute(sql, tuple(parameters))) if self._has_tables else []

    def _write(self, articles: Sequence[TaggedArticle]) -> list[WriteResult]:
        documents = [_document_or_refusal(article) for article in articles]
        connection = self._open()
        results: list[WriteResult] = []
        with transaction(connection):
            for document in documents:
                if isinstance(document, WriteResult):
                    results.append(document)
                    continue
                try:
                    with connection:  # a savepoint: one article is stored with all its rows or not at all
                        results.append(WriteResult(document.id, _store(connection, document)))
                except (*_OWN_FAULT, UnicodeError) as error:
                    results.append(WriteResult(document.id, Written.REFUSED, "cannot be stored", error))
        return results

    def _write_alliances(self, alliances: Sequence[Alliance]) -> list[WriteResult]:
        connection = self._open()
        results: list[WriteResult] = []
        with transaction(connection):
            for alliance in alliances:
                try:
                    with connection:
                        version, first_seen = alliance_version(alliance), int(alliance.first_seen.timestamp())
                        # A row without a record keeps an older write from bringing a merged alliance back.
                        record = "" if alliance.merged_into else alliance.model_dump_json()
                        connection.execute(
                            "INSERT INTO search_alliances VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                            " version = excluded.version, first_seen = excluded.first_seen, record = excluded.record"
                            " WHERE excluded.version >= version",
                            (alliance.id, version, first_seen, record),
                        )
                        stored = connection.changes() > 0
                    results.append(WriteResult(alliance.id, Written.STORED if stored else Written.STALE))
                except (*_OWN_FAULT, ValueError) as error:
                    results.append(WriteResult(alliance.id, Written.REFUSED, "cannot be stored", error))
        return results

    def _search(self, query: Query, limit: int, order: Order, facets: Sequence[Facet], fold: bool) -> SearchResult:
        match = match_of(query, self._words_from)
        if match.impossible or limit < 0:
            return SearchResult(0, (), dict.fromkeys(facets, ()))
        found, total = self._candidates(match, _MOST_FOLDED if fold else limit + BEYOND_LIMIT, order)
        copies: dict[int, int] = {}
        if fold:
            all_of_them = len(found)
            found, copies = self._folded(found)
            total -= all_of_them - len(found)
        best = freshest_first(found) if order is Order.RELEVANCE else [(doc, score) for doc, score, _ in found]
        hits = (replace(hit, copies=copies.get(doc, 0)) for doc, hit in self._hits(match, best[:limit]))
        return SearchResult(total, tuple(hits), {facet: self._counts(match, facet) for facet in facets})

    def _words_from(self, name: str) -> list[str]:
        """The words of all articles, as they are written, that begin with a name."""
        start = AS_WRITTEN + name
        sql = "SELECT term FROM temp.search_words WHERE term >= ? AND term < ? LIMIT ?"
        rows = self._rows(sql, (start, start + _LAST_CHARACTER, _MOST_WORDS))
        return [str(term).removeprefix(AS_WRITTEN) for (term,) in rows]

    def _folded(self, found: Sequence[Candidate]) -> tuple[list[Candidate], dict[int, int]]:
        """The first of each group of copies, and how many others there are of it by doc."""
        group_of: dict[object, object] = dict(self._rows("SELECT doc, value FROM search_facts WHERE field = 'group'"))  # type: ignore[arg-type]
        first_of: dict[object, Candidate] = {}
        copies: dict[int, int] = {}
        for candidate in found:
            first = first_of.setdefault(group_of.get(candidate[0], candidate[0]), candidate)
            copies[first[0]] = copies.get(first[0], -1) + 1
        return list(first_of.values()), copies

    def _counts(self, match: Match, facet: Facet) -> Counts:
        joined, parameters = _found(match)
        if facet is Facet.DAY:
            counted = f"SELECT date(a.published + {_SEOUL}, 'unixepoch') AS value, count(*) AS n FROM {joined}"
            counted += " AND a.published IS NOT NULL"
        else:
            counted = (
                f"SELECT value, count(*) AS n FROM search_facts WHERE field = ? AND doc IN (SELECT a.doc FROM {joined})"
            )
            parameters = [_FACETS[facet], *parameters]
        rows = self._rows(f"{counted} GROUP BY value ORDER BY n DESC, value LIMIT {MOST_FACET_VALUES}", parameters)
        return tuple((str(value), int(str(n))) for value, n in rows)

    def _candidates(self, match: Match, limit: int, order: Order) -> tuple[list[Candidate], int]:
        """Doc, score and time of the best matches, and how many there are."""
        joined, parameters = _found(match)
        total = self._rows(f"SELECT count(*) FROM {joined}", parameters)
        score = f"-{_BM25}" if match.must else "0.0"
        by = "score DESC" if match.must and order is Order.RELEVANCE else "a.published DESC"
        selected = f"SELECT a.doc, {score} AS score, a.published FROM {joined} ORDER BY {by}, a.doc LIMIT ?"
        rows = self._rows(selected, [*parameters, limit])
        return [(int(d), float(s), p) for d, s, p in rows], int(total[0][0]) if total else 0  # type: ignore[arg-type,call-overload,misc]

    def _hits(self, match: Match, best: Sequence[tuple[int, float]]) -> Iterable[tuple[int, Hit]]:
        marks = ", ".join("?" * len(best))
        docs = [doc for doc, _ in best]
        rows = self._rows(f"SELECT doc, record, places FROM search_articles WHERE doc IN ({marks})", docs)
        shown = {doc: (TaggedArticle.model_validate_json(record), packed) for doc, record, packed in rows}  # type: ignore[arg-type]
        places: dict[object, object] = {}
        if match.must and docs:
            sql = (
                "SELECT rowid, search_places(search_terms) FROM search_terms"
                f" WHERE search_terms MATCH ? AND rowid IN ({marks})"
            )
            places = dict(self._rows(sql, [match.must, *docs]))  # type: ignore[arg-type]
        for doc, score in best:
            tagged, packed = shown[doc]
            article = tagged.article
            yield (
                doc,
                Hit(
                    source_id=article.source_id or article.id,
                    article_id=article.id,
                    title=article.title,
                    url=article.url,
                    published=article.published,
                    publisher=article.publisher,
                    score=round(score, 6),
                    companies=companies_of(tagged),
                    highlights=highlights_of(texts_of(tagged), unpack_places(packed), str(places[doc]), match.names)  # type: ignore[arg-type]
                    if doc in places
                    else (),
                ),
            )


def _document_or_refusal(tagged: TaggedArticle) -> Document | WriteResult:
    try:
        return document_of(tagged)
    except TextTooLong as error:
        return WriteResult(tagged.article.id, Written.REFUSED, "text too long", error)
    except Exception as error:  # whatever it is, it must not hold up the articles beside this one
        return WriteResult(tagged.article.id, Written.REFUSED, "text cannot be analysed", error)


def _store(connection: apsw.Connection, document: Document) -> Written:
    known = connection.execute("SELECT doc, version FROM search_articles WHERE id = ?", (document.id,)).fetchone()
    if known and known[1] > document.version:
        return Written.STALE
    row = (document.source_id, document.version, document.published, document.record, document.places)
    if known:
        doc = known[0]
        connection.execute(
            "UPDATE search_articles SET source_id = ?, version = ?, published = ?, record = ?, places = ?"
            " WHERE doc = ?",
            (*row, doc),
        )
        connection.execute("DELETE FROM search_facts WHERE doc = ?", (doc,))
    else:
        connection.execute(
            "INSERT INTO search_articles (id, source_id, version, published, record, places) VALUES (?, ?, ?, ?, ?, ?)",
            (document.id, *row),
        )
        doc = connection.last_insert_rowid()
    connection.execute(
        "INSERT OR REPLACE INTO search_terms (rowid, title, subtitle, body) VALUES (?, ?, ?, ?)", (doc, *document.terms)
    )
    connection.executemany(
        "INSERT INTO search_facts VALUES (?, ?, ?)", [(field, value, doc) for field, value in document.facts]
    )
    return Written.STORED


def _found(match: Match) -> tuple[str, list[object]]:
    """The articles that match, as what stands behind FROM."""
    conditions = f" AND {match.conditions}" if match.conditions else ""
    if match.must:
        expression = f"({match.must}) NOT ({match.must_not})" if match.must_not else match.must
        joined = "search_terms JOIN search_articles AS a ON a.doc = search_terms.rowid WHERE search_terms MATCH ?"
        return joined + conditions, [expression, *match.parameters]
    parameters = [*match.parameters]
    if match.must_not:
        conditions += " AND a.doc NOT IN (SELECT rowid FROM search_terms WHERE search_terms MATCH ?)"
        parameters.append(match.must_not)
    return f"search_articles AS a WHERE true{conditions}", parameters
