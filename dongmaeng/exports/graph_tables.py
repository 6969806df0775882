"""The graph as tables: a row for each edge, or for each node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dongmaeng.exports.table import Column, ColumnType, Table
from dongmaeng.graph.elements import Edge, Graph, Node

TEXT, LIST, INTEGER, NUMBER, FLAG, MOMENT = ColumnType


class NamedEdge(NamedTuple):
    """An edge with the names of its ends."""

    edge: Edge
    source: str
    target: str


def edge_table() -> Table[Graph, NamedEdge]:
    """A row for each edge."""
    return Table("edges", _EDGE, _named)


def node_table() -> Table[Graph, Node]:
    """A row for each node."""
    return Table("nodes", _NODE, lambda graph: graph.nodes)


def _named(graph: Graph) -> Iterator[NamedEdge]:
    names = {node.id: node.name for node in graph.nodes}
    for edge in graph.edges:
        yield NamedEdge(edge, names[edge.source], names[edge.target])


_EDGE: tuple[Column[NamedEdge], ...] = (
    Column("source", TEXT, "the id of one end", lambda e: e.edge.source, 20),
    Column("source_name", TEXT, "its name", lambda e: e.source, 24),
    Column("target", TEXT, "the id of the other end", lambda e: e.edge.target, 20),
    Column("target_name", TEXT, "its name", lambda e: e.target, 24),
    Column("alliances", INTEGER, "how many alliances they have in common", lambda e: len(e.edge.alliances), 10),
    Column("alliance_ids", LIST, "their ids, the latest told first", lambda e: e.edge.alliances, 30),
    Column("kinds", LIST, "what forms these take", lambda e: e.edge.kinds, 20),
    Column("activities", LIST, "what is done in them", lambda e: e.edge.activities, 24),
    Column("first", MOMENT, "when the first of them was first told", lambda e: e.edge.first, 18),
    Column("last", MOMENT, "when the last of them was first told", lambda e: e.edge.last, 18),
    Column("dates", LIST, "the days of those that tell theirs", lambda e: e.edge.dates, 24),
)

_NODE: tuple[Column[Node], ...] = (
    Column("id", TEXT, "its id", lambda n: n.id, 20),
    Column("name", TEXT, "its name", lambda n: n.name, 24),
    Column("kind", TEXT, "company, or an alliance of many members", lambda n: n.kind, 10),
    Column("alliances", INTEGER, "how many alliances it is in", lambda n: n.alliances, 10),
    Column("community", INTEGER, "a number for those who are mostly with one another", lambda n: n.community, 10),
    Column("x", NUMBER, "where it is drawn", lambda n: n.x, 10),
    Column("y", NUMBER, "where it is drawn", lambda n: n.y, 10),
    Column("corp_code", TEXT, "its code of OpenDART", lambda n: getattr(n.identifiers, "corp_code", None), 12),
    Column("stock_code", TEXT, "its stock code", lambda n: getattr(n.identifiers, "stock_code", None), 12),
    Column("english_name", TEXT, "its name in English", lambda n: getattr(n.identifiers, "english_name", None), 30),
)
