"""What the templates of maps need beside the drawing: links, shapes and words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from dongmaeng.graph.drawing import Dot, Drawing, Line
from dongmaeng.graph.elements import Edge, Node, NodeKind
from dongmaeng.web.links import quoted
from dongmaeng.web.texts import Texts
from dongmaeng.web.wording import shown_name
from topics.records import Kind

_SIDES = (0, 4, 3, 6, -4, -3, 5, 8)
"""Of the shape of each mark: 0 a circle, below 0 standing on a corner or upside down."""

_CORNERS = {4: math.pi / 4, -4: 0.0, 3: -math.pi / 2, -3: math.pi / 2, 5: -math.pi / 2, 6: 0.0, 8: math.pi / 8}
"""The angle of the first corner."""


def outline(mark: int, x: float, y: float, radius: float) -> str:
    """The path of the shape of a mark, about as large as a circle of the radius; empty for a circle."""
    sides = _SIDES[mark] if mark < len(_SIDES) else 0
    if sides == 0:
        return ""
    count = abs(sides)
    # As large an area as the circle has: a triangle of its radius would look small.
    reach = radius * math.sqrt(math.tau / (count * math.sin(math.tau / count)))
    angles = [_CORNERS[sides] + math.tau * corner / count for corner in range(count)]
    return "M" + "L".join(f"{x + reach * math.cos(a):.1f} {y + reach * math.sin(a):.1f}" for a in angles) + "Z"


def node_url(node: Node) -> str:
    """The page of a company, or of an alliance that is a node."""
    room = "alliances" if node.kind is NodeKind.ALLIANCE else "companies"
    return f"/{room}/{quoted(node.id)}"


def edge_url(edge: Edge) -> str:
    """The alliance of two nodes, or the list of all that they have in common."""
    if len(edge.alliances) == 1:
        return f"/alliances/{quoted(edge.alliances[0])}"
    return "/?" + urlencode([("company", edge.source), ("company", edge.target)])


def node_title(t: Texts, dot: Dot) -> str:
    """What is said of a node: its name, and how many alliances it has."""
    if dot.node.kind is NodeKind.ALLIANCE:
        return t("map.alliance_node", name=shown_name(t, dot.node))
    return t("map.node", name=shown_name(t, dot.node), count=dot.node.alliances)


def edge_title(t: Texts, line: Line) -> str:
    """What is said of an edge: both names, how many alliances of which kinds, and when."""
    edge = line.edge
    first, last = f"{edge.first:%Y-%m-%d}", f"{edge.last:%Y-%m-%d}"
    return t(
        "map.edge",
        names=f"{shown_name(t, line.source.node)} – {shown_name(t, line.target.node)}",
        count=len(edge.alliances),
        kinds=", ".join(t.of("kind", kind) for kind in edge.kinds),
        when=first if first == last else f"{first} – {last}",
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A node with what it has in common with others, as a row of the table."""

    dot: Dot
    partners: tuple[tuple[Dot, Line], ...]
    """The strongest first."""


def map_rows(drawing: Drawing) -> list[Row]:
    """What a drawing shows, as a table."""
    partners: dict[str, list[tuple[Dot, Line]]] = {dot.node.id: [] for dot in drawing.dots}
    for line in reversed(drawing.lines):
        partners[line.source.node.id].append((line.target, line))
        partners[line.target.node.id].append((line.source, line))
    return [Row(dot, tuple(partners[dot.node.id])) for dot in drawing.dots]


def kinds_of(edges: Iterable[Edge]) -> list[Kind]:
    """The kinds of the alliances of some edges, in the order of the vocabulary."""
    there = {kind for edge in edges for kind in edge.kinds}
    return [kind for kind in Kind if kind in there]


OF_MAPS = {
    "outline": outline,
    "node_url": node_url,
    "edge_url": edge_url,
    "node_title": node_title,
    "edge_title": edge_title,
    "map_rows": map_rows,
}
"""The functions by their names in templates."""
