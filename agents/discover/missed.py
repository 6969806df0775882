"""The stories that a pause of a source has left out, by the rhythm that it had before."""

from __future__ import annotations

from datetime import datetime

from agents.discover.rhythm import Rhythm
from agents.discover.weeks import HOLIDAYS, pieces


def missed(rhythm: Rhythm, since: datetime, until: datetime) -> float:
    """Stories that were to be expected in a pause.

    On holidays, on which newsrooms differ most, no more is than the source gave on those on which it was watched, and
    of one that was watched on none, nothing.
    """
    before = rhythm.before_pause(since)
    rates = before.rates.copy()
    due = float(rates[HOLIDAYS] @ before.minutes[HOLIDAYS]) * 60
    rates[HOLIDAYS] *= min(1.0, float(before.stories[HOLIDAYS].sum()) / due) if due else 0.0
    cells, seconds = pieces(since, until)
    return float(rates[cells] @ seconds)
