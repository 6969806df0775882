"""A graph as a picture: where each node and edge is drawn, how large, in which colour and shape."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from dongmaeng.graph.elements import Edge, Graph, Node, NodeKind
from dongmaeng.graph.labels import Box, Label, label_boxes
from dongmaeng.graph.places import NO_COMMUNITY

WIDTH, HEIGHT = 1200, 800
AROUND = 800, 560
"""The size of the picture of one company and its partners."""

MARKS = 8
"""Communities with a colour and a shape of their own, the largest; all others have one in common."""

_LINES_FOR_EACH_NODE = 2
_ON_ONE_RING = 16
_MARGIN = 60
_SMALLEST, _LARGEST = 5.0, 26.0  # radii
_APART = 4.0  # between the rims of two nodes
_PUSHES = 40
_NAMES = 3  # of a community

_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dot:
    """A node in the picture."""

    node: Node
    x: float
    y: float
    radius: float
    mark: int
    """The number of the colour and shape of its community, from 0; `MARKS` for all others."""
    label: Label
    narrow: Label | None
    """Its label on a narrow screen, where there is room for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """An edge in the picture."""

    edge: Edge
    source: Dot
    target: Dot
    width: float

    @property
    def mark(self) -> int:
        """The mark of the community in which both ends are; `MARKS` between communities."""
        return self.source.mark if self.source.node.community == self.target.node.community else MARKS


@dataclass(frozen=True, slots=True)
class Group:
    """A community in the picture."""

    mark: int
    names: tuple[str, ...]
    """Of its largest members."""
    size: int
    """How many of the nodes drawn are in it."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture of a graph."""

    dots: tuple[Dot, ...]
    """Those with the most alliances first."""
    lines: tuple[Line, ...]
    """The strongest last, so that they are drawn above the others."""
    groups: tuple[Group, ...]
    """The largest first."""
    lines_left_out: int
    """Edges of the graph that are not drawn."""
    width: int
    height: int


def draw(graph: Graph, name_of: Callable[[Node], str] = attrgetter("name")) -> Drawing:
    """The picture of a graph, from the places that its nodes have; the same for the same graph."""
    if not graph.nodes:
        return Drawing((), (), (), 0, WIDTH, HEIGHT)
    points = _fitted(np.array([(node.x, node.y) for node in graph.nodes], float))
    return _drawing(graph, points, name_of, WIDTH, HEIGHT)


def draw_around(graph: Graph, name_of: Callable[[Node], str] = attrgetter("name")) -> Drawing:
    """The picture of the first node of a graph in the middle of the others, those of a community side by side."""
    if not graph.nodes:
        return Drawing((), (), (), 0, WIDTH, HEIGHT)
    return _drawing(graph, _around(graph.nodes), name_of, *AROUND)


def _drawing(graph: Graph, points: _Points, name_of: Callable[[Node], str], width: int, height: int) -> Drawing:
    marks, radii = _marks(graph.nodes), _radii(graph.nodes)
    points = _apart(points, radii, width, height)
    placed = zip(points.tolist(), radii.tolist(), graph.nodes, strict=True)
    boxes = [Box(round(x, 1), round(y, 1), round(radius, 1), name_of(node)) for (x, y), radius, node in placed]
    wide, narrow = label_boxes(boxes, width, height)
    dots = tuple(
        Dot(node, box.x, box.y, box.radius, marks.get(node.community, MARKS), label, small)
        for node, box, label, small in zip(graph.nodes, boxes, wide, narrow, strict=True)
    )
    by_id = {dot.node.id: dot for dot in dots}
    drawn = _drawn(graph.edges, len(dots) * _LINES_FOR_EACH_NODE)
    lines = tuple(
        Line(edge, by_id[edge.source], by_id[edge.target], round(0.8 + 1.4 * math.log2(len(edge.alliances)), 1))
        for edge in reversed(drawn)
    )
    groups = _groups(graph.nodes, marks, name_of)
    return Drawing(dots, lines, groups, len(graph.edges) - len(drawn), width, height)


