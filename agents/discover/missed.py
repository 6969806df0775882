"""The stories that a pause of a source has left out, by the rhythm that it had before."""

from __future__ import annotations

from datetime import datetime

from agents.discover.rhythm import Rhythm
from agents.discover.weeks import HOLIDAYS, HOUR, pieces


def missed(rhythm: Rhythm, since: datetime, until: datetime) -> float:
    """Stories that were to be expected in a pause.

    On holidays, on which newsrooms differ most, only so much is as the source has given on those on which it was
    watched, counted as if it had given nothing on two more.
    """
    before = rhythm.before_pause(since)
    rates = before.rates.copy()
    of_holidays = rates[HOLIDAYS]
    due = float(of_holidays @ before.minutes[HOLIDAYS]) * 60 + 2 * float(of_holidays.sum()) * HOUR
    rates[HOLIDAYS] *= min(1.0, float(before.stories[HOLIDAYS].sum()) / due)
    cells, seconds = pieces(since, until)
    return float(rates[cells] @ seconds)
