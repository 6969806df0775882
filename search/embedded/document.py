"""A tagged article as the rows that make it findable."""

from __future__ import annotations

import unicodedata
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.analysis import Term, analyse
from search.store import version_of
from search.synonyms import key_of
from topics.records import Span, TaggedArticle, host_of

COLUMNS = ("title", "subtitle", "body")
# The longest news texts (minutes of hearings, lists of results) have under 100,000 characters; beyond this the time
# to analyse one text would be felt by the texts behind it.
LONGEST_TEXT = 300_000


class TextTooLong(ValueError):
    """The article is longer than any news story."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the store writes for one article."""

    id: str
    source_id: str | None
    version: int
    published: int | None
    record: str
    terms: tuple[str, ...]
    """For each of `COLUMNS`, the terms parted by spaces."""
    places: bytes
    facts: tuple[tuple[str, str], ...]
    """Field and value, for the fields of a query."""


def document_of(tagged: TaggedArticle) -> Document:
    """Analyse an article; raises `TextTooLong`."""
    article = tagged.article
    if sum(map(len, (article.title, article.subtitle or "", article.body))) > LONGEST_TEXT:
        raise TextTooLong(f"more than {LONGEST_TEXT} characters")
    columns = [analyse(text) for text in texts_of(tagged)]
    return Document(
        id=article.id,
        source_id=article.source_id,
        version=version_of(article),
        published=int(article.published.timestamp()) if article.published else None,
        record=tagged.model_dump_json(),
        terms=tuple(" ".join(term.text for term in column) for column in columns),
        places=pack_places(columns),
        facts=tuple(sorted(set(_facts(tagged)))),
    )


def texts_of(tagged: TaggedArticle) -> tuple[str, ...]:
    """The searched texts of an article, one for each of `COLUMNS`."""
    article = tagged.article
    return tuple(unicodedata.normalize("NFC", text) for text in (article.title, article.subtitle or "", article.body))


def pack_places(columns: Sequence[Sequence[Term]]) -> bytes:
    """Where each term of each column stands, so that a hit can be marked without analysing the text again."""
    numbers = array("I", [len(column) for column in columns])
    for column in columns:
        previous = 0
        for term in column:
            # A part of an inflected form may start where the part before it did, never earlier.
            numbers.extend((term.start - previous, term.end - term.start))
            previous = term.start
    return zlib.compress(numbers.tobytes(), 1)


def unpack_places(packed: bytes) -> list[list[Span]]:
    """The spans of each column, in the order of its terms."""
    numbers = array("I", zlib.decompress(packed))
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


def _facts(tagged: TaggedArticle) -> Iterable[tuple[str, str]]:
    for organisation in tagged.organisations:
        yield "org", key_of(organisation.name)
        yield "org", key_of(organisation.id)
    for mention in tagged.mentions:
        yield "kind", mention.kind.value
        yield "status", mention.status.value
        if mention.name:
            yield "org", key_of(mention.name)
        for member in mention.members:
            yield "org", key_of(member.name)
            yield "org", key_of(member.id)
    for person in tagged.people:
        yield "person", key_of(person.name)
    if tagged.article.publisher:
        yield "publisher", key_of(tagged.article.publisher)
    host = host_of(tagged.article.url)
    if host:
        yield "publisher", key_of(host.removeprefix("www."))
