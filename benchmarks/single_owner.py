"""Whether one owner of the registry holds, and what fails first: reports of a day of news in a queue of one.

    python -m benchmarks.single_owner [--round-trip MS]

A tenth of the stories are reports. They come by the hours of Korean news (`_HOURS`), half of them as they
happen and half in bursts: a release that many papers tell within minutes, at the full hour above all. Each takes as
long as one of the ordinary mix did in this run, by CPU; on Elasticsearch it waits beside that for the server as often
as was counted here, and what it came to is committed beside the next ones. Figures: how long a report waits.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

from benchmarks.figures import show_figure, show_table
from benchmarks.grow_resolve import ORDINARY, Costs, costs_of
from benchmarks.told_deals import told

STORIES = 1_000_000
"""A day: some ten times what all Korean papers together publish."""
REPORTED = 0.1
"""Share of the stories that tell of an alliance; of feeds it is about a fiftieth."""
RATES = (1, 3, 10, 30, 100)
"""Millions of stories a day that are tried."""
LONGEST_WAIT = 1.0
"""Seconds that 99 of 100 reports may wait at most: sources are looked at every minute."""
MOST = 100_000
"""Reports of which a day's are drawn: of more a part of the day is, with its busiest hour."""

_HOURS = (6, 4, 3, 3, 5, 14, 30, 52, 88, 100, 98, 86, 58, 72, 88, 90, 84, 74, 52, 32, 22, 18, 14, 9)
"""Stories an hour of the day in Seoul, of the busiest hundred: papers publish from seven to seven, releases from eight
to five."""
_BURST = (5, 400)
"""Reports of one burst, as many of each size as goes with one over its square."""
_BURST_SECONDS = 300.0
"""Within which those of a burst come."""
_ON_THE_HOUR = 0.5
"""Share of the bursts that come in the first minute of an hour, when embargoes end."""


def arrivals(rng: random.Random, reports: float) -> list[float]:
    """When the reports of a day come (seconds), in order; those of the busiest hour where a day has too many."""
    hours = range(24) if reports <= MOST else (9,)
    coming: list[float] = []
    for hour in hours:
        count = reports * _HOURS[hour] / sum(_HOURS)
        coming += (3600 * (hour + rng.random()) for _ in range(round(count / 2)))
        coming += _bursts(rng, hour, count / 2)
    return sorted(coming)


def _bursts(rng: random.Random, hour: int, reports: float) -> Iterator[float]:
    sizes = range(*_BURST)
    weights = list(accumulate(1 / size**2 for size in sizes))
    while reports > 0:
        (size,) = rng.choices(sizes, cum_weights=weights)
        begun = 3600 * hour + rng.random() * (60 if rng.random() < _ON_THE_HOUR else 3600)
        yield from (begun + _BURST_SECONDS * rng.random() ** 2 for _ in range(size))
        reports -= size


def waits(coming: Sequence[float], services: Sequence[float], rng: random.Random) -> list[float]:
    """How long each report waits until it is handled (seconds), the queue and itself (D. V. Lindley, 1952)."""
    free, found = 0.0, []
    for moment in coming:
        free = max(free, moment) + rng.choice(services)
        found.append(free - moment)
    return sorted(found)


def services_of(costs: Costs, round_trip: float) -> list[float]:
    """Seconds for which reports keep the owner busy, where a wait for the state takes so many."""
    return [seconds + times * round_trip for seconds, times in zip(costs.seconds, costs.rounds, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--round-trip", type=float, default=5.0, help="milliseconds to Elasticsearch and back")
    parser.add_argument("--reports", type=int, default=1_000, help="reports whose handling is measured")
    given = parser.parse_args()
    costs = asyncio.run(costs_of(told(random.Random(1), ORDINARY, given.reports)))
    rows, held = [], {}
    for place, round_trip in (("embedded", 0.0), ("Elasticsearch", given.round_trip / 1e3)):
        services = services_of(costs, round_trip)
        for millions in RATES:
            rng = random.Random(1)
            coming = arrivals(rng, millions * STORIES * REPORTED)
            waited = waits(coming, services, rng)
            p99 = waited[int(len(waited) * 0.99)]
            busy = max(_HOURS) / sum(_HOURS) * millions * STORIES * REPORTED / 3600 * sum(services) / len(services)
            rows.append([place, millions, busy, waited[len(waited) // 2] * 1e3, p99 * 1e3, waited[-1]])
            if p99 <= LONGEST_WAIT:
                held[place] = millions
    columns = ["state", "million stories a day", "busy in the busiest hour", "p50 ms", "p99 ms", "longest s"]
    show_table(columns, rows)
    for place in ("embedded", "Elasticsearch"):
        note = f"99 of 100 reports wait at most {LONGEST_WAIT} s; of the rates tried, in stories a day"
        show_figure(f"million stories a day that one owner holds, {place}", held.get(place, 0), note)


if __name__ == "__main__":
    main()
