"""Articles in the file: written with their terms and facts, found by a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import apsw

from search.alliances import MOST_FACET_VALUES, Counts
from search.embedded.document import AS_WRITTEN, Document, document_of, texts_of, unpack_places
from search.embedded.file import OWN_FAULT, StoreFile
from search.embedded.highlights import highlights_of
from search.embedded.match import Match, match_of
from search.facts import companies_of
from search.query import Query
from search.ranking import BEYOND_LIMIT, freshest_first
from search.share import Share
from search.store import Facet, Hit, Order, SearchResult, TextTooLong, WriteResult, Written
from topics.embedded.database import transaction
from topics.records import Article, TaggedArticle

# A word in the title says more of a story than one in its body.
_BM25 = "bm25(search_terms, 5.0, 3.0, 1.0)"
# Copies are counted among so many matches; a query that finds more is no question for a single story.
_MOST_FOLDED = 10_000
# Words that begin with the same two syllables, in years of news; the bound is for a text of made-up words.
_MOST_WORDS = 10_000
_LAST_CHARACTER = "\uffff"  # behind each Hangul syllable
_SEOUL = 9 * 3600  # seconds before UTC, all year round
_FACETS = {Facet.ORGANISATION: "shown_org", Facet.PUBLISHER: "shown_publisher", Facet.KIND: "kind"}

Candidate = tuple[int, float, int | None]
"""Doc, score and time (Unix) of a match."""


class Articles:
    """The articles of a file; all in one thread."""

    def __init__(self, file: StoreFile) -> None:
        self._file = file

    def write(self, articles: Sequence[TaggedArticle]) -> list[WriteResult]:
        """Store articles by id, one result for each."""
        documents = [_document_or_refusal(article) for article in articles]
        connection = self._file.open()
        results: list[WriteResult] = []
        with transaction(connection):
            for document in documents:
                if isinstance(document, WriteResult):
                    results.append(document)
                    continue
                try:
                    with connection:  # a savepoint: one article is stored with all its rows or not at all
                        results.append(WriteResult(document.id, _store(connection, document)))
                except (*OWN_FAULT, UnicodeError) as error:
                    results.append(WriteResult(document.id, Written.REFUSED, "cannot be stored", error))
        return results

    def get(self, id: str) -> TaggedArticle | None:
        """The article with this id or, failing that, the latest with this source id."""
        rows = self._file.rows(
            "SELECT record FROM search_articles WHERE id = ?1 OR source_id = ?1"
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
        match = match_of(query, self._words_from, share)
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
        rows = self._file.rows(sql, (start, start + _LAST_CHARACTER, _MOST_WORDS))
        return [str(term).removeprefix(AS_WRITTEN) for (term,) in rows]

    def _folded(self, found: Sequence[Candidate]) -> tuple[list[Candidate], dict[int, int]]:
        """The first of each group of copies, and how many others there are of it by doc."""
        group_of = dict(self._file.rows("SELECT doc, value FROM search_facts WHERE field = 'group'"))
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
        rows = self._file.rows(f"{counted} GROUP BY value ORDER BY n DESC, value LIMIT {MOST_FACET_VALUES}", parameters)
        return tuple((str(value), int(str(n))) for value, n in rows)

    def _candidates(self, match: Match, limit: int, order: Order) -> tuple[list[Candidate], int]:
        """Doc, score and time of the best matches, and how many there are."""
        joined, parameters = _found(match)
        total = self._file.rows(f"SELECT count(*) FROM {joined}", parameters)
        score = f"-{_BM25}" if match.must else "0.0"
        by = "score DESC" if match.must and order is Order.RELEVANCE else "a.published DESC"
        selected = f"SELECT a.doc, {score} AS score, a.published FROM {joined} ORDER BY {by}, a.doc LIMIT ?"
        rows = self._file.rows(selected, [*parameters, limit])
        return [(int(d), float(s), p) for d, s, p in rows], int(total[0][0]) if total else 0

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
