"""How many workers, partitions and shards, and how much disk so many stories a day take, and what breaks first.

    python -m benchmarks.scale [--stories N …] [--measure] [--days N] [--core-hour PRICE] [--tb-month PRICE]

A simulation of queues (`scale_model.py`) is fed by what each stage costs alone, measured on the machine that
`scale.toml` names (--measure: on this one, and kept there), and is checked here: the throughput that it says of one
machine against that of the whole service in a run on loopback. Sizes are of 100,000, a million and ten million stories
a day. Prices are yours to give.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.figures import show_figure, show_table
from benchmarks.scale_costs import Costs, keep, kept_costs, measure
from benchmarks.scale_model import BUSIEST, BUSY, LOOKS, READERS, SECONDS_A_DAY, Load, simulate, workers_for
from topics.catalogue import ALLIANCES, PAGES, TOPICS
from topics.kafka.layout import KEPT_AT_LEAST

STORIES = (100_000, 1_000_000, 10_000_000)  # a day
CHECKED = 120  # stories of the run that the simulation is held against
COPIES = 2  # of each topic and shard: one more, so that a machine may go
SHARD = 40e9  # bytes, the middle of what Elastic advises (10 to 50 GB)
MOST_SHARDS = 64  # of `elastic.shards`
DAYS = 365  # that stories stay to be found


@dataclass(frozen=True, slots=True)
class Plan:
    """What so many stories a day take."""

    stories: int
    workers: int
    late: float
    """Seconds that 95 of a hundred stories keep in the busiest hour."""
    owner_busy: float
    core_hours: float
    """A day, of workers."""
    memory: float
    """GB of all workers."""
    log: float
    """TB that Kafka keeps at any time, all copies."""
    store_a_day: float
    """GB that the store grows by in a day, all copies."""
    store: float
    """TB of the store once as many days are kept."""
    shards: int

    @property
    def partitions(self) -> int:
        """Of each topic that stories go through: as many as workers, rounded up so that they divide well."""
        return math.ceil(self.workers / 6) * 6


def planned(costs: Costs, load: Load, stories: int, days: int) -> Plan:
    """Simulate the busiest hour, and add up a day."""
    workers, run = workers_for(load, stories)
    main_mb, reader_mb = costs.memory
    log = sum(size * max(TOPICS[topic].retention, KEPT_AT_LEAST).days for topic, size in costs.topic_bytes.items())
    store = costs.store_bytes * stories * COPIES
    return Plan(
        stories=stories,
        workers=workers,
        late=run.late(0.95),
        owner_busy=run.owner_busy,
        core_hours=stories * (load.main + load.owner + load.reading) / 3600,
        memory=(workers + 1) * (main_mb + READERS * reader_mb) / 1000,
        log=log * stories * COPIES / 1e12,
        store_a_day=store / 1e9,
        store=store * days / 1e12,
        shards=max(1, math.ceil(costs.store_bytes * stories * days / SHARD)),
    )


def limits(costs: Costs, load: Load, days: int) -> list[tuple[str, float, str]]:
    """What holds at most how many stories a day, the least first, and what to do then."""
    busiest = SECONDS_A_DAY * BUSY / BUSIEST
    partitions = PAGES.partitions
    found = [
        ("one main process", busiest / load.main, "Kafka, and more workers"),
        (f"{READERS} worker processes of one machine", busiest * READERS / load.reading, "workers.processes"),
        (f"{partitions} partitions, a worker each", partitions * busiest / load.main, "more partitions"),
        ("the single owner of `resolve`", busiest / load.owner, "nothing yet: it has one partition"),
        (
            f"{ALLIANCES.partitions} partitions of alliances",
            ALLIANCES.partitions * busiest / _alerting(costs),
            "more partitions of alliances",
        ),
    ]
    most = MOST_SHARDS * SHARD / costs.store_bytes / days
    found.append((f"{MOST_SHARDS} shards of {days} days", most, "fewer days"))
    return sorted(found, key=lambda limit: limit[1])


def _alerting(costs: Costs) -> float:
    """Seconds that `alert` and `deliver` work for a story."""
    return sum(costs.stages[name].records * costs.stages[name].main for name in ("alert", "deliver")) / 1000


def check(costs: Costs) -> None:
    """Hold what is simulated of one main process, from its stages one by one, against what the whole was seen to do."""
    alone = Load.of(costs, looks=costs.stages["discover"].records, unseen=False)
    load = replace(alone, behind=alone.behind + alone.owner, deals=0.0)  # one process is the owner, too
    simulated = 1000 / simulate(load, workers=1, partitions=1, stories=1000).seconds
    measured = min(1000 / costs.whole[0], READERS * 1000 / max(costs.whole[1], 1e-9))
    note = f"simulated {simulated:.1f} stories a second of its processor, measured {measured:.1f}"
    ratio = simulated / measured
    show_figure("simulation to measured run", min(ratio, 1 / ratio), f"{note}: {ratio:.2f}")


def show(costs: Costs, plans: list[Plan], load: Load, given: argparse.Namespace) -> None:
    """Print what it takes."""
    print(
        f"costs of {costs.measured}, {costs.machine}, {costs.stories} stories; the whole {costs.unseen:.2f} times these"
    )
    show_table(
        ("stage", "records a story", "main ms", "workers ms"),
        [(name, cost.records, cost.main, cost.workers) for name, cost in costs.stages.items()],
    )
    show_table(
        ("stories a day", "workers", "partitions", "p95 s", "owner busy", "core-hours a day", "memory GB", "Kafka TB"),
        [
            (
                *(f"{plan.stories:,}", plan.workers, plan.partitions, plan.late, f"{plan.owner_busy:.0%}"),
                *(plan.core_hours, plan.memory, plan.log),
            )
            for plan in plans
        ],
    )
    priced = given.core_hour is not None or given.tb_month is not None
    show_table(
        ("stories a day", "store GB a day", f"store TB, {given.days} days", "shards", *(["a month"] if priced else [])),
        [(f"{p.stories:,}", p.store_a_day, p.store, p.shards, *([_price(p, given)] if priced else [])) for p in plans],
    )
    show_table(
        ("what is full first", "at stories a day", "then"),
        [(what, f"{stories:,.0f}", then) for what, stories, then in limits(costs, load, given.days)],
    )


def _price(plan: Plan, given: argparse.Namespace) -> float:
    """What a month of processors and disks costs, by the user's own prices."""
    return plan.core_hours * 30 * (given.core_hour or 0.0) + (plan.log + plan.store) * (given.tb_month or 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, nargs="+", default=STORIES, help="a day")
    parser.add_argument("--measure", action="store_true", help="what the stages cost on this machine, and keep it")
    parser.add_argument("--without-check", action="store_true", help="simulate alone")
    parser.add_argument("--days", type=int, default=DAYS, help="that stories stay to be found")
    parser.add_argument("--looks", type=float, default=LOOKS, help="at a source for each story that is found")
    parser.add_argument("--core-hour", type=float, help="your price of an hour of one core")
    parser.add_argument("--tb-month", type=float, help="your price of a TB for a month")
    given = parser.parse_args()
    here = None
    if given.measure or not given.without_check:
        with tempfile.TemporaryDirectory() as folder:
            here = measure(Path(folder), CHECKED)
        if given.measure:
            keep(here)
    costs = kept_costs()
    load = Load.of(costs, given.looks)
    show(costs, [planned(costs, load, stories, given.days) for stories in given.stories], load, given)
    if here is not None:
        check(here)


if __name__ == "__main__":
    main()
