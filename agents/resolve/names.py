"""Names of organisations and initiatives as they are compared, whatever papers write of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from topics.records import Member

MOST_KEPT = 20_000
"""Names whose forms are kept at hand: those of some weeks of news, in about 5 MB."""

MOST_PAIRS = 50_000
"""Pairs of accounts' parties of which it is kept how many they share, in about 10 MB."""

_BESIDE_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """By what some members are recognised among others: the id and the stem of each; made by `names_of`."""

    each: tuple[tuple[str, str], ...]
    ids: frozenset[str]
    stems: frozenset[str]

    def shared_with(self, others: Names) -> int:
        """How many of these are among the others."""
        return _shared(self, others)

    def meets(self, others: Names) -> bool:
        """Whether one of these is among the others."""
        return not (self.ids.isdisjoint(others.ids) and self.stems.isdisjoint(others.stems))


def names_of(members: Iterable[Member]) -> Names:
    """The names of some members; of the same members mostly the same object, so that what two share is counted once."""
    return _names(tuple((member.id, stem(member)) for member in members))


@lru_cache(maxsize=MOST_KEPT)
def _names(each: tuple[tuple[str, str], ...]) -> Names:
    return Names(each, frozenset(id for id, _ in each), frozenset(stem for _, stem in each))


@lru_cache(maxsize=MOST_PAIRS)
def _shared(some: Names, others: Names) -> int:
    ids, stems = others.ids, others.stems
    return sum(id in ids or stem in stems for id, stem in some.each)


def squash(name: str) -> str:
    """A name without spaces, case and punctuation, for comparison."""
    return _BESIDE_LETTERS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def stem(member: Member) -> str:
    """A member's name without what papers leave out of it at will: the word for a group, and 한국 before the rest."""
    return _stem(member.name)


@lru_cache(maxsize=MOST_KEPT)
def _stem(name: str) -> str:
    name = squash(name)
    name = name.removesuffix("그룹") or name
    rest = name.removeprefix("한국")
    return rest if len(rest) >= 4 else name  # 은행 and 공사 alone would be anybody
