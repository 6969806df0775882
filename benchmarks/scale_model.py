"""A network of queues of workers on Kafka: stories of the busiest hour go through the stages of the workers they meet.

Each worker is one main process (a server that does one thing at a time) with worker processes beside it. A story's
partition says which worker handles it; `resolve` has a single owner, which does nothing else. Service times are
exponential about the measured means, arrivals are Poisson.
"""

from __future__ import annotations

import math
import random
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.peers import needed
from benchmarks.scale_costs import Costs

with needed():
    import simpy

READERS = 2
"""Worker processes beside a main process, as the settings have them."""

BUSIEST = 2.5
"""How many times the mean the arrivals of the busiest hour are: on a working day most is published from 8 to 18."""

BUSY = 0.7
"""The share of its time that a server may be at work in the busiest hour, to catch up after what comes in between."""

LATE = 10.0
"""Seconds from a story's arrival to its alert that 95 of a hundred must keep."""

LOOKS = 2.0
"""Looks at a source for each story that is found, of sources that are looked at every few minutes."""

SECONDS_A_DAY = 86_400
_BEFORE, _BEHIND, _OF_OWNER = ("fetch",), ("clean", "tag", "index", "revisit", "alert", "deliver"), ("resolve",)


@dataclass(frozen=True, slots=True)
class Load:
    """What a story asks of the servers that it meets, in seconds."""

    before: float
    """Of the main process, until its page is there, with its share of the looks at sources."""
    reading: float
    """Of a worker process."""
    behind: float
    """Of the main process, for all that its stages do with it."""
    deal: float
    """Of the single owner, for a story that tells of a deal."""
    deals: float
    """The share of stories that do."""

    @classmethod
    def of(cls, costs: Costs, looks: float = LOOKS, *, unseen: bool = True) -> Load:
        """`looks`: at a source for each story that is found; `unseen`: with what the stages alone do not show."""
        times = costs.unseen if unseen else 1.0

        def seconds(*names: str) -> float:
            return times * sum(costs.stages[name].records * costs.stages[name].main for name in names) / 1000

        deals = costs.stages["resolve"].records
        return cls(
            before=seconds(*_BEFORE) + times * looks * costs.stages["discover"].main / 1000,
            reading=costs.workers / 1000,
            behind=seconds(*_BEHIND),
            deal=seconds(*_OF_OWNER) / max(deals, 1e-9),
            deals=deals,
        )

    @property
    def main(self) -> float:
        """Of the main processes but the owner's."""
        return self.before + self.behind

    @property
    def owner(self) -> float:
        """Of the single owner, for each story that there is."""
        return self.deals * self.deal


@dataclass(slots=True)
class Outcome:
    """What a run of the simulation came to."""

    stories: int
    seconds: float
    """Until the last story was through."""
    delays: list[float] = field(default_factory=list)
    busy: float = 0.0
    """The share of its time that the busiest main process worked."""
    owner_busy: float = 0.0

    def late(self, share: float) -> float:
        """The delay that this share of the stories keeps."""
        ordered = sorted(self.delays)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


class _Worker:
    def __init__(self, environment: simpy.Environment) -> None:
        self.main = simpy.Resource(environment)
        self.readers = simpy.Resource(environment, READERS)
        self.busy = 0.0


class _Network:
    def __init__(self, load: Load, workers: int, partitions: int, seed: int) -> None:
        self.environment = simpy.Environment()
        self.done: list[float] = []
        self._load = load
        self._chance = random.Random(seed)
        self._partitions = partitions
        self.workers = [_Worker(self.environment) for _ in range(workers)]
        self.owner = _Worker(self.environment)

    def arrivals(self, stories: int, a_second: float) -> Generator[Any, Any, None]:
        """So many stories, all at once where no rate is given."""
        for _ in range(stories):
            if a_second:
                yield self.environment.timeout(self._chance.expovariate(a_second))
            self.environment.process(self._story())

    def _story(self) -> Generator[Any, Any, None]:
        arrived, load = self.environment.now, self._load
        worker = self.workers[self._chance.randrange(self._partitions) % len(self.workers)]
        yield from self._work(worker, worker.main, load.before)
        yield from self._work(worker, worker.readers, load.reading)
        yield from self._work(worker, worker.main, load.behind)
        if self._chance.random() < load.deals:
            yield from self._work(self.owner, self.owner.main, load.deal)
        self.done.append(self.environment.now - arrived)

    def _work(self, worker: _Worker, server: simpy.Resource, mean: float) -> Generator[Any, Any, None]:
        if not mean:
            return
        took = self._chance.expovariate(1 / mean)
        with server.request() as turn:
            yield turn
            yield self.environment.timeout(took)
        if server is worker.main:
            worker.busy += took


def simulate(
    load: Load, *, workers: int, partitions: int, stories: int, a_second: float = 0.0, seed: int = 1
) -> Outcome:
    """Let stories through the network; `a_second`: how many arrive, 0: all at once."""
    network = _Network(load, workers, partitions, seed)
    network.environment.process(network.arrivals(stories, a_second))
    network.environment.run()
    seconds = float(network.environment.now)
    busy = max(worker.busy for worker in network.workers) / seconds
    return Outcome(stories, seconds, network.done, busy, network.owner.busy / seconds)


def workers_for(load: Load, stories_a_day: float) -> tuple[int, Outcome]:
    """The fewest workers that read the busiest hour in time, each `BUSY` in the mean, and two minutes of it.

    Where the single owner has more to do than time, no number of workers is enough, and the delays say so.
    """
    a_second = BUSIEST * stories_a_day / SECONDS_A_DAY
    workers = max(1, math.ceil(a_second * max(load.main, load.reading / READERS) / BUSY))
    stories = max(2_000, min(60_000, round(a_second * 120)))
    while True:
        run = simulate(load, workers=workers, partitions=workers, stories=stories, a_second=a_second)
        if run.late(0.95) <= LATE or a_second * load.owner >= 1:
            return workers, run
        workers += max(1, workers // 20)
