"""The graph for programs that draw and measure graphs: GraphML and GEXF, both with times."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dongmaeng.exports.texts import carriable
from dongmaeng.graph.elements import Edge, Graph, Node
from dongmaeng.times import seoul

if TYPE_CHECKING:
    import networkx

_BETWEEN = " "  # ids and values of vocabularies hold no spaces


class GraphWriter:
    """Writes a graph in one piece."""

    def __init__(self, render: Callable[[Graph], bytes]) -> None:
        self._render = render

    def write(self, items: Sequence[Graph]) -> bytes:
        """The file of a graph."""
        return b"".join(self._render(graph) for graph in items)

    def end(self) -> Iterator[bytes]:
        """Nothing more."""
        yield from ()

    def close(self) -> None:
        """Nothing is held."""


def graphml(graph: Graph) -> bytes:
    """The graph as GraphML; `first` and `last` of an edge are moments (ISO 8601)."""
    import networkx

    made, out = _made(graph), io.BytesIO()
    networkx.write_graphml(made, out)
    return out.getvalue()


def gexf(graph: Graph) -> bytes:
    """The graph as GEXF 1.2 with a time line in days: edges and nodes last from the first to the last alliance told."""
    import networkx

    made, out = _made(graph), io.BytesIO()
    made.graph["mode"] = "dynamic"
    for _, _, edge in made.edges(data=True):
        edge["start"], edge["end"] = edge["first"][:10], edge["last"][:10]
    for id, node in made.nodes(data=True):
        around = [edge for _, _, edge in made.edges(id, data=True)]
        if around:
            node["start"], node["end"] = min(e["start"] for e in around), max(e["end"] for e in around)
        node["viz"] = {"position": {"x": node.pop("x"), "y": node.pop("y"), "z": 0.0}}
    networkx.write_gexf(made, out, prettyprint=False)
    return out.getvalue()


def _made(graph: Graph) -> networkx.Graph:
    import networkx

    made = networkx.Graph()
    for node in graph.nodes:
        made.add_node(carriable(node.id), **_node(node))
    for edge in graph.edges:
        made.add_edge(carriable(edge.source), carriable(edge.target), **_edge(edge))
    return made


def _node(node: Node) -> dict[str, Any]:
    codes = node.identifiers
    known = {
        "label": carriable(node.name),
        "kind": node.kind.value,
        "alliances": node.alliances,
        "community": node.community,
        "x": float(node.x),
        "y": float(node.y),
        "corp_code": codes and codes.corp_code,
        "stock_code": codes and codes.stock_code,
        "english_name": codes and codes.english_name and carriable(codes.english_name),
    }
    return {name: value for name, value in known.items() if value is not None}


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "weight": float(len(edge.alliances)),
        "alliances": carriable(_BETWEEN.join(edge.alliances)),
        "kinds": _BETWEEN.join(edge.kinds),
        "activities": _BETWEEN.join(edge.activities),
        "first": seoul(edge.first),
        "last": seoul(edge.last),
        "dates": _BETWEEN.join(edge.dates),
    }
