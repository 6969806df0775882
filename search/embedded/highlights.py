"""The places that matched in a row, and the passages around them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from apsw import FTS5ExtensionApi

from search.embedded.document import COLUMNS
from search.passages import apart, passages
from search.store import Highlight
from topics.records import Span

# A word can stand hundreds of times in a list of results: the first ones are enough to choose from.
_MOST_PLACES = 100

Place = tuple[int, int, int, int]
"""Number of the phrase, column, first term and number of terms."""


def places_function(api: FTS5ExtensionApi, *_: object) -> str:
    """An FTS5 auxiliary function: the places of all matched phrases in a row, as JSON."""
    places: list[Place] = []
    for number, phrase in enumerate(api.phrases):
        for column, offsets in enumerate(api.phrase_locations(number)):
            places.extend((number, column, offset, len(phrase)) for offset in offsets[:_MOST_PLACES])
    return json.dumps(places)


def highlights_of(texts: Sequence[str], spans: Sequence[Sequence[Span]], places: str) -> tuple[Highlight, ...]:
    """The best passages, from the texts and the spans of their terms by column and the places of a row."""
    found: list[list[tuple[Span, int]]] = [[] for _ in COLUMNS]
    for number, column, first, length in json.loads(places):
        if first + length <= len(spans[column]):
            covered = spans[column][first : first + length]
            found[column].append(((covered[0][0], max(end for _, end in covered)), number))
    highlights: list[Highlight] = []
    for name, text, marks in zip(COLUMNS, texts, found, strict=True):
        if marks and name == "body":
            highlights += passages(text, sorted(marks))
        elif marks:
            highlights.append(Highlight(name, text, apart(span for span, _ in sorted(marks))))
    return tuple(highlights)