def _around(nodes: Sequence[Node]) -> _Points:
    """The first node in the middle, the others on an oval around it, in and out in turn where they are many."""
    width, height = AROUND
    others = sorted(range(1, len(nodes)), key=lambda number: (nodes[number].community, number))
    inward = (0.0,) if len(others) <= _ON_ONE_RING else (0.0, 0.36, 0.18)
    points = np.tile(np.array([width / 2, height / 2]), (len(nodes), 1))
    for place, number in enumerate(others):
        angle = math.tau * (place + 0.5) / len(others) - math.pi / 2
        reach = 1 - inward[place % len(inward)]
        points[number] += np.array([(width / 2 - 90) * math.cos(angle), (height / 2 - 50) * math.sin(angle)]) * reach
    return points


def _drawn(edges: Sequence[Edge], most: int) -> list[Edge]:
    """Of edges with the strongest first, those that hold the most together, and then the strongest, in their order."""
    if len(edges) <= most:
        return list(edges)
    root: dict[str, str] = {}

    def root_of(id: str) -> str:
        while (above := root.get(id, id)) != id:
            root[id] = root.get(above, above)
            id = above
        return id

    tree = set()
    for number, edge in enumerate(edges):
        a, b = root_of(edge.source), root_of(edge.target)
        if a != b:
            root[a] = b
            tree.add(number)
    others = [number for number in range(len(edges)) if number not in tree]
    return [edges[number] for number in sorted([*tree, *others[: most - len(tree)]])]


def _marks(nodes: Sequence[Node]) -> dict[int, int]:
    """The marks of the largest communities; the number of a community gives it where it is free, so that it stays."""
    sizes = Counter(node.community for node in nodes if node.community != NO_COMMUNITY)
    largest = sorted(sizes, key=lambda community: (-sizes[community], community))[:MARKS]
    marks = {}
    free = set(range(MARKS))
    for community in largest:
        mark = community % MARKS if community % MARKS in free else min(free)
        marks[community] = mark
        free.remove(mark)
    return marks


def _groups(nodes: Sequence[Node], marks: Mapping[int, int], name_of: Callable[[Node], str]) -> tuple[Group, ...]:
    members: dict[int, list[Node]] = {community: [] for community in marks}
    for node in nodes:
        if node.community in members:
            members[node.community].append(node)
    groups = [
        Group(
            marks[community], tuple(name_of(node) for node in held if node.kind is NodeKind.COMPANY)[:_NAMES], len(held)
        )
        for community, held in members.items()
    ]
    return tuple(sorted((group for group in groups if group.size > 1), key=lambda group: (-group.size, group.mark)))


def _radii(nodes: Sequence[Node]) -> _Points:
    most = max(node.alliances for node in nodes)
    spread = _LARGEST - _SMALLEST
    return np.array([_SMALLEST + spread * math.sqrt(node.alliances / most) * (most > 1) for node in nodes])


def _fitted(points: _Points) -> _Points:
    """The points in the frame of the picture, those far out drawn nearer."""
    centred = points - np.median(points, axis=0)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    usual = float(np.quantile(length, 0.9)) or 1.0
    far = np.maximum(length / usual, 1.0)
    centred = centred * (1 + np.log(far) * 0.3) / far
    low, high = centred.min(0), centred.max(0)
    room = np.array([WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN])
    size = np.where(high - low > 0, high - low, 1.0)
    return np.asarray((centred - (low + high) / 2) / size * room + np.array([WIDTH / 2, HEIGHT / 2]))


def _apart(points: _Points, radii: _Points, width: int, height: int) -> _Points:
    """The points pushed apart until no node lies on another, within the frame."""
    wanted = radii[:, None] + radii[None] + _APART
    np.fill_diagonal(wanted, 0)
    low = np.stack([radii + 8, radii + 8], 1)
    high = np.array([width, height]) - low - np.array([0, 14])
    points = points + np.stack([np.arange(len(points)) % 7, np.arange(len(points)) % 5], 1) * 0.01  # none on another
    for _ in range(_PUSHES):
        x, y = points[:, 0], points[:, 1]
        near = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 < wanted**2
        first, second = np.nonzero(near)
        if not len(first):
            break
        way = points[first] - points[second]
        length = np.maximum(np.sqrt((way**2).sum(1)), 1e-6)
        push = way * ((wanted[first, second] - length) / length / 2)[:, None]
        shift = np.stack([np.bincount(first, push[:, axis], len(points)) for axis in (0, 1)], 1)
        points = np.clip(points + shift, low, high)
    return np.asarray(points)
