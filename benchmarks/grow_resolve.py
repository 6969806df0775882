"""What a report costs the stage that owns the registry, as reports of the same companies or the same deal add up.

    python -m benchmarks.grow_resolve [--full] [--elastic | --url URL]

The stage alone, with its state in memory as JSON texts: reports per second of CPU, what one costs around the 500th and
the 2,000th, and how often it waits for the state. Ten names are in the news once a day, fifty five times; --full adds
ten names five times a day, whose deals run into one another. --elastic counts the requests to a server, with commits
beside the handling as the carrier for Kafka makes them.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agents.resolve.resolve import resolve_stage
from benchmarks.figures import show_figure, show_table
from benchmarks.registry_requests import requests_of
from benchmarks.told_deals import Mix, of_one_deal, told
from topics.buffered import BufferedState, Documents, Key
from topics.outcome import Done
from topics.records import Report

ORDINARY = Mix("ordinary", names=3_000, days=10, skew=0.8)
MIXES = (ORDINARY, Mix("50 names", names=50, days=365), Mix("10 names", names=10, days=2_000))
DENSE = Mix("10 names, five times as often", names=10, days=365)
REPORTS, EARLY, PAPERS = 2_000, 500, 800
AROUND = 250
"""Reports over which the cost of one is taken."""


class Texts:
    """A backing in memory that counts how often it is asked."""

    def __init__(self) -> None:
        self.rounds = 0
        self._texts: dict[Key, str] = {}

    async def read(self, space: str, key: str) -> str | None:
        self.rounds += 1
        return self._texts.get((space, key))

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        self.rounds += 1
        return {key: self._texts[key] for key in keys if key in self._texts}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        self.rounds += 1
        return sorted((k, t) for (s, k), t in self._texts.items() if s == space and k.startswith(prefix))

    def keep(self, documents: Documents) -> None:
        self._texts |= {key: write[0] for key, write in documents.items() if write}


@dataclass
class Costs:
    """What each report of a mix cost."""

    seconds: list[float] = field(default_factory=list)
    """Of CPU."""
    rounds: list[int] = field(default_factory=list)
    """Waits for the state."""

    @property
    def rate(self) -> float:
        """Reports per second of CPU."""
        return len(self.seconds) / sum(self.seconds)

    def around(self, last: int) -> float:
        """Seconds a report of those up to one."""
        some = self.seconds[max(0, last - AROUND) : last]
        return sum(some) / len(some)


async def costs_of(reports: Iterable[Report]) -> Costs:
    """What the stage needs for each of some reports, one after another."""
    stage, texts, costs = resolve_stage(), Texts(), Costs()
    for report in reports:
        state, asked, begun = BufferedState(texts), texts.rounds, time.process_time()
        (outcome,) = await stage.handle([report], state)
        costs.seconds.append(time.process_time() - begun)
        costs.rounds.append(texts.rounds - asked)
        assert isinstance(outcome, Done), outcome
        texts.keep(state.documents)
    return costs


def share_of(costs: Sequence[int], most: int) -> float:
    return sum(one <= most for one in costs) / len(costs)


def measured(mixes: Iterable[Mix], reports: int) -> dict[str, Costs]:
    """The costs of each mix, and of one deal in many papers."""
    found = {mix.what: asyncio.run(costs_of(told(random.Random(1), mix, reports))) for mix in mixes}
    return found | {f"one deal in {PAPERS} papers": asyncio.run(costs_of(of_one_deal(random.Random(1), PAPERS)))}


def show(found: dict[str, Costs]) -> None:
    """Print a line a mix and its figures."""
    rows = []
    for what, costs in found.items():
        early, late = costs.around(EARLY) * 1e3, costs.around(len(costs.seconds)) * 1e3
        waits = sum(costs.rounds) / len(costs.rounds)
        rows.append([what, len(costs.seconds), costs.rate, early, late, waits, max(costs.rounds)])
    columns = [
        "reports of",
        "reports",
        "per CPU s",
        f"ms around {EARLY}",
        "ms at the end",
        "waits for the state",
        "most",
    ]
    show_table(columns, rows)
    for what, costs in found.items():
        show_figure(f"reports a second with {what}", costs.rate, f"of CPU, {len(costs.seconds)} reports")
        grown = costs.around(EARLY) / costs.around(len(costs.seconds))
        show_figure(f"cost at {EARLY} to that at the end with {what}", grown, "1 or more is no growth")
        show_figure(f"reports with at most 4 waits with {what}", share_of(costs.rounds, 4), "waits for the state")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--elastic", action="store_true", help="count the requests to a server that is started for it")
    parser.add_argument("--url", help="an Elasticsearch that is there already")
    given = parser.parse_args()
    if given.elastic or given.url:
        reports = told(random.Random(1), ORDINARY, min(given.reports, 400))
        with tempfile.TemporaryDirectory() as folder:
            counted = asyncio.run(requests_of(reports, given.url, Path(folder)))
        asked = (counted.reads - counted.commits) / len(reports)
        note = f"{asked:.2f} before a report is handled, the rest in {counted.commits} commits; fewer is better"
        show_figure("requests a report on Elasticsearch", counted.all / len(reports), note)
        show_figure("reports a second on Elasticsearch", len(reports) / counted.seconds, "by the clock")
        return
    show(measured([*MIXES, *([DENSE] if given.full else [])], given.reports))


if __name__ == "__main__":
    main()
