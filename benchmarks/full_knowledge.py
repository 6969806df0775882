"""The schedule of who knows all rates: that of Sia, Cho and Cho (IEEE TKDE 19, 2007), and a stricter one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.newsroom_world import DAYS, SLOT, Newsroom, Numbers
from benchmarks.watchers import END, Result, looked_at

_SWEEPS = 8
_TRIES = 12
"""Places between its neighbours that are tried for each look, in each sweep."""


def reference(rooms: Sequence[Newsroom], looks_a_day: float) -> Result:
    """Looks in proportion to the square root of a source's mean rate, placed along its curve."""
    return _scheduled(rooms, [float(np.sqrt(room.rates.mean())) for room in rooms], looks_a_day)


def stricter(rooms: Sequence[Newsroom], looks_a_day: float) -> Result:
    """The same with looks in proportion to the mean of the root: fewer where all stories come at once."""
    return _scheduled(rooms, [float(np.sqrt(room.rates).mean()) for room in rooms], looks_a_day)


def _scheduled(rooms: Sequence[Newsroom], weights: Sequence[float], looks_a_day: float) -> Result:
    counts = np.array(weights) / sum(weights) * looks_a_day * DAYS
    return looked_at(
        rooms, [best_looks(room.rates, max(round(count), 1)) for room, count in zip(rooms, counts, strict=True)]
    )


def best_looks(rates: Numbers, count: int) -> Numbers:
    """So many times, the last of them the end, at which stories of these rates wait least.

    At first as dense as the root of the rate; then each look is moved, every second in turn, to where what it saves is
    most: the stories expected since the look before it, times the time to the look behind it.
    """
    edges = np.arange(len(rates) + 1) * SLOT
    dense = np.concatenate(([0.0], np.cumsum(np.sqrt(rates) + 1e-12)))
    at = np.interp(np.linspace(0, dense[-1], count + 1), dense, edges)
    told = np.concatenate(([0.0], np.cumsum(rates * SLOT)))
    for sweep in range(2 * _SWEEPS):
        inner = np.arange(1 + sweep % 2, count, 2)
        if not len(inner):
            continue
        before, behind = at[inner - 1], at[inner + 1]
        parts = np.concatenate((np.linspace(0, 1, _TRIES + 1)[1:-1], [np.nan]))
        tried = before + (behind - before) * parts[:, None]
        tried[-1] = at[inner]
        step = np.interp(tried, edges, told) - np.interp(before, edges, told)
        at[inner] = tried[np.argmax(step * (behind - tried), axis=0), np.arange(len(inner))]
    at[-1] = END
    return np.append(at[1:], END + 1.0)
