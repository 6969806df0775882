"""The part of the graph that is asked for, chosen among all alliances in memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from dongmaeng.graph.alliance import Organisation, TiedAlliance
from dongmaeng.graph.elements import Edge, Graph, GraphQuery, Node, NodeKind
from dongmaeng.graph.places import Place
from topics.records import SEOUL


def wanted_alliances(alliances: Iterable[TiedAlliance], query: GraphQuery, around: str | None) -> list[TiedAlliance]:
    """The alliances that count; `around`: the id of a node, of which the alliances of its partners among one another
    count too."""
    since = query.since.timestamp() if query.since else float("-inf")
    until = query.until.timestamp() if query.until else float("inf")
    kinds, statuses, activities = frozenset(query.kinds), frozenset(query.statuses), frozenset(query.activities)
    found = [
        alliance
        for alliance in alliances
        if since <= alliance.told < until
        and (not statuses or alliance.status in statuses)
        and (not kinds or alliance.kind in kinds)
        and (not activities or not activities.isdisjoint(alliance.activities))
    ]
    if around is None:
        return found
    near = {node for alliance in found if around in alliance.nodes for node in alliance.nodes}
    return [alliance for alliance in found if len(near.intersection(alliance.nodes)) > 1]


def select(
    alliances: Iterable[TiedAlliance],
    organisations: Mapping[str, Organisation],
    places: Mapping[str, Place],
    query: GraphQuery,
    around: str | None = None,
) -> Graph:
    """The nodes with the most alliances among those that count, and all edges between them.

    `around`: the id of the node that `query.around` means; only it and its partners are nodes then, those with the
    most alliances with it first.
    """
    wanted = wanted_alliances(alliances, query, around)
    weights = _weights(wanted, around)
    chosen = heapq.nsmallest(query.most, weights, key=lambda id: (-weights[id], id))
    among = frozenset(chosen)
    counts = Counter(node for alliance in wanted for node in alliance.nodes)
    named = {alliance.id: alliance.name for alliance in wanted if alliance.is_node}
    nodes = tuple(_node(id, counts[id], named.get(id), organisations, places) for id in chosen)
    edges = _edges(wanted, among)
    return Graph(nodes, edges, len(weights) - len(chosen), query.since, query.until, len(wanted))


def _weights(wanted: list[TiedAlliance], around: str | None) -> Counter[str]:
    """How much each node matters: the number of its alliances, of an alliance that is a node that of its members."""
    weights: Counter[str] = Counter()
    for alliance in wanted:
        if around is None or around in alliance.nodes:
            weights.update(alliance.members)
            if alliance.is_node:
                weights[alliance.id] += len(alliance.members)
    if around is not None and around in weights:
        weights[around] = weights.total()  # it is there whoever else is
    return weights


def _node(
    id: str, alliances: int, name: str | None, organisations: Mapping[str, Organisation], places: Mapping[str, Place]
) -> Node:
    place = places[id]
    if name is not None:
        return Node(id, name, place.x, place.y, place.community, alliances, kind=NodeKind.ALLIANCE)
    organisation = organisations[id]
    return Node(id, organisation.name, place.x, place.y, place.community, alliances, organisation.identifiers)


def _edges(wanted: list[TiedAlliance], among: frozenset[str]) -> tuple[Edge, ...]:
    shared: dict[tuple[str, str], list[TiedAlliance]] = {}
    for alliance in wanted:
        if len(among.intersection(alliance.nodes)) > 1:
            for pair in alliance.pairs:
                if pair[0] in among and pair[1] in among:
                    shared.setdefault(pair, []).append(alliance)
    edges = [_edge(source, target, held) for (source, target), held in shared.items()]
    return tuple(sorted(edges, key=lambda edge: (-len(edge.alliances), edge.source, edge.target)))


def _edge(source: str, target: str, held: list[TiedAlliance]) -> Edge:
    latest_first = sorted(held, key=lambda alliance: (-alliance.told, alliance.id))
    return Edge(
        source,
        target,
        tuple(alliance.id for alliance in latest_first),
        tuple(dict.fromkeys(alliance.kind for alliance in latest_first)),
        tuple(dict.fromkeys(activity for alliance in latest_first for activity in alliance.activities)),
        datetime.fromtimestamp(latest_first[-1].told, SEOUL),
        datetime.fromtimestamp(latest_first[0].told, SEOUL),
        tuple(sorted({alliance.day for alliance in held if alliance.day})),
    )
