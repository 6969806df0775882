"""How much of a query's words must be there, where no article has them all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LEAST = 0.5
"""Of the words that some article must have, and of their weight, of which one article must have more: two of three like
words, or one that says more than both others."""
FEWEST = 3
"""Of two words one is no answer to what was asked."""


@dataclass(frozen=True, slots=True)
class Share:
    """Weights of a query's choices in their order, and the sum that those which an article has must exceed."""

    weights: tuple[float, ...]
    least: float


def share_of(counts: Sequence[int | None], everything: int) -> Share | None:
    """The share that articles must have, from how many have each choice and how many there are in all.

    A choice weighs as much as it says: the rarer, the more (inverse document frequency). One that names nothing (its
    count is None) weighs nothing; of one that no article has, half of what the others weigh on average is missing.
    None where those that are known are too few.
    """
    weights = tuple(math.log((everything + 1) / count) if count else 0.0 for count in counts)
    asked = sum(1 for count in counts if count is not None)
    known = sum(1 for count in counts if count)
    if len(counts) < FEWEST or not known or known < _LEAST * asked:
        return None
    missing = (asked - known) / known / 2
    return Share(weights, _LEAST * sum(weights) * (1 + missing))
