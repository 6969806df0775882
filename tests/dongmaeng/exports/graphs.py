"""Graphs of invented firms."""

from __future__ import annotations

from datetime import timedelta

from dongmaeng.graph.elements import Edge, Graph, Node, NodeKind
from tests.dongmaeng.exports.alliances import NAMES, NOON
from topics.records import Activity, Identifiers, Kind


def ring(names: tuple[str, ...] = NAMES) -> Graph:
    """Companies, each with the next, one pair a day later than the one before; the first pair twice."""
    nodes = [
        Node(
            name,
            f"{name} (주)",
            x=float(number),
            y=-0.5 * number,
            community=number % 2,
            alliances=2,
            identifiers=Identifiers(corp_code="00990001", stock_code="005930", english_name="Garam"),
        )
        for number, name in enumerate(names)
    ]
    nodes.append(Node("a99", "다자 협의체", 9.0, 9.0, 0, 2, kind=NodeKind.ALLIANCE))
    edges = []
    for number, name in enumerate(names[:-1]):
        source, target = sorted((name, names[number + 1]))
        first = NOON + timedelta(days=number)
        edges.append(
            Edge(
                source,
                target,
                ("a2", "a1") if number == 0 else (f"b{number}",),
                (Kind.MOU, Kind.CONSORTIUM) if number == 0 else (Kind.MOU,),
                (Activity.SUPPLY,),
                first,
                first + timedelta(days=30, hours=15) if number == 0 else first,
                ("2026-03-02",),
            )
        )
    return Graph(tuple(nodes), tuple(edges), 0, None, None, len(edges) + 1)
