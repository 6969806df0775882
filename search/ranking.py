"""The order of hits, the same in every store."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

FRESHNESS = 0.1
"""How much more the freshest counts: among scores this near to one another the fresher article goes first."""
HALF_LIFE = 30 * 86400.0
"""Seconds in which freshness halves."""
BEYOND_LIMIT = 50
"""How many hits beyond the wanted ones are ordered, so that a fresh one just below them can rise."""


def freshest_first(found: Sequence[tuple[T, float, float | None]]) -> list[tuple[T, float]]:
    """Hits with their scores, best first, fresher ones before others that score nearly the same.

    Each is given with its score and its time in Unix seconds.
    """
    newest = max((published for _, _, published in found if published is not None), default=0)

    def raised(score: float, published: float | None) -> float:
        age = newest - published if published is not None else float("inf")
        return score * (1 + FRESHNESS * math.pow(0.5, age / HALF_LIFE))

    ranked = [(hit, raised(score, published)) for hit, score, published in found]
    return sorted(ranked, key=lambda pair: -pair[1])
