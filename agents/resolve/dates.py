"""Dates as exact as a text gives them (YYYY-MM-DD, YYYY-MM or YYYY), and the days that each may mean."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from topics.records import SEOUL

MOST_KEPT = 4_000
"""Dates whose days are kept at hand: those of ten years."""

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends included."""

    first: date
    last: date

    def gap(self, other: Days) -> int:
        """How many days lie from one stretch to the other; 0 where they overlap."""
        if other.first > self.last:
            return (other.first - self.last).days
        return (self.first - other.last).days if self.first > other.last else 0

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


@lru_cache(maxsize=MOST_KEPT)
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


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A date as one article gives it."""

    text: str
    publisher: str
    article: str
    seen: datetime
    """When the article was first seen."""


def best_date(said: Iterable[SaidDate]) -> str | None:
    """The date that most publishers support; of equals the one seen first, then the most exact.

    Who says the same or less exactly the same supports a date ("2020-06" supports "2020-06-03"). A publisher's word is
    what most of its articles support: who writes often is still one.
    """
    dates = [one for one in said if days_of(one.text) is not None]
    own: dict[str, list[SaidDate]] = {}
    for one in dates:
        own.setdefault(one.publisher, []).append(one)
    words = {publisher: _most_supported(told) for publisher, told in own.items()}
    first: dict[str, datetime] = {}
    for one in dates:
        first[one.text] = min(one.seen, first.get(one.text, one.seen))

    def support(text: str) -> int:
        return sum(any(text.startswith(word) for word in chosen) for chosen in words.values())

    # The last of the keys makes the choice the same whatever the order of the claims.
    return min(first, key=lambda text: (-support(text), first[text], -len(text), text), default=None)


def _most_supported(said: Sequence[SaidDate]) -> set[str]:
    """The dates that most of some articles support."""
    support = {
        text: len({one.article for one in said if text.startswith(one.text)}) for text in {one.text for one in said}
    }
    return {text for text, count in support.items() if count == max(support.values())}
