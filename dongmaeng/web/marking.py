"""Texts with marks: which words of an article are names, triggers or evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from topics.records import Span

MOST_PLACES = 2_000
"""Marks of one text; a longer list is cut, the text never."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text and what it is."""

    start: int
    end: int
    look: str
    """A class of the style sheet."""
    title: str = ""
    """What it is, for people."""
    url: str = ""
    """Where it leads."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that is marked in one way throughout."""

    text: str
    looks: str = ""
    title: str = ""
    url: str = ""


def pieces(text: str, places: Iterable[Place], within: Span | None = None) -> list[Piece]:
    """A text, or a stretch of it, in pieces; where places overlap, a piece has the looks of all of them."""
    start, end = within or (0, len(text))
    kept = [place for place in places if place.start < end and place.end > start and place.start < place.end]
    del kept[MOST_PLACES:]
    edges = {start, end}
    for place in kept:
        edges |= {max(start, place.start), min(end, place.end)}
    return [_piece(text, a, b, kept) for a, b in pairwise(sorted(edges))]


def paragraphs(text: str, places: Sequence[Place]) -> Iterator[list[Piece]]:
    """The lines of a text in pieces; empty ones are left out."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield pieces(text, places, (start, start + len(line)))
        start += len(line) + 1


def places_of(text: str, words: Iterable[str], look: str, title: str = "") -> Iterator[Place]:
    """Where words stand in a text."""
    for word in dict.fromkeys(filter(None, words)):
        start = text.find(word)
        while start >= 0:
            yield Place(start, start + len(word), look, title)
            start = text.find(word, start + len(word))


def _piece(text: str, start: int, end: int, places: Iterable[Place]) -> Piece:
    here = [place for place in places if place.start <= start and place.end >= end]
    return Piece(
        text[start:end],
        " ".join(dict.fromkeys(place.look for place in here)),
        ", ".join(dict.fromkeys(place.title for place in here if place.title)),
        next((place.url for place in here if place.url), ""),
    )
