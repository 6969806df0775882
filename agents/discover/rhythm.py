"""When a source publishes: what is to be expected of it hour by hour, learned from what it has published."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from agents.discover.weeks import (
    CELLS,
    DAY,
    HOUR,
    KINDS,
    cell_of,
    day_of,
    hour_of,
    hours_of,
    is_midnight,
    pieces,
    whole_minute,
)
from topics.clock import went_back

_USUAL_WEEK = Path(__file__).with_name("usual_week.tsv")

_HALF_LIFE = 28.0
"""Days after which what was seen counts half: a rhythm that has changed is known again after some weeks."""

_FIRST_RATE = 20.0
"""Stories a day of a source of which nothing is known."""

_TRUST_IN_LEVEL, _TRUST_IN_DAYS, _TRUST_IN_HOURS, _TRUST_IN_CELLS = 0.5, 2.0, 1.0, 2.0
"""Stories that must have been seen for a source's own level, days, hours of the day and hours of the week to count as
much as what is expected without them. Levels differ a thousandfold, and so little is taken for granted of them."""

_NEXT_TO_NOTHING = 0.05
"""Stories whose absence tells nothing of the rate yet."""

_LONGEST_PAST = timedelta(days=28)
"""How far back the stamps of a first look are believed to be all that a source published since."""

_MOST_AN_HOUR = 300
"""Stories of one look counted in one hour; whoever stamps more has imported an archive."""


def _unpacked(kind: str) -> Callable[[object], object]:
    def unpack(value: object) -> object:
        if not isinstance(value, str):
            return value
        numbers = np.frombuffer(base64.b64decode(value, validate=True), kind).astype(np.float64)
        if numbers.shape != (CELLS,) or not np.isfinite(numbers).all() or (numbers < 0).any():
            raise ValueError("must be a number for each hour of the week")
        return numbers

    return unpack


def _packed(kind: str) -> Callable[[NDArray[np.float64]], str]:
    return lambda numbers: base64.b64encode(numbers.astype(kind).tobytes()).decode("ascii")


_Stories = Annotated[NDArray[np.float64], BeforeValidator(_unpacked("<f4")), PlainSerializer(_packed("<f4"))]
_Minutes = Annotated[NDArray[np.float64], BeforeValidator(_unpacked("<u2")), PlainSerializer(_packed("<u2"))]
"""Numbers by cell, kept as the base64 of an array of small numbers."""


class Rhythm(BaseModel):
    """What was seen of a source by hour of the week, and what is to be expected of it; methods give a new one.

    The rate of an hour is a level (stories a second) × the usual week × factors of the source's own days, hours of the
    day and hours of the week. Each of the four is the mean of a gamma distribution: what was seen, over what was
    expected there without it, each with a few stories more, so that little evidence changes little.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)

    stories: _Stories = Field(default_factory=lambda: np.zeros(CELLS))
    """Seen in each hour of the week, aged."""
    minutes: _Minutes = Field(default_factory=lambda: np.zeros(CELLS))
    """Watched of each hour of the week, aged."""
    watched: AwareDatetime | None = None
    """Up to when the source was watched, as far as it is noted."""

    def learn(self, times: Sequence[datetime | None], moment: datetime) -> Rhythm:
        """With the stories that a look at `moment` brought for the first time, by their times of publication.

        A time outside of the span since the last look, or of midnight to the second, tells a day at best; as without
        one, such stories are taken to have come when they were to be expected in the span. Of the first look only
        the times count, as far back as they reach. A look that brings nothing is left to the next one to note where
        there was next to nothing to expect.
        """
        if not times and self.watched and self._is_nothing(self.watched, moment):
            return self
        since, times = self._span(times, moment)
        known = [t for t in times if t and since < t <= moment and not is_midnight(t)]
        told = known + self._spread(len(times) - len(known), since, moment)
        stories, minutes = self._aged(moment)
        for cell, count in Counter(map(cell_of, told)).items():
            stories[cell] += min(count, _MOST_AN_HOUR)
        for cell, seconds in hours_of(whole_minute(since), whole_minute(moment)):
            minutes[cell] += seconds / 60
        return Rhythm.model_construct(stories=stories, minutes=minutes, watched=moment)

    def expected(self, since: datetime, until: datetime) -> float:
        """Stories to be expected in a span; none where it is empty."""
        cells, seconds = pieces(since, until)
        return float(self.rates[cells] @ seconds)

    def before_pause(self, since: datetime) -> Rhythm:
        """What would be expected had it not been watched since: in a pause less and less is, which would hide it."""
        if self.watched is None or since >= self.watched:
            return self
        cells, seconds = pieces(since, self.watched)
        days_ago = (seconds.sum() - np.cumsum(seconds)) / DAY
        minutes = self.minutes.copy()
        np.subtract.at(minutes, cells, seconds / 60 * 0.5 ** (days_ago / _HALF_LIFE))
        return Rhythm(stories=self.stories, minutes=np.maximum(minutes, 0))

    @property
    def stories_a_day(self) -> float:
        """To be expected on average over a week without holidays."""
        return float(self.rates[: 7 * 24].sum() * HOUR / 7)

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """Stories a second to be expected in each cell; always more than none."""
        seen, usual = self.stories.reshape(KINDS, 24), usual_week().reshape(KINDS, 24)
        all_seen = float(seen.sum()) + _TRUST_IN_LEVEL
        rates = usual
        due = self.minutes.reshape(KINDS, 24) * 60 * usual

        def multiply(factors: NDArray[np.float64] | float) -> None:
            nonlocal rates, due
            rates, due = rates * factors, due * factors

        multiply(all_seen / (float(due.sum()) + _TRUST_IN_LEVEL * DAY / _FIRST_RATE))
        multiply((seen.sum(1, keepdims=True) + _TRUST_IN_DAYS) / (due.sum(1, keepdims=True) + _TRUST_IN_DAYS))
        multiply((seen.sum(0) + _TRUST_IN_HOURS) / (due.sum(0) + _TRUST_IN_HOURS))
        multiply((seen + _TRUST_IN_CELLS) / (due + _TRUST_IN_CELLS))
        multiply(all_seen / (float(due.sum()) + _TRUST_IN_LEVEL))  # together the factors may promise too much
        return rates.reshape(CELLS)

    def _is_nothing(self, since: datetime, until: datetime) -> bool:
        seconds = (until - since).total_seconds()
        if hour_of(since) != hour_of(until) or seconds < 0:
            return False
        return bool(self.rates[cell_of(until)] * seconds < _NEXT_TO_NOTHING)

    def _span(self, times: Sequence[datetime | None], moment: datetime) -> tuple[datetime, Sequence[datetime | None]]:
        """Since when a look tells of all that was published, and the stories that say something of that span."""
        if self.watched and not went_back(self.watched, moment) and moment - self.watched <= _LONGEST_PAST:
            return self.watched, times
        told = [t for t in times if t and moment - _LONGEST_PAST < t <= moment and not is_midnight(t)]
        return min(told, default=moment), told

    def _spread(self, count: int, since: datetime, until: datetime) -> list[datetime]:
        """Times of stories of which only the span is known: where they were to be expected."""
        if count <= 0:
            return []
        cells, seconds = pieces(since, until)
        if not len(cells):
            return [until] * count
        share = np.concatenate(([0.0], np.cumsum(self.rates[cells] * seconds)))
        at = np.concatenate(([0.0], np.cumsum(seconds)))
        places = np.interp((np.arange(count) + 0.5) / count * share[-1], share, at)
        return [since + timedelta(seconds=float(place)) for place in places]

    def _aged(self, moment: datetime) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        days = day_of(moment) - day_of(self.watched) if self.watched else 0
        if days <= 0:
            return self.stories.copy(), self.minutes.copy()
        part = 0.5 ** (days / _HALF_LIFE)
        return self.stories * part, np.round(self.minutes * part)


