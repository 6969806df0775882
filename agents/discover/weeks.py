"""The hours of a week as newsrooms keep them: Korean time, with holidays as a kind of day of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import count

import holidays
import numpy as np
from numpy.typing import NDArray

KINDS = 8
"""Monday to Sunday, and holidays whatever day of the week they fall on."""

CELLS = KINDS * 24
"""The hours of the kinds of day: cell 0 is Monday from 00:00 to 01:00 in Seoul."""

HOLIDAYS = slice(7 * 24, CELLS)
"""The cells of holidays."""

HOUR = 3600.0
DAY = 86_400.0
WEEK = 7 * DAY
"""Seconds."""

_SEOUL = 9 * HOUR
"""East of Greenwich; summer time was last kept in 1988."""

_HOLIDAY = 7
_THURSDAY = 3
"""The weekday of the first of January 1970."""

_EPOCH = date(1970, 1, 1)


def pieces(since: datetime, until: datetime) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The cells that a span runs through in order, and the seconds that it spends in each; none where it is empty."""
    begin, end = since.timestamp() + _SEOUL, until.timestamp() + _SEOUL
    if end <= begin:
        return np.empty(0, np.int64), np.empty(0)
    hours = np.arange(int(begin // HOUR), int(-(-end // HOUR)), dtype=np.int64)
    seconds = np.minimum((hours + 1) * HOUR, end) - np.maximum(hours * HOUR, begin)
    first = int(hours[0]) // 24
    kinds = np.fromiter((_kind_of_day(day) for day in range(first, int(hours[-1]) // 24 + 1)), np.int64)
    return kinds[hours // 24 - first] * 24 + hours % 24, seconds


def hours_from(moment: datetime) -> Iterator[tuple[int, float]]:
    """The cells from a moment on, without end, and the seconds that are left of each."""
    begin = moment.timestamp() + _SEOUL
    hour = int(begin // HOUR)
    yield _kind_of_day(hour // 24) * 24 + hour % 24, (hour + 1) * HOUR - begin
    for later in count(hour + 1):
        yield _kind_of_day(later // 24) * 24 + later % 24, HOUR


def hours_of(since: datetime, until: datetime) -> Iterator[tuple[int, float]]:
    """As `pieces`, one by one: quicker for spans of a few hours."""
    left = (until - since).total_seconds()
    for cell, seconds in hours_from(since):
        if left <= 0:
            return
        yield cell, min(seconds, left)
        left -= seconds


def whole_minute(moment: datetime) -> datetime:
    """The moment without its seconds."""
    return moment.replace(second=0, microsecond=0)


def cell_of(moment: datetime) -> int:
    """The cell that a moment falls into."""
    hour = int((moment.timestamp() + _SEOUL) // HOUR)
    return _kind_of_day(hour // 24) * 24 + hour % 24


def hour_of(moment: datetime) -> int:
    """The number of the moment's hour, from 1970 on."""
    return int(moment.timestamp() // HOUR)


def day_of(moment: datetime) -> int:
    """The number of the moment's day in Seoul, from 1970 on."""
    return int((moment.timestamp() + _SEOUL) // DAY)


def is_midnight(moment: datetime) -> bool:
    """Whether it is midnight in Seoul or Greenwich to the second, as dates without a time are read."""
    seconds = moment.timestamp()
    return seconds % DAY == 0 or (seconds + _SEOUL) % DAY == 0


@lru_cache(maxsize=4096)
def _kind_of_day(day: int) -> int:
    try:
        found = _EPOCH + timedelta(days=day)
    except OverflowError:
        return (day + _THURSDAY) % 7
    return _HOLIDAY if found in _holidays(found.year) else (day + _THURSDAY) % 7


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("KR", years=year))
