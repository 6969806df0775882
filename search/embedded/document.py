"""A tagged article as the rows that make it findable."""

from __future__ import annotations

import unicodedata
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.analysis import BREAK, Term, analyse
from search.embedded.packed import number_of
from search.facts import facts_of, group_of, organisations_of, publisher_of
from search.store import Facet, TextTooLong, WriteResult, Written, check_length, version_of
from search.written import written_words
from topics.records import Span, TaggedArticle

COLUMNS = ("title", "subtitle", "body")
AS_WRITTEN = "\ue001"
"""A private character that no text has, at the start of each term that is a word as it is written."""
_LAST_CHARACTER = "\uffff"  # behind each Hangul syllable


@dataclass(frozen=True, slots=True)
class Document:
    """What the store writes for one article."""

    id: str
    source_id: str | None
    version: int
    published: int | None
    record: str
    terms: tuple[str, ...]
    """For each of `COLUMNS`, the terms parted by spaces: those of the analysis, then words as they are written."""
    places: bytes
    facts: tuple[tuple[str, str], ...]
    """Field and value, for the fields of a query."""
    counted: Mapping[str, Sequence[str]]
    """By facet, what it is counted under, but for its day."""
    group: int
    """What it has in common with copies of its story."""


def document_of(tagged: TaggedArticle) -> Document:
    """Analyse an article; raises `TextTooLong`."""
    article = tagged.article
    check_length(article)
    columns = [_terms(text) for text in texts_of(tagged)]
    facts = facts_of(tagged)
    return Document(
        id=article.id,
        source_id=article.source_id,
        version=version_of(article),
        published=int(article.published.timestamp()) if article.published else None,
        record=tagged.model_dump_json(),
        terms=tuple(" ".join(term.text for term in column) for column in columns),
        places=pack_places(columns),
        facts=tuple((field, value) for field, values in facts.items() for value in values),
        counted={
            Facet.ORGANISATION: organisations_of(tagged),
            Facet.PUBLISHER: [name for name in (publisher_of(article),) if name],
            Facet.KIND: facts["kind"],
        },
        group=number_of(group_of(tagged)),
    )


def documents_of(articles: Sequence[TaggedArticle]) -> list[Document | WriteResult]:
    """The document of each article, or why there is none."""
    return [_document_or_refusal(article) for article in articles]


def documents_of_records(records: Sequence[bytes]) -> list[Document | WriteResult]:
    """The documents of articles as records (JSON)."""
    return documents_of([TaggedArticle.model_validate_json(record) for record in records])


def _document_or_refusal(tagged: TaggedArticle) -> Document | WriteResult:
    try:
        return document_of(tagged)
    except TextTooLong as error:
        return WriteResult(tagged.article.id, Written.REFUSED, "text too long", error)
    except Exception as error:  # whatever it is, it must not hold up the articles beside this one
        cause = ValueError(f"{type(error).__name__}: {error}")  # one that every process can read
        return WriteResult(tagged.article.id, Written.REFUSED, "text cannot be analysed", cause)


def texts_of(tagged: TaggedArticle) -> tuple[str, ...]:
    """The searched texts of an article, one for each of `COLUMNS`."""
    article = tagged.article
    return tuple(unicodedata.normalize("NFC", text) for text in (article.title, article.subtitle or "", article.body))


def _terms(text: str) -> list[Term]:
    """The terms of a text; behind them the words that these take apart, as they are written."""
    terms = analyse(text)
    whole = {term.start: term.text for term in terms}
    # What the analysis takes for a particle may be the end of a name: 사로나, 로보이라는.
    written = [
        Term(AS_WRITTEN + word.text, word.start, word.end)
        for word in written_words(text)
        if whole.get(word.start) != word.text
    ]
    return [*terms, Term(BREAK, len(text), len(text)), *written] if written else terms


def written_from(start: str) -> tuple[str, str]:
    """The terms between which all words stand that begin so, as they are written: from the first up to the second."""
    return AS_WRITTEN + start, AS_WRITTEN + start + _LAST_CHARACTER


def pack_places(columns: Sequence[Sequence[Term]]) -> bytes:
    """Where each term of each column stands, so that a hit can be marked without analysing the text again."""
    numbers = array("i", [len(column) for column in columns])
    for column in columns:
        previous = 0
        for term in column:
            # A part of an inflected form may start where the part before it did, a word as it is written before that.
            numbers.extend((term.start - previous, term.end - term.start))
            previous = term.start
    return zlib.compress(numbers.tobytes(), 1)


def unpack_places(packed: bytes) -> list[list[Span]]:
    """The spans of each column, in the order of its terms."""
    numbers = array("i", zlib.decompress(packed))
    position = len(COLUMNS)
    columns: list[list[Span]] = []
    for length in numbers[:position]:
        spans: list[Span] = []
        start = 0
        for i in range(position, position + 2 * length, 2):
            start += numbers[i]
            spans.append((start, start + numbers[i + 1]))
        position += 2 * length
        columns.append(spans)
    return columns
