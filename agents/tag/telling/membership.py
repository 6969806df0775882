"""Lists of members: put together, told apart, and how they came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.tag.parties.party import Came
from topics.records import Member


def union(first: Sequence[Member], second: Sequence[Member]) -> list[Member]:
    """The members of both, each once."""
    names = {m.id for m in first}
    return [*first, *(m for m in second if m.id not in names)]


def names_of(members: Iterable[Member]) -> str | None:
    """The names for people to read; None where there are none."""
    return ", ".join(m.name for m in members) or None


def came_in(members: Iterable[Member], how: Came) -> list[Member]:
    """The members with how they came in."""
    return [m.model_copy(update={"came": how}) for m in members]
