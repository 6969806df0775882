"""Days as people write them: a date, or how long ago it was."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

from search.tables import table_file
from topics.records import SEOUL, now

FORMS = "YYYY-MM-DD, YYYY-MM, YYYY, 7d, 2w, 1m, 1y, 오늘, 어제, 지난주, 이번달"
"""What may be written, for messages and help texts."""

_SPACES = re.compile(r"\s+")
_DATE = re.compile(r"(\d{4})(?:([-./])(\d{1,2})(?:\2(\d{1,2}))?)?", re.ASCII)
_KOREAN_DATE = re.compile(r"(\d{4})년(?:(\d{1,2})월(?:(\d{1,2})일)?)?", re.ASCII)
_AGO = re.compile(r"(\d{1,5})([a-z가-힣]+?)(?:전|ago)?", re.ASCII)


class DayError(ValueError):
    """A text that names no day."""


def today() -> date:
    """The day that it is in Seoul."""
    return now().astimezone(SEOUL).date()


def day_of(text: str, today: date) -> date:
    """The day that a text names, of a week, month or year its first; raises `DayError`."""
    return days_of(text, today)[0]


def days_of(text: str, today: date) -> tuple[date, date]:
    """The first of the days that a text names, and the day behind the last; raises `DayError`."""
    plain = _SPACES.sub("", text).lower()
    try:
        return _by_name(plain, today) or _ago(plain, today) or _date(plain)
    except (ValueError, OverflowError) as error:
        if isinstance(error, DayError):
            raise
        raise DayError("there is no such day") from error


def _by_name(text: str, today: date) -> tuple[date, date] | None:
    named = _names().get(text)
    return _UNITS[named[0]](today, named[1]) if named else None


def _ago(text: str, today: date) -> tuple[date, date] | None:
    match = _AGO.fullmatch(text)
    unit = _units().get(match[2]) if match else None
    # 2020년 is a year, 3년 is three years ago.
    if match is None or unit is None or _KOREAN_DATE.fullmatch(text):
        return None
    day = _BACK[unit](today, int(match[1]))
    return day, day + timedelta(days=1)


def _date(text: str) -> tuple[date, date]:
    if written := _DATE.fullmatch(text):
        year, month, day = written[1], written[3], written[4]
    elif korean := _KOREAN_DATE.fullmatch(text):
        year, month, day = korean.groups()
    else:
        raise DayError(f"a date is written {FORMS}")
    first = date(int(year), int(month or 1), int(day or 1))
    try:
        return first, first + timedelta(days=1) if day else _months_later(first, 1 if month else 12)
    except (ValueError, OverflowError):
        return first, date.max


def _week(today: date, ago: int) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday(), weeks=ago)
    return monday, monday + timedelta(weeks=1)


def _month(today: date, ago: int) -> tuple[date, date]:
    first = _months_later(today.replace(day=1), -ago)
    return first, _months_later(first, 1)


def _year(today: date, ago: int) -> tuple[date, date]:
    return date(today.year - ago, 1, 1), date(today.year - ago + 1, 1, 1)


def _day(today: date, ago: int) -> tuple[date, date]:
    return today - timedelta(days=ago), today - timedelta(days=ago - 1)


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_UNITS: Mapping[str, Callable[[date, int], tuple[date, date]]] = {
    "days": _day,
    "weeks": _week,
    "months": _month,
    "years": _year,
}
_BACK: Mapping[str, Callable[[date, int], date]] = {
    "days": lambda today, number: today - timedelta(days=number),
    "weeks": lambda today, number: today - timedelta(weeks=number),
    "months": lambda today, number: _months_later(today, -number),
    "years": lambda today, number: _months_later(today, -12 * number),
}


@cache
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    return table_file("days.toml")


@cache
def _names() -> Mapping[str, tuple[str, int]]:
    """By name the unit, and how many of it ago."""
    return {name: (unit, int(ago)) for unit in _UNITS for ago, names in _tables()[unit].items() for name in names}


@cache
def _units() -> Mapping[str, str]:
    return {name: unit for unit, names in _tables()["units"].items() for name in names}
