"""Articles in the file: written with their terms and facts, found by a query."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import apsw

from search.alliances import Counts
from search.embedded.document import AS_WRITTEN, Document, texts_of, unpack_places, written_from
from search.embedded.file import ARTICLES, StoreFile
from search.embedded.highlights import highlights_of
from search.embedded.match import Match, match_of
from search.embedded.packed import GROUP, PUBLISHED, ColumnWriter
from search.embedded.writing import write_each
from search.facts import companies_of
from search.query import Query
from search.ranking import BEYOND_LIMIT, freshest_first
from search.share import Share
from search.store import MOST_COUNTED, Facet, Hit, Order, SearchResult, WriteResult, Written
from topics.records import Article, TaggedArticle

# A word in the title says more of a story than one in its body.
_BM25 = "bm25(search_terms, 5.0, 3.0, 1.0)"
MOST_RANKED = 20_000
"""How many articles are ranked by their words; of more the newest, so that no search takes longer with the years."""
# Words that begin with the same two syllables, in years of news; the bound is for a text of made-up words.
_MOST_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, before it is shown."""

    best: list[tuple[int, float]]
    """Docs with their scores."""
    total: int
    """Where copies are folded, how many stories."""
    copies: Mapping[int, int] = field(default_factory=dict)
    """How many other copies there are of the story of a doc."""
    facets: Mapping[Facet, Counts] = field(default_factory=dict)
    newest_only: bool = False


