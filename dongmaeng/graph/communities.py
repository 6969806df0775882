"""Who is mostly with one another, and through whom the ways between companies lead."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count as count_up

import igraph

from dongmaeng.graph.layout import Weights


def communities(weights: Weights, before: Mapping[str, int]) -> dict[str, int]:
    """The number of the community of each node (Leiden, by modularity); a community keeps the number it had before."""
    ids, graph = _graph(weights)
    if not ids:
        return {}
    igraph.set_random_number_generator(random.Random(1))
    found = graph.community_leiden(
        "modularity", weights="weight", n_iterations=-1, initial_membership=_membership(ids, before)
    )
    return _numbered([[ids[index] for index in members] for members in found], before)


def betweenness(weights: Weights) -> dict[str, float]:
    """The share of the shortest ways between all others that lead through a node."""
    ids, graph = _graph(weights)
    ways = (len(ids) - 1) * (len(ids) - 2) / 2
    return {id: value / ways if ways else 0.0 for id, value in zip(ids, graph.betweenness(), strict=True)}


def _graph(weights: Weights) -> tuple[list[str], igraph.Graph]:
    ids = sorted({id for pair in weights for id in pair})
    index = {id: number for number, id in enumerate(ids)}
    pairs = sorted(weights)
    graph = igraph.Graph(len(ids), [(index[a], index[b]) for a, b in pairs])
    graph.es["weight"] = [weights[pair] for pair in pairs]
    return ids, graph


def _membership(ids: Sequence[str], before: Mapping[str, int]) -> list[int]:
    """Those of one community before together, each new node by itself, numbered without gaps."""
    numbers: dict[int | str, int] = {}
    return [numbers.setdefault(before.get(id, id), len(numbers)) for id in ids]


def _numbered(found: Iterable[Collection[str]], before: Mapping[str, int]) -> dict[str, int]:
    """The number of each member's community: that with which it shares most, else the least that is free."""
    largest_first = sorted(found, key=lambda members: (-len(members), min(members)))
    shared = [
        (-count, place, number)
        for place, members in enumerate(largest_first)
        for number, count in Counter(before[id] for id in members if id in before).items()
    ]
    given: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, number in sorted(shared):
        if place not in given and number not in taken:
            given[place] = number
            taken.add(number)
    free = (number for number in count_up() if number not in taken)
    numbers = [given[place] if place in given else next(free) for place in range(len(largest_first))]
    return {id: number for number, members in zip(numbers, largest_first, strict=True) for id in members}