@lru_cache(maxsize=1)
def usual_week(table: Path = _USUAL_WEEK) -> NDArray[np.float64]:
    """The rate of each cell, relative to the mean of a week without holidays, where nothing else is known."""
    workday, saturday, sunday, holiday = _hours(table).T
    week = np.concatenate([workday] * 5 + [saturday, sunday, holiday])
    mean: NDArray[np.float64] = week / week[: 7 * 24].mean()
    return mean


def _hours(table: Path) -> NDArray[np.float64]:
    """The four columns of the table by hour; raises ValueError with the line that is wrong."""
    hours: list[list[float]] = []
    for number, line in enumerate(table.read_text("utf-8").splitlines(), start=1):
        if line.startswith(("#", "hour\t")):
            continue
        try:
            hour, *rates = map(float, line.split("\t"))
        except ValueError:
            raise ValueError(f"{table.name}: line {number}: holds what is no number") from None
        if hour != len(hours) or len(rates) != 4 or not all(0 < rate < np.inf for rate in rates):
            raise ValueError(f"{table.name}: line {number}: needs hour {len(hours)} and four positive numbers")
        hours.append(rates)
    if len(hours) != 24:
        raise ValueError(f"{table.name}: needs a line for each hour from 0 to 23")
    return np.array(hours)
