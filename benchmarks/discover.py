"""How soon new stories are seen with a budget of requests, against fixed intervals and against full knowledge.

    python -m benchmarks.discover [--full] [--seed N] [--minutes 5 15 60]

500 invented newsrooms (`--full`: 2,000; `newsrooms.tsv`) publish for two weeks with Chuseok in them. Each way to look
may spend what one look every 5, 15 and 60 minutes at each of them spends; ours runs by the scheduler of the service and
knows nothing of any of them at first. The figures are the smallest of the budgets, counted from the first minute.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from functools import partial
from multiprocessing import get_context

from benchmarks.figures import show_figure, show_table
from benchmarks.full_knowledge import reference, stricter
from benchmarks.newsroom_world import DAYS, Newsroom, newsrooms
from benchmarks.watchers import Result, fixed, former, ours

MINUTES = (5, 15, 60)
DAY = 24 * 60
"""Minutes."""

LEARNED = 3
"""Days after which all are counted once more: by then ours has seen most sources publish."""

Compared = Mapping[int, Mapping[str, Result]]
"""By minutes and way."""


def compare(rooms: Sequence[Newsroom], seed: int, minutes: int) -> dict[str, Result]:
    """What each way gives with the requests of one interval for all."""
    random.seed(seed)
    budget = len(rooms) * DAY / minutes
    return {
        "ours": ours(rooms, budget),
        "fixed": fixed(rooms, minutes * 60),
        "reference": reference(rooms, budget),
        "stricter": stricter(rooms, budget),
    }


def without_budget(rooms: Sequence[Newsroom], seed: int) -> dict[str, Result]:
    """The rule that the service had, ours with what that spends, and ours as it is without a setting."""
    random.seed(seed)
    old = former(rooms)
    return {"former rule": old, "ours, spending as that": ours(rooms, old.looks_a_day), "ours by default": ours(rooms)}


def main() -> None:
    """Print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="2,000 newsrooms")
    parser.add_argument("--seed", type=int, default=1, help="another world")
    parser.add_argument("--minutes", type=int, nargs="+", default=MINUTES, help="the fixed intervals to compare with")
    options = parser.parse_args()
    rooms = newsrooms(2000 if options.full else 500, options.seed)
    with get_context("spawn").Pool(2) as pool:
        found = pool.map_async(partial(compare, rooms, options.seed), options.minutes, chunksize=1)
        unbound = pool.apply_async(without_budget, (rooms, options.seed))
        compared = dict(zip(options.minutes, found.get(), strict=True))
        others = unbound.get()
    rows = [_row(f"{minutes} min", *way) for minutes, ways in compared.items() for way in ways.items()]
    columns = ("requests of", "way", "mean delay, min", f"after day {LEARNED}", "looks a day", "stories")
    show_table(columns, rows + [_row("", *way) for way in others.items()])
    later, spent = _least(compared, "fixed", "ours", LEARNED), _most_spent(compared, len(rooms))
    show_figure(
        "times sooner than the best fixed interval",
        _least(compared, "fixed", "ours"),
        f"{len(rooms)} sources, {DAYS} days from the first look; {later:.3f} after day {LEARNED}; "
        f"spent at most {spent:.3f} of the budget",
    )
    show_figure(
        "full knowledge to ours",
        _least(compared, "reference", "ours"),
        f"the schedule of Sia, Cho and Cho; {_least(compared, 'stricter', 'ours'):.3f} against a stricter one",
    )


def _row(budget: str, way: str, result: Result) -> tuple[object, ...]:
    delays = (result.mean_after(0) / 60, result.mean_after(LEARNED) / 60)
    return budget, way, *delays, round(result.looks_a_day), len(result.delays)


def _least(compared: Compared, other: str, one: str, days: float = 0) -> float:
    """How many times as late the stories of one way come with another, where that is least."""
    return min(ways[other].mean_after(days) / ways[one].mean_after(days) for ways in compared.values())


def _most_spent(compared: Compared, sources: int) -> float:
    return max(ways["ours"].looks_a_day * minutes / (sources * DAY) for minutes, ways in compared.items())


if __name__ == "__main__":
    main()
