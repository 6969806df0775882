"""Periods as people name them: from a day, a week, a month or a moment on, or to its end."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from search.days import FORMS, DayError, days_of, today
from topics.records import SEOUL

PERIOD = f"{FORMS}, or 2026-03-01T09:00"
"""What may be given, for help texts."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:.*", re.ASCII)


def period(text: str) -> tuple[datetime, datetime]:
    """The first moment of a day, week, month, year or moment, and the first behind it; raises `DayError`."""
    if _MOMENT.fullmatch(text):
        moment = _moment(text)
        return moment, moment
    first, beyond = days_of(text, today())
    return _midnight(first), _midnight(beyond)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL)


def _moment(text: str) -> datetime:
    try:
        # An unescaped "+" of a time zone reaches us as a space.
        moment = datetime.fromisoformat(re.sub(r" (?=\d\d:?\d\d$)", "+", text))
    except ValueError:
        raise DayError("takes a day (YYYY-MM-DD) or a moment of ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)
