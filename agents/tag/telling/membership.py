"""Lists of members: put together, told apart, and how they came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.tag.parties.party import Came
from topics.records import Member


def union(first: Sequence[Member], second: Sequence[Member]) -> list[Member]:
    """The members of both, each once."""
    names = {m.id for m in first}
    return [*first, *(m for m in second if m.id not in names)]


def with_others(first: Sequence[Member], second: Sequence[Member]) -> list[Member]:
    """The first members, and those of the second that are surely others."""
    return [*first, *(m for m in second if not is_among(m, first))]


def is_among(member: Member, members: Iterable[Member]) -> bool:
    """Whether a member may be one of some."""
    return any(alike(member, other) for other in members)


def alike(one: Member, other: Member) -> bool:
    """Whether two members may be one organisation."""
    return one.id == other.id or names_alike(one.name, other.name)


def names_alike(one: str, other: str) -> bool:
    """Whether two names may be one organisation's: the same, or one the beginning, end or heart of the other."""
    a, b = sorted((one.replace(" ", ""), other.replace(" ", "")), key=len)
    return b.startswith(a) or b.endswith(a) or (len(a) >= _SHORTEST_HEART and a in b)


_SHORTEST_HEART = 4  # letters of a name within another: 가람기차 of 미르가람기차유한공사


def names_of(members: Iterable[Member]) -> str | None:
    """The names for people to read; None where there are none."""
    return ", ".join(m.name for m in members) or None


def came_in(members: Iterable[Member], how: Came) -> list[Member]:
    """The members with how they came in."""
    return [m.model_copy(update={"came": how}) for m in members]
