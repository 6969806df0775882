"""Who is with whom: companies as nodes, what they have in common as edges, for a period, kinds and fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from topics.records import Activity, Identifiers, Kind, Status

COUNTED = (Status.ANNOUNCED, Status.PLANNED, Status.BACKGROUND)
"""The statuses that tie companies where none is asked for: what is rumoured, denied or over ties nobody now."""

MOST_NODES = 300
"""How many nodes a picture can hold and be read."""

MOST_PAIRED = 6
"""Members of an alliance beyond which it is a node of its own: eleven would be 55 edges, and so are eleven."""


class NodeKind(StrEnum):
    """What a node stands for."""

    COMPANY = "company"
    """An organisation that is a member of alliances."""
    ALLIANCE = "alliance"
    """An alliance of more than `MOST_PAIRED` members, each of which has an edge to it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A company, or an alliance of many."""

    id: str
    """The id of the member, or of the alliance."""
    name: str
    x: float
    y: float
    """Where it is drawn, in units of the layout."""
    community: int
    """A number for those who are mostly with one another; it stays with them from day to day."""
    alliances: int
    """How many of the alliances asked for it is in."""
    identifiers: Identifiers | None = None
    kind: NodeKind = NodeKind.COMPANY


@dataclass(frozen=True, slots=True)
class Edge:
    """What two nodes have in common."""

    source: str
    target: str
    """The ids of the nodes, the lesser first: an edge has no direction."""
    alliances: tuple[str, ...]
    """The ids of the alliances in which both are, the latest told first."""
    kinds: tuple[Kind, ...]
    activities: tuple[Activity, ...]
    first: datetime
    last: datetime
    """When the first and the last of the alliances was first told."""
    dates: tuple[str, ...] = ()
    """The days (YYYY-MM-DD) of those that tell theirs, the earliest first."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph of the alliances asked for, or the part of it with the most alliances."""

    nodes: tuple[Node, ...]
    """Those with the most alliances first."""
    edges: tuple[Edge, ...]
    """The strongest first; both ends are among the nodes."""
    left_out: int
    """How many more nodes there are."""
    since: datetime | None
    until: datetime | None
    """The period that was asked for."""
    alliances: int = 0
    """How many alliances were counted, those between nodes that are left out included."""


@dataclass(frozen=True, slots=True)
class GraphQuery:
    """Which part of the graph is wanted; every condition that is set must hold for an alliance to count."""

    since: datetime | None = None
    """First told at this moment or later."""
    until: datetime | None = None
    """First told before this moment."""
    kinds: tuple[Kind, ...] = ()
    """Any of them."""
    activities: tuple[Activity, ...] = ()
    """Any of them."""
    around: str | None = None
    """An organisation, by id, name, corp_code, stock code or English name: it and those that it is with."""
    most: int = MOST_NODES
    statuses: tuple[Status, ...] = COUNTED
    """Any of them."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A company among the hubs or the bridges."""

    id: str
    alliances: int
    partners: int
    communities: int
    """How many communities its partners are of."""
    share: float
    """Of the shortest ways between all others, those that lead through it."""


@dataclass(frozen=True, slots=True)
class Month:
    """Who stood out in the thirty days up to the latest alliance; none where there is no alliance."""

    since: float
    until: float
    """Unix times of the first moment and of the latest alliance."""
    hubs: tuple[Ranked, ...] = ()
    """Those with the most alliances, then the most partners, first."""
    bridges: tuple[Ranked, ...] = ()
    """Those through whom the most of the shortest ways between others lead, first."""


NO_MONTH = Month(0.0, 0.0)
