"""What the graph keeps of an alliance: enough to ask for it by period, kind and field, and to tie its members."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from dongmaeng.graph.elements import MOST_PAIRED
from topics.records import Activity, Alliance, Identifiers, Kind, Status

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A member of alliances."""

    id: str
    name: str
    identifiers: Identifiers | None = None


@dataclass(frozen=True, slots=True)
class TiedAlliance:
    """An alliance that ties its members in the graph."""

    id: str
    name: str
    """Its own name; else its first member's with the number of the others."""
    kind: Kind
    status: Status
    activities: tuple[Activity, ...]
    told: float
    """Unix time at which it was first told."""
    day: str | None
    """Its day, where it is told exactly: YYYY-MM-DD."""
    members: tuple[str, ...]
    """The ids of its members, in their order."""

    @property
    def is_node(self) -> bool:
        """Whether it has too many members for an edge between each two."""
        return len(self.members) > MOST_PAIRED

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids of the nodes that it ties: its members, and itself where it is a node."""
        return (*self.members, self.id) if self.is_node else self.members

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """The ids of the nodes that have an edge by it, the lesser of two first."""
        if self.is_node:
            return ((member, self.id) if member < self.id else (self.id, member) for member in self.members)
        return combinations(sorted(self.members), 2)


def tied(alliance: Alliance) -> TiedAlliance | None:
    """What the graph keeps of an alliance; None where it ties nobody: dismissed, merged, or one member is known."""
    members = tuple(dict.fromkeys(member.id for member in alliance.members))
    if len(members) < 2 or alliance.dismissed or alliance.merged_into is not None:
        return None
    return TiedAlliance(
        alliance.id,
        alliance.name or f"{alliance.members[0].name} 외 {len(members) - 1}",
        alliance.kind,
        alliance.status,
        tuple(dict.fromkeys(told.activity for told in alliance.tie.activities)),
        alliance.first_told.timestamp(),
        alliance.date if alliance.date and _DAY.fullmatch(alliance.date) else None,
        members,
    )


def organisations_of(alliance: Alliance) -> Iterator[Organisation]:
    """The members of an alliance."""
    return (Organisation(member.id, member.name, member.identifiers) for member in alliance.members)


def common(alliances: Iterable[TiedAlliance]) -> Counter[tuple[str, str]]:
    """How many of some alliances two nodes have in common, for each two that have any."""
    return Counter(pair for alliance in alliances for pair in alliance.pairs)
