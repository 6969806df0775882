"""Where nodes are drawn: ForceAtlas2, begun where they were drawn before."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt

from dongmaeng.graph.places import RADIUS, Place, place_beside

MOST_LAID_OUT = 1_000
"""Nodes with the most alliances that the forces move; their time and memory grow with its square."""

MOST_MOVED = 0.03
"""How far the forces move an old node in one layout at most, as a share of `RADIUS`."""

_ITERATIONS_ANEW = 400
_STEPS_ANEW = 120_000  # of one node each: of large layouts the later iterations are left to the next ones
_ITERATIONS = 20
_JITTER_ANEW, _JITTER = 1.0, 0.1  # how far nodes may swing for the sake of speed
_NEW_SHARE = 0.3  # of nodes without a place, beyond which there is little to keep

Weights = Mapping[tuple[str, str], int]
"""How many alliances two nodes have in common."""

_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where nodes are drawn; the root of the mean square of their distances from the middle is about `RADIUS`."""

    points: Mapping[str, tuple[float, float]]
    scale: float
    """How long one unit of the layout is for the forces."""


NO_LAYOUT = Layout({}, 1.0)


def lay_out(weights: Weights, before: Layout) -> Layout:
    """The layout of the nodes with the most alliances, near to the one before where most of them were in it.

    The same for the same weights and the same layout before, in whatever order they come.
    """
    graph = _graph(weights)
    old = np.array([id in before.points for id in graph], bool)
    if not len(graph):
        return NO_LAYOUT
    if old.sum() < len(graph) * (1 - _NEW_SHARE):
        moved = _pushed(graph, None, min(_ITERATIONS_ANEW, _STEPS_ANEW // len(graph)), _JITTER_ANEW)
        scale = _size(moved) / RADIUS
        return _layout(graph, (moved - moved.mean(0)) / scale, scale)
    start = _start(graph, before)
    moved = _pushed(graph, start * before.scale, _ITERATIONS, _JITTER)
    scale = _size(moved[old]) / _size(start[old])
    return _layout(graph, _kept_near(moved / scale, start, old), scale)


def _graph(weights: Weights) -> nx.Graph[str]:
    """The nodes with the most alliances, and their edges."""
    degrees: Counter[str] = Counter()
    for (a, b), weight in weights.items():
        degrees[a] += weight
        degrees[b] += weight
    chosen = set(heapq.nsmallest(MOST_LAID_OUT, degrees, key=lambda id: (-degrees[id], id)))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(chosen))
    for (a, b), weight in sorted(weights.items()):
        if a in chosen and b in chosen:
            graph.add_edge(a, b, weight=1 + math.log2(weight))
    return graph


def _start(graph: nx.Graph[str], before: Layout) -> _Points:
    """Old nodes where they were, new ones beside their partners."""
    places = {id: Place(*before.points[id]) for id in graph if id in before.points}
    for id in graph:
        if id not in before.points:
            partners = [places[other] for other in sorted(graph[id]) if other in before.points]
            places[id] = place_beside(id, partners)
    return np.array([(places[id].x, places[id].y) for id in graph])


def _pushed(graph: nx.Graph[str], start: _Points | None, iterations: int, jitter: float) -> _Points:
    """Where the forces push the nodes."""
    position = None if start is None else dict(zip(graph, start, strict=True))
    # The attraction of a node by itself is 0/0, and is left out afterwards.
    with np.errstate(divide="ignore", invalid="ignore"):
        found = nx.forceatlas2_layout(
            graph, position, max_iter=iterations, jitter_tolerance=jitter, weight="weight", linlog=True, seed=1
        )
    return np.array([found[id] for id in graph], float)


def _kept_near(moved: _Points, start: _Points, old: npt.NDArray[np.bool_]) -> _Points:
    """The nodes turned and shifted as a whole to where the old ones were, and none of these too far from there."""
    middle, middle_before = moved[old].mean(0), start[old].mean(0)
    left, _, right = np.linalg.svd((moved[old] - middle).T @ (start[old] - middle_before))  # Procrustes
    way = (moved - middle) @ left @ right + middle_before - start
    length = np.linalg.norm(way, axis=1, keepdims=True)
    bound = np.where(old[:, None], MOST_MOVED * RADIUS, np.inf)
    return np.asarray(start + way * np.minimum(1.0, bound / np.maximum(length, 1e-9)))


def _size(points: _Points) -> float:
    """The root of the mean square of the distances from the middle."""
    return max(math.sqrt(((points - points.mean(0)) ** 2).sum(1).mean()), 1e-9)


def _layout(graph: nx.Graph[str], points: _Points, scale: float) -> Layout:
    rounded = np.round(points, 2)
    return Layout({id: (float(x), float(y)) for id, (x, y) in zip(graph, rounded, strict=True)}, scale)