class Articles:
    """The articles of a file; all in one thread."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file

    def write(self, documents: Sequence[object]) -> list[WriteResult]:
        """Store articles by id, one result for each; a refusal is its own."""
        made = [document for document in documents if isinstance(document, Document)]
        written = iter(write_each(self._file.open(), ARTICLES, made, store_document))
        return [document if isinstance(document, WriteResult) else next(written) for document in documents]

    def get(self, id: str) -> TaggedArticle | None:
        """The article with this id or, failing that, the latest with this source id."""
        rows = self._file.rows(
            "SELECT record FROM search_articles WHERE id = ?1 OR (source_id = ?1 AND source_id <> id)"
            " ORDER BY id = ?1 DESC, version DESC LIMIT 1",
            (id,),
        )
        return TaggedArticle.model_validate_json(str(rows[0][0])) if rows else None

    def recent(self, limit: int) -> list[Article]:
        """The latest articles by publication, latest first."""
        rows = self._file.rows(
            "SELECT record FROM search_articles ORDER BY published DESC, doc DESC LIMIT ?", (max(0, limit),)
        )
        return [TaggedArticle.model_validate_json(str(record)).article for (record,) in rows]

    def search(
        self, query: Query, limit: int, order: Order, facets: Sequence[Facet], fold: bool, share: Share | None = None
    ) -> SearchResult:
        """The articles that match, the best of them first; with a share, those that have that much of the words."""
        with self._file.snapshot():
            return self._search(query, limit, order, facets, fold, share)

    def _search(
        self, query: Query, limit: int, order: Order, facets: Sequence[Facet], fold: bool, share: Share | None
    ) -> SearchResult:
        match = match_of(query, self._words_from, share)
        if match.impossible or limit < 0:
            return SearchResult(0, (), dict.fromkeys(facets, ()))
        by_words = order is Order.RELEVANCE and match.must is not None
        most = limit + BEYOND_LIMIT
        few = self._few(match) if (by_words or not limit) and not (facets or fold or match.is_dated) else None
        if few is not None:
            found = Found(self._ranked(match, most) if limit else [], few)
        else:
            found = self._selected(match, most, by_words, facets, fold)
        best = freshest_first(self._dated(found.best)) if order is Order.RELEVANCE else found.best
        hits = (replace(hit, copies=found.copies.get(doc, 0)) for doc, hit in self._hits(match, best[:limit]))
        return SearchResult(
            min(found.total, MOST_COUNTED),
            tuple(hits),
            found.facets,
            at_least=found.total > MOST_COUNTED,
            newest_only=found.newest_only,
        )

    def _few(self, match: Match) -> int | None:
        """How many articles match, without regard to dates; None where there are too many to rank all of them."""
        sql, parameters = match.selected()
        counted = self._file.rows(f"SELECT count(*) FROM ({sql} LIMIT ?)", [*parameters, MOST_RANKED + 1])
        number = int(counted[0][0]) if counted else 0
        return number if number <= MOST_RANKED else None

    def _selected(self, match: Match, most: int, by_words: bool, facets: Sequence[Facet], fold: bool) -> Found:
        """The best of however many match, with what they are counted by."""
        # What reads the packed columns is slow to load, and a search for a few words needs none of it.
        from search.embedded.selection import Selection

        selection = Selection(self._file, match)
        total = len(selection.docs)
        newest_only = by_words and total > MOST_RANKED
        wanted = total if fold else most
        if by_words:
            ranked = self._ranked(match, wanted, selection.newest(MOST_RANKED))
        else:
            ranked = [(doc, 0.0) for doc in selection.latest(wanted).tolist()]
        copies: dict[int, int] = {}
        if fold:
            copies, total = selection.folded([doc for doc, _ in ranked])
            ranked = [(doc, score) for doc, score in ranked if doc in copies][:most]
        counted = {facet: selection.counts(facet) for facet in facets}
        return Found(ranked, total, copies, counted, newest_only)

    def _ranked(self, match: Match, most: int, among: array[int] | None = None) -> list[tuple[int, float]]:
        """The best by their words, of all that match or of some docs that do, with their scores."""
        where, parameters = "", list[object]()
        if among is not None:
            if not among:
                return []
            where = "AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM carray(?))"
            parameters = [among[0], among[-1], apsw.carray(among)]
        elif match.conditions:
            sql, parameters = match.selected()
            where = f"AND +rowid IN ({sql})"
        return self._file.rows(
            f"SELECT rowid, -{_BM25} AS score FROM search_terms WHERE search_terms MATCH ? {where}"
            " ORDER BY score DESC, rowid LIMIT ?",
            (match.text, *parameters, most),
        )

    def _dated(self, ranked: Sequence[tuple[int, float]]) -> list[tuple[int, float, int | None]]:
        """Docs and scores with their times (Unix)."""
        if not ranked:
            return []
        sql = "SELECT doc, published FROM search_articles WHERE doc IN (SELECT value FROM carray(?))"
        published = dict(self._file.rows(sql, (apsw.carray(array("q", (doc for doc, _ in ranked))),)))
        return [(doc, score, published[doc]) for doc, score in ranked]

    def _words_from(self, name: str) -> list[str]:
        """The words of all articles, as they are written, that begin with a name."""
        sql = "SELECT term FROM temp.search_words WHERE term >= ? AND term < ? LIMIT ?"
        rows = self._file.rows(sql, (*written_from(name), _MOST_WORDS))
        return [str(term).removeprefix(AS_WRITTEN) for (term,) in rows]

    def _hits(self, match: Match, best: Sequence[tuple[int, float]]) -> Iterable[tuple[int, Hit]]:
        marks = ", ".join("?" * len(best))
        docs = [doc for doc, _ in best]
        rows = self._file.rows(f"SELECT doc, record, places FROM search_articles WHERE doc IN ({marks})", docs)
        shown = {doc: (TaggedArticle.model_validate_json(record), packed) for doc, record, packed in rows}
        places: dict[object, object] = {}
        if match.marked and docs:
            sql = (
                "SELECT rowid, search_places(search_terms) FROM search_terms"
                f" WHERE search_terms MATCH ? AND rowid IN ({marks})"
            )
            places = dict(self._file.rows(sql, [match.marked, *docs]))
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
                    highlights=highlights_of(texts_of(tagged), unpack_places(packed), str(places[doc]), match.names)
                    if doc in places
                    else (),
                ),
            )


def store_document(connection: apsw.Connection, columns: ColumnWriter, document: Document) -> Written:
    """Write all rows of an article, in a transaction that is open; the columns are flushed by whoever opened it."""
    known = connection.execute("SELECT doc, version FROM search_articles WHERE id = ?", (document.id,)).fetchone()
    if known and known[1] > document.version:
        return Written.STALE
    row = (document.source_id, document.version, document.published, document.record, document.places)
    if known:
        doc = int(known[0])
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
    columns.put(doc, document.counted, {PUBLISHED: document.published, GROUP: document.group})
    return Written.STORED
