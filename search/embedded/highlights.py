"""Passages of the original text around the places that matched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from apsw import FTS5ExtensionApi

from search.embedded.document import COLUMNS
from search.store import Highlight
from topics.records import Span

# A passage of about two lines in a terminal, and no more of them than a result list can show.
_BEFORE, _AFTER, _JOIN = 40, 80, 100
_PASSAGES = 2
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
            highlights += _passages(text, sorted(marks))
        elif marks:
            highlights.append(Highlight(name, text, _apart(span for span, _ in sorted(marks))))
    return tuple(highlights)


def _passages(text: str, marks: Sequence[tuple[Span, int]]) -> list[Highlight]:
    groups: list[list[tuple[Span, int]]] = []
    for mark in marks:
        near = groups and mark[0][0] - groups[-1][-1][0][1] <= _JOIN and mark[0][1] - groups[-1][0][0][0] <= 3 * _JOIN
        if near and "\n" not in text[groups[-1][-1][0][1] : mark[0][0]]:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    best = sorted(groups, key=lambda group: (-len({number for _, number in group}), group[0][0]))[:_PASSAGES]
    passages: list[Highlight] = []
    for group in sorted(best):
        start, end = _window(text, group[0][0][0], max(span[1] for span, _ in group))
        spans = _apart(span for span, _ in group)
        passages.append(Highlight("body", text[start:end], tuple((s - start, e - start) for s, e in spans)))
    return passages


def _window(text: str, first: int, last: int) -> Span:
    line_start = text.rfind("\n", 0, first) + 1
    line_end = text.find("\n", last)
    line_end = len(text) if line_end < 0 else line_end
    start, end = max(line_start, first - _BEFORE), min(line_end, last + _AFTER)
    if start > line_start:
        start = text.find(" ", start, first) + 1 or start
    if end < line_end:
        space = text.rfind(" ", last, end)
        end = space if space > 0 else end
    return start, end


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
