"""Dates as exact as a text gives them (YYYY-MM-DD, YYYY-MM or YYYY), and the days that each may mean."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from topics.records import SEOUL

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends included."""

    first: date
    last: date

    def gap(self, other: Days) -> int:
        """How many days lie from one stretch to the other; 0 where they overlap."""
        return max(0, (other.first - self.last).days, (self.first - other.last).days)

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def days_of(text: str | None) -> Days | None:
    """The days that a date may mean; None where there is none or it is no date."""
    match = _FORM.fullmatch(text or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        assert year is not None
        if month is None:
            return Days(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return Days(date(year, month, day), date(year, month, day))
    except ValueError:
        return None


def seoul_day(moment: datetime | None) -> date | None:
    """The calendar day of a moment in Korea; a naive datetime is taken as Korean time."""
    if moment is None:
        return None
    return moment.date() if moment.tzinfo is None else moment.astimezone(SEOUL).date()


def best_date(claims: Iterable[tuple[str, str]]) -> str | None:
    """The date that most articles support, the most exact of equals; claims are (article id, date).

    An article supports a date when it says the same or less exactly the same ("2020-06" supports "2020-06-03").
    """
    said: dict[str, set[str]] = {}
    for article, text in claims:
        if days_of(text) is not None:
            said.setdefault(text, set()).add(article)

    def support(text: str) -> int:
        return len({a for other, articles in said.items() if text.startswith(other) for a in articles})

    # The last of the keys makes the choice the same whatever the order of the claims.
    return min(said, key=lambda text: (-support(text), -len(text), text), default=None)
