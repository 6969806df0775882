"""The graph of companies and alliances, as JSON."""

from __future__ import annotations

from dataclasses import asdict

from dongmaeng.graph.elements import Ranked
from dongmaeng.graph.graph import Edge, Graph, Node, NodeKind
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from topics.records import Activity, Identifiers, Kind


class NodeShape(Shape):
    """A company, or an alliance of many."""

    id: str
    """The id of the member, or of the alliance."""
    name: str
    kind: NodeKind
    alliances: int
    """How many of the alliances asked for it is in."""
    community: int
    """A number for those who are mostly with one another."""
    x: float
    y: float
    """Where it is drawn, in units of the layout."""
    identifiers: Identifiers | None

    @classmethod
    def of(cls, node: Node) -> NodeShape:
        return cls(
            id=node.id,
            name=node.name,
            kind=node.kind,
            alliances=node.alliances,
            community=node.community,
            x=node.x,
            y=node.y,
            identifiers=node.identifiers,
        )


class EdgeShape(Shape):
    """What two nodes have in common; it has no direction."""

    source: str
    target: str
    """The ids of the nodes."""
    alliances: list[str]
    """The ids of the alliances in which both are, the latest told first."""
    kinds: list[Kind]
    activities: list[Activity]
    first: Moment
    last: Moment
    """When the first and the last of the alliances was first told."""
    dates: list[str]
    """The days (YYYY-MM-DD) of those that tell theirs, the earliest first."""

    @classmethod
    def of(cls, edge: Edge) -> EdgeShape:
        return cls(
            source=edge.source,
            target=edge.target,
            alliances=list(edge.alliances),
            kinds=list(edge.kinds),
            activities=list(edge.activities),
            first=edge.first,
            last=edge.last,
            dates=list(edge.dates),
        )


class GraphShape(Shape):
    """Who is with whom among the alliances asked for, or the part of it with the most alliances."""

    nodes: list[NodeShape]
    """Those with the most alliances first."""
    edges: list[EdgeShape]
    """The strongest first; both ends are among the nodes."""
    left_out: int
    """How many more nodes there are."""
    since: Moment | None
    until: Moment | None
    """The period that was asked for."""
    alliances: int
    """How many alliances were counted, those between nodes that are left out included."""

    @classmethod
    def of(cls, graph: Graph) -> GraphShape:
        return cls(
            nodes=[NodeShape.of(node) for node in graph.nodes],
            edges=[EdgeShape.of(edge) for edge in graph.edges],
            left_out=graph.left_out,
            since=graph.since,
            until=graph.until,
            alliances=graph.alliances,
        )


class RankedShape(Shape):
    """A company among the hubs or the bridges of the month."""

    id: str
    name: str
    alliances: int
    partners: int
    communities: int
    """How many communities its partners are of."""
    share: float
    """Of the shortest ways between all others, those that lead through it."""

    @classmethod
    def of(cls, ranked: Ranked, name: str) -> RankedShape:
        return cls(name=name, **asdict(ranked))


class MapShape(GraphShape):
    """The graph with those who stood out in the thirty days up to the latest alliance."""

    month_since: Moment | None
    month_until: Moment | None
    hubs: list[RankedShape]
    bridges: list[RankedShape]
