"""Where nodes go that the layout does not have: beside those that they are with."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NO_COMMUNITY = -1

RADIUS = 1000.0
"""The root of the mean square of the distances from the middle, when a layout is made for the first time."""

_BESIDE = 40.0
"""How far from the middle of its partners a new node is put."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node is drawn, in units of the layout, and with whom it belongs."""

    x: float
    y: float
    community: int = NO_COMMUNITY


def place_beside(id: str, partners: Sequence[Place]) -> Place:
    """The place of a new node: near the middle of its partners, at the edge where it has none; the same each time."""
    angle, share = _direction(id)
    if not partners:
        distance = RADIUS * (1.4 + 0.2 * share)
        return _rounded(distance * math.cos(angle), distance * math.sin(angle), NO_COMMUNITY)
    distance = _BESIDE * (0.5 + share)
    x = sum(place.x for place in partners) / len(partners) + distance * math.cos(angle)
    y = sum(place.y for place in partners) / len(partners) + distance * math.sin(angle)
    return _rounded(x, y, _most_common(place.community for place in partners))


def place_others(placed: Mapping[str, Place], pairs: Iterable[tuple[str, str]]) -> dict[str, Place]:
    """The places of all nodes of some pairs that have none yet, those with the nearest ways to the placed ones first.

    Whatever the order of the pairs.
    """
    partners: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        partners[a].add(b)
        partners[b].add(a)
    places = dict(placed)
    left = sorted(partners.keys() - placed.keys())
    while left:
        reached = [id for id in left if not partners[id].isdisjoint(places)] or left[:1]
        places |= {id: place_beside(id, [places[p] for p in sorted(partners[id]) if p in places]) for id in reached}
        left = sorted(set(left).difference(reached))
    return {id: place for id, place in places.items() if id not in placed}


def _most_common(communities: Iterable[int]) -> int:
    counted = Counter(community for community in communities if community != NO_COMMUNITY)
    return min(counted, key=lambda community: (-counted[community], community), default=NO_COMMUNITY)


def _direction(id: str) -> tuple[float, float]:
    """An angle and a share from 0 to 1 that depend on the id alone."""
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4]) / 2**32 * math.tau, int.from_bytes(digest[4:8]) / 2**32


def _rounded(x: float, y: float, community: int) -> Place:
    return Place(round(x, 2), round(y, 2), community)
