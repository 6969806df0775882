"""How many sources that stop are told as silent, how soon, and how many are told wrongly.

    python -m benchmarks.silence [--sources N] [--weeks N] [--seed N]

Invented sources publish for so many weeks and then stop. Their rates are spread evenly (on a logarithmic scale) from
one story in three days to 300 a day, by hours and days of the week of their own, with Korean holidays. A quarter
publishes in batches, a tenth once a week. What is told of them comes from the service's own code, look by look: the
rhythm, the pauses, the silence.

Each that stops should be told within twice the longest pause that it had between two stories before; of a hundred
sources at most one may be told wrongly in a month.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import holidays
import numpy as np
from numpy.typing import NDArray

from agents.discover.contents import Item
from agents.discover.health import SourceHealth
from agents.discover.look import Look
from agents.discover.noting import note_look, silence_of
from agents.discover.sources import SourceSetting
from benchmarks.figures import show_figure, show_table
from topics.records import SEOUL, Candidate

START = datetime(2026, 1, 5, tzinfo=SEOUL)
"""A Monday."""

SLOWEST, FASTEST = 1 / 3, 300.0
"""Stories a day."""

BATCHES, WEEKLIES = 0.25, 0.1
"""Parts of the sources."""

LONGEST_LOOK = timedelta(hours=4)
SHORTEST_LOOK = timedelta(hours=1)
"""Between two looks: half a story apart within these."""

MONTH = timedelta(days=365 / 12)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class World:
    """A source as it publishes until it stops."""

    kind: str
    rate: float
    """Stories a day."""
    stories: NDArray[np.float64]
    """When each is published, in hours since the start, in order."""

    @property
    def longest_pause(self) -> timedelta:
        return timedelta(hours=float(np.diff(self.stories).max()))


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a source."""

    world: World
    wrongly: int
    """Silences told while it published."""
    watched: timedelta
    after: timedelta | None
    """From its last story to the silence told of its end; None where none was within twice its longest pause."""


def worlds(count: int, weeks: int, seed: int) -> Iterator[World]:
    """Sources that publish for so many weeks."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        rate = SLOWEST * (FASTEST / SLOWEST) ** ((number + rng.random()) / count)
        draw = rng.random()
        if draw < WEEKLIES:
            yield _weekly(rng, weeks)
        elif draw < WEEKLIES + BATCHES:
            yield _by_rate(rng, weeks, rate, batch=float(rng.integers(2, 12)))
        else:
            yield _by_rate(rng, weeks, rate)


def _by_rate(rng: np.random.Generator, weeks: int, rate: float, batch: float = 1.0) -> World:
    """Stories, or batches of so many on average, that come independently of one another at a rate that changes."""
    day = np.exp(-0.5 * ((np.arange(24) + 0.5 - rng.uniform(9, 16)) / rng.uniform(2.5, 5)) ** 2)
    day += rng.choice([0.0, 0.02, 0.1, 0.3])  # what comes at night
    week = np.concatenate([np.ones(5), np.full(2, rng.choice([0.0, 0.1, 0.4, 0.8]))])
    hours = np.outer(week, day).ravel()
    hours *= rate * 7 / hours.sum()
    rates = np.tile(hours, weeks) * np.where(_is_holiday(weeks), rng.choice([0.02, 0.1, 0.3, 0.8]), 1.0)
    due = np.concatenate([[0.0], np.cumsum(rates)])
    at = np.sort(rng.uniform(0, due[-1], rng.poisson(due[-1] / batch)))
    stories = np.interp(at, due, np.arange(len(due)))
    if batch > 1:
        stories = np.repeat(stories, rng.geometric(1 / batch, len(stories)))
        stories = np.sort(stories + rng.uniform(0, 0.3, len(stories)))
    return World("in batches" if batch > 1 else "one by one", rate, stories)


def _weekly(rng: np.random.Generator, weeks: int) -> World:
    """An issue a week, on a day of its own; on most holidays it comes on the day after."""
    day, hour, stories = int(rng.integers(0, 5)), rng.uniform(7, 17), int(rng.integers(3, 30))
    off = _is_holiday(weeks)
    issues = []
    for week in range(weeks):
        begin = (7 * week + day) * 24 + hour
        if off[int(begin)] and rng.random() < 0.7:
            begin += 24
        issues.append(begin + rng.uniform(0, 4, 1 + rng.poisson(stories)))
    return World("weekly", stories / 7, np.sort(np.concatenate(issues)))


def _is_holiday(weeks: int) -> NDArray[np.bool_]:
    """For each hour."""
    days = [(START + timedelta(days=number)).date() for number in range(7 * weeks + 1)]
    found = holidays.country_holidays("KR", years={day.year for day in days})
    return np.repeat([day in found for day in days], 24)[: 7 * 24 * weeks]


def watch(world: World) -> Told:
    """Look at a source until it is told as silent after its end, or twice its longest pause has gone by."""
    source = SourceSetting(url="https://paper.example/rss")
    health = SourceHealth(source=source.id)
    last = START + float(world.stories[-1]) * HOUR
    end = last + 2 * world.longest_pause
    pause = min(max(timedelta(days=0.5 / world.rate), SHORTEST_LOOK), LONGEST_LOOK)
    moment, seen, wrongly, told = START, 0, 0, False
    while (moment := moment + pause) <= end:
        until = int(np.searchsorted(world.stories, (moment - START) / HOUR, "right"))
        _look(health, source, world.stories[seen:until], moment)
        told, seen = told and until == seen, until
        if told or silence_of(health) is None:
            continue
        if moment > last:
            return Told(world, wrongly, last - START, moment - last)
        told = True
        wrongly += 1
    return Told(world, wrongly, last - START, None)


def _look(health: SourceHealth, source: SourceSetting, stories: NDArray[np.float64], moment: datetime) -> None:
    """What a look does that brings these stories."""
    times = [START + float(hours) * HOUR for hours in stories]
    items = [Item(f"https://paper.example/{time.timestamp()}", published=time) for time in times]
    new = [
        Candidate(id=item.url, url=item.url, source=source.id, published=item.published, seen=moment) for item in items
    ]
    note_look(Look(200, items), new, source, health, moment)
    health.rhythm = health.rhythm.learn(times, moment)
    health.last_success = moment


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=100)
    parser.add_argument("--weeks", type=int, default=40, help="for which they publish before they stop")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    told = [watch(world) for world in worlds(arguments.sources, arguments.weeks, arguments.seed)]
    kinds = ["one by one", "in batches", "weekly"]
    rows = [(kind, [one for one in told if one.world.kind == kind]) for kind in kinds]
    for low, high in ((0.1, 1), (1, 10), (10, 100), (100, 1_000)):
        rows.append((f"{low:g} to {high:g} a day", [one for one in told if low <= one.world.rate < high]))
    show_table(
        ("sources", "number", "told within twice", "told wrongly", "source-months"),
        [
            (name, len(of), f"{_found(of):.0%}", sum(one.wrongly for one in of), f"{_months(of):.0f}")
            for name, of in rows
            if of
        ],
    )
    show_figure("stopped sources told", _found(told), "of all, within twice their longest pause; at least .95")
    wrongly = sum(one.wrongly for one in told)
    show_figure("source-months to a false alarm", _months(told) / max(wrongly, 1), f"{wrongly} in all; at least 100")


def _found(told: Sequence[Told]) -> float:
    return sum(one.after is not None for one in told) / len(told)


def _months(told: Sequence[Told]) -> float:
    return sum((one.watched for one in told), timedelta()) / MONTH


if __name__ == "__main__":
    main()
