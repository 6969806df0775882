"""How much of a query's words must be there, where no article has them all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LEAST = 0.6
"""Of the weight of all words: two of three like words, three of five; one alone where it says much more than others."""


@dataclass(frozen=True, slots=True)
class Share:
    """Weights of a query's choices in their order, and the least sum of those that an article must have."""

    weights: tuple[float, ...]
    least: float


def share_of(counts: Sequence[int], everything: int) -> Share | None:
    """The share that articles must have, from how many have each choice and how many there are in all.

    A choice weighs as much as it says: the rarer, the more (inverse document frequency). One that no article has says
    as much as the others do on average. None where those that are known are too few.
    """
    weights = [math.log((everything + 1) / count) if count else 0.0 for count in counts]
    known = sum(1 for count in counts if count)
    if len(counts) < 2 or not known:
        return None
    said = sum(weights)
    least = _LEAST * said * len(counts) / known
    return Share(tuple(weights), least) if said >= least else None
