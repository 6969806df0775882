"""The sentences of a story from which the tie of one deal is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from topics.records import Span

OUT = "\x01"
"""Stands for each character of what is not read: the names of organisations and what somebody says."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a sentence names an organisation; offsets in the sentence."""

    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, in the plain form."""

    text: str
    start: int
    """Its offset in the plain body; -1 of headlines and captions."""
    tells: bool = False
    """Whether it tells that the deal was made."""
    near: int = 0
    """How many sentences behind the one that tells of the deal it stands, 0 where it stands far from it."""
    places: tuple[Place, ...] = ()
    names_member: bool = False
    """Whether it names a member of the deal."""

    def span(self, start: int, end: int) -> Span | None:
        """A stretch of the sentence as one of the plain body."""
        return (self.start + start, self.start + end) if self.start >= 0 else None

    @property
    def unnamed(self) -> str:
        """The text, of the same length, without the names of organisations."""
        return self._without(self.places)

    def without(self, ids: Collection[str]) -> str:
        """The text, of the same length, without the names of these organisations."""
        return self._without(self.places_of(ids))

    def _without(self, places: Iterable[Place]) -> str:
        letters = list(self.text)
        for place in places:
            letters[place.start : place.end] = OUT * (place.end - place.start)
        return "".join(letters)

    def places_of(self, ids: Collection[str]) -> Iterator[Place]:
        """Where it names one of these organisations, in order."""
        return (place for place in self.places if place.id in ids)
