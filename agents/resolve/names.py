"""Names of organisations and initiatives as they are compared, whatever papers write of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, Self

from topics.records import Member

MOST_KEPT = 20_000
"""Names whose forms are kept at hand: those of some weeks of news, in about 5 MB."""

_BESIDE_LETTERS = re.compile(r"[\W_]+")


class Names(NamedTuple):
    """By what some members are recognised among others: the id and the stem of each."""

    each: tuple[tuple[str, str], ...]
    ids: frozenset[str]
    stems: frozenset[str]

    @classmethod
    def of(cls, members: Iterable[Member]) -> Self:
        each = tuple((member.id, stem(member)) for member in members)
        return cls(each, frozenset(id for id, _ in each), frozenset(stem for _, stem in each))

    def shared_with(self, others: Names) -> int:
        """How many of these are among the others."""
        ids, stems = others.ids, others.stems
        return sum([id in ids or stem in stems for id, stem in self.each])

    def meets(self, others: Names) -> bool:
        """Whether one of these is among the others."""
        return not (self.ids.isdisjoint(others.ids) and self.stems.isdisjoint(others.stems))


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
