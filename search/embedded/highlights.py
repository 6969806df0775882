"""The places that matched in a row, and the passages around them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from apsw import FTS5ExtensionApi

from search.embedded.document import AS_WRITTEN, COLUMNS
from search.passages import apart, passages
from search.store import Highlight
from search.written import part_written
from topics.records import Span

# A word can stand hundreds of times in a list of results: the first ones are enough to choose from.
_MOST_PLACES = 100

Place = tuple[int, int, int, int, str]
"""Number of the phrase, column, first term, number of terms, and the word where it was looked for as it is written."""


def places_function(api: FTS5ExtensionApi, *_: object) -> str:
    """An FTS5 auxiliary function: the places of all matched phrases in a row, as JSON."""
    places: list[Place] = []
    for number, phrase in enumerate(api.phrases):
        written = phrase[0] if phrase and (phrase[0] or "").startswith(AS_WRITTEN) else ""
        for column, offsets in enumerate(api.phrase_locations(number)):
            places.extend((number, column, offset, len(phrase), written or "") for offset in offsets[:_MOST_PLACES])
    return json.dumps(places)


def highlights_of(
    texts: Sequence[str], spans: Sequence[Sequence[Span]], places: str, names: Collection[str]
) -> tuple[Highlight, ...]:
    """The best passages, from the texts and the spans of their terms by column and the places of a row.

    Of a word that was found as it is written, only the one of the names that it begins with is marked.
    """
    found: list[list[tuple[Span, int]]] = [[] for _ in COLUMNS]
    numbers: dict[str, int] = {}
    for number, column, first, length, written in json.loads(places):
        if first + length <= len(spans[column]):
            covered = spans[column][first : first + length]
            start, end = covered[0][0], max(end for _, end in covered)
            if written:
                name = part_written(written.removeprefix(AS_WRITTEN), names)
                # The forms of a name are one thing where passages are chosen by how much of the query they have.
                end, number = start + len(name), -1 - numbers.setdefault(name, len(numbers))
            found[column].append(((start, end), number))
    highlights: list[Highlight] = []
    for name, text, marks in zip(COLUMNS, texts, found, strict=True):
        if marks and name == "body":
            highlights += passages(text, sorted(marks))
        elif marks:
            highlights.append(Highlight(name, text, apart(span for span, _ in sorted(marks))))
    return tuple(highlights)
