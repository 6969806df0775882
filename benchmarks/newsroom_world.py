"""Invented newsrooms and the stories they publish, for the benchmark of when to look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import holidays
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

BEGIN = datetime(2026, 9, 20, 15, tzinfo=UTC)
"""Monday, the 21st of September 2026, in Seoul: Chuseok is from Thursday to Saturday, the next holiday 9 days later."""

DAYS = 14
PAST = 28
"""Days before, whose stories a first look still finds in a feed."""

SLOT = 600.0
"""Seconds in which a true rate stays the same."""

_A_DAY = int(86_400 / SLOT)
_DECADES = 3
_MEDIAN = 8.0
"""Stories a day."""

_NO_TIMES, _DAYS_ONLY = 0.12, 0.08
"""Parts of the sources that give no times, and those that give only the day."""

_SATURDAY, _HOLIDAY = 5, 7

_KINDS = Path(__file__).with_name("newsrooms.tsv")


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A source: what is true of it, and what it says."""

    kind: str
    rates: Numbers
    """Stories a second in each slot from `BEGIN` on."""
    times: Numbers
    """When its stories appear, in seconds after `BEGIN`; negative before."""
    stamps: str
    """`exact`, `day` or `none`."""


def newsrooms(count: int, seed: int) -> list[Newsroom]:
    """So many sources; their rates are log-normal, with three decades between two deviations to both sides."""
    random = np.random.default_rng(seed)
    kinds, shares = _read_kinds()
    a_day = np.sort(_MEDIAN * 10 ** (random.normal(size=count) * _DECADES / 4))[::-1]
    bounds = np.cumsum(shares) / sum(shares) * count
    places = np.clip(np.arange(count) + random.normal(size=count) * count * 0.15, 0, count - 1)
    return [
        _newsroom(kinds[min(int(np.searchsorted(bounds, place)), len(kinds) - 1)], rate, random)
        for place, rate in zip(places, a_day, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    days: Numbers
    workday: Numbers
    dayoff: Numbers
    editions: float
    minutes: Numbers


def _read_kinds() -> tuple[list[_Kind], list[float]]:
    lines = [line.split("\t") for line in _KINDS.read_text("utf-8").splitlines() if not line.startswith("#")][1:]
    kinds, shares = [], []
    for name, share, *texts in lines:
        days, workday, dayoff, editions = (np.array(text.split(), float) for text in texts)
        kinds.append(_Kind(name, days, workday, dayoff, float(editions[0]), editions[1:]))
        shares.append(float(share))
    return kinds, shares


def _newsroom(kind: _Kind, a_day: float, random: np.random.Generator) -> Newsroom:
    """A source of a kind: its days, hours and editions lie a little differently from those of others."""
    days = kind.days * np.exp(random.normal(size=8) * 0.2)
    shift, sharp = random.normal() * 1.0, np.exp(random.normal() * 0.2)
    hours = [_curve(curve, shift, sharp, random) for curve in (kind.workday, kind.dayoff)]
    edition = np.zeros(_A_DAY)
    for minute in kind.minutes:
        edition[int((minute + random.normal() * 30) * 60 / SLOT) % _A_DAY] += 1
    edition *= kind.editions / max(edition.sum(), 1)
    shapes = [days[day] * (hours[day >= _SATURDAY] * (1 - kind.editions) + edition) for day in _kinds_of_days()]
    rates = np.concatenate(shapes)
    usual = np.concatenate(shapes[:7]).sum() / 7  # a week without holidays
    rates *= a_day / usual / SLOT
    counts = random.poisson(rates * SLOT)
    times = np.sort((np.repeat(np.arange(len(rates)), counts) + random.random(counts.sum())) * SLOT) - PAST * 86_400
    luck = random.random()
    stamps = "none" if luck < _NO_TIMES else "day" if luck < _NO_TIMES + _DAYS_ONLY else "exact"
    return Newsroom(kind.name, rates[PAST * _A_DAY :], times, stamps)


@lru_cache(maxsize=1)
def _kinds_of_days() -> list[int]:
    days = [(BEGIN + timedelta(days=number, hours=9)).date() for number in range(-PAST, DAYS)]
    free = holidays.country_holidays("KR", years=BEGIN.year)
    return [_HOLIDAY if day in free else day.weekday() for day in days]


def _curve(hours: Numbers, shift: float, sharp: float, random: np.random.Generator) -> Numbers:
    """The share of each slot of a day."""
    own = hours**sharp * np.exp(random.normal(size=24) * 0.2)
    at = (np.arange(_A_DAY) * SLOT / 3600 - shift - 0.5) % 24
    curve: Numbers = np.interp(at, np.arange(-1, 25), np.concatenate((own[-1:], own, own[:1])))
    curve /= curve.sum()
    return curve
