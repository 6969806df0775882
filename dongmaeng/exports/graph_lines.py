"""The graph as JSON lines: a line for each node, then for each edge."""

from __future__ import annotations

from dongmaeng.graph.elements import Graph
from dongmaeng.shapes.graphs import EdgeShape, NodeShape
from dongmaeng.terminal import json_text


def graph_lines(graph: Graph) -> bytes:
    """The lines of a graph."""
    lines = [{"node": NodeShape.of(node).as_json()} for node in graph.nodes]
    lines += [{"edge": EdgeShape.of(edge).as_json()} for edge in graph.edges]
    return "".join(json_text(line) + "\n" for line in lines).encode()
