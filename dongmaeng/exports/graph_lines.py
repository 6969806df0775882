"""The graph as JSON lines: a line for each node, then for each edge."""

from __future__ import annotations

from typing import Any

from dongmaeng.graph.elements import Edge, Graph, Node
from dongmaeng.terminal import json_text
from dongmaeng.times import seoul


def graph_lines(graph: Graph) -> bytes:
    """The lines of a graph."""
    lines = [{"node": _node(node)} for node in graph.nodes] + [{"edge": _edge(edge)} for edge in graph.edges]
    return "".join(json_text(line) + "\n" for line in lines).encode()


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": node.name,
        "kind": node.kind,
        "alliances": node.alliances,
        "community": node.community,
        "x": node.x,
        "y": node.y,
        "identifiers": node.identifiers and node.identifiers.model_dump(),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "alliances": edge.alliances,
        "kinds": edge.kinds,
        "activities": edge.activities,
        "first": seoul(edge.first),
        "last": seoul(edge.last),
        "dates": edge.dates,
    }
