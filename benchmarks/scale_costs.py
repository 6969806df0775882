"""What each stage costs for a story: in the main process, in the worker processes, and in bytes.

The stages are measured one by one over the records of a run of the whole service before, whose own costs are what a
prediction from them is held against. Processor time is counted, of which a machine with much else to do takes two or
three times as much for the same: costs that are to be kept are measured at rest.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import platform
import time
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from agents.stages import STAGES
from benchmarks.newsstand import SITES, START, end_service, start_service, until
from benchmarks.soak_news import SoakStand, mixture, settled
from benchmarks.soak_readings import Use, use_of
from dongmaeng.log import configure_log
from dongmaeng.private_files import private_data_dir
from dongmaeng.service import open_carrier, open_pipeline
from dongmaeng.settings import Settings, load_settings
from topics.carrier import Tally
from topics.catalogue import TOPICS
from topics.codec import decode
from topics.embedded.journal import Journal
from topics.records import Poll, Record, now

FILE = Path(__file__).with_name("scale.toml")
MEASURED = ("fetch", "clean", "tag", "resolve", "index", "revisit", "alert", "deliver")
SETTLE = 240.0  # seconds allowed to come to rest
A_SECOND = 8  # stories that appear
LOOKS = 2.0  # seconds between two looks at a feed


@dataclass(frozen=True, slots=True)
class StageCost:
    """What a stage costs a record."""

    records: float
    """For a story."""
    main: float
    """Milliseconds of processor time in the main process."""
    workers: float
    """The same in the worker processes."""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a story costs, and where that was measured."""

    measured: str
    machine: str
    stories: int
    stages: dict[str, StageCost]
    whole: tuple[float, float]
    """Milliseconds a story of the whole service, in the main process and in the workers."""
    memory: tuple[float, float]
    """Megabytes of the main process and of one worker process."""
    topic_bytes: dict[str, float]
    """Of a story's records, as the embedded carrier packs them."""
    store_bytes: float
    """Of a story in the embedded store with its state, without the journal."""

    @property
    def main(self) -> float:
        """Milliseconds of the main process for a story, from the stages one by one."""
        return sum(cost.records * cost.main for cost in self.stages.values())

    @property
    def unseen(self) -> float:
        """How many times what the stages cost one by one the whole service cost in its main process.

        Alone a stage takes full batches; stories that come one by one cost a commit each.
        """
        return max(1.0, self.whole[0] / self.main)

    @property
    def workers(self) -> float:
        return sum(cost.records * cost.workers for cost in self.stages.values())


def kept_costs() -> Costs:
    """What was measured before, as it stands in `scale.toml`."""
    told: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
    stages = {name: StageCost(**cost) for name, cost in told.pop("stages").items()}
    whole, memory = tuple(told.pop("whole")), tuple(told.pop("memory"))
    return Costs(stages=stages, whole=whole, memory=memory, **told)


def keep(costs: Costs) -> None:
    """Write them to `scale.toml`."""
    table = {
        "measured": costs.measured,
        "machine": costs.machine,
        "stories": costs.stories,
        "whole": [round(value, 3) for value in costs.whole],
        "memory": [round(value, 1) for value in costs.memory],
        "store_bytes": round(costs.store_bytes),
        "topic_bytes": {topic: round(size) for topic, size in costs.topic_bytes.items()},
        "stages": {
            name: {"records": round(c.records, 4), "main": round(c.main, 3), "workers": round(c.workers, 3)}
            for name, c in costs.stages.items()
        },
    }
    FILE.write_text(tomli_w.dumps(table), "utf-8")


def measure(folder: Path, stories: int) -> Costs:
    """Run the whole service over so many stories, then each stage alone over the records of that run."""
    settings, before, after, alone = asyncio.run(_run(folder, stories))
    journal = Journal(settings.database, readonly=True)
    rows: Any = journal.connection.execute("SELECT topic, sum(length(value)) FROM journal GROUP BY topic").fetchall()
    looks = journal.progress.tallies()["discover"].taken  # of which the journal keeps an hour
    journal.close()
    stages = {
        name: StageCost(
            (looks if name == "discover" else count) / stories,
            1000 * main / max(1, count),
            1000 * workers / max(1, count),
        )
        for name, (count, main, workers) in alone.items()
    }
    main = after.use.cpu_main - before.use.cpu_main
    workers = after.use.cpu_workers - before.use.cpu_workers
    whole = (1000 * main / stories, 1000 * workers / stories)
    return Costs(
        measured=f"{now():%Y-%m-%d}",
        machine=f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        stories=stories,
        stages=stages,
        whole=whole,
        memory=(after.use.main_mb, after.use.workers_mb / max(1, after.use.processes - 1)),
        topic_bytes={topic: size / stories for topic, size in rows},
        store_bytes=(after.stored - before.stored) / stories,
    )


Alone = dict[str, tuple[int, float, float]]
"""By stage the records it was given, and the seconds of processor time of its process and of the workers."""


@dataclass(frozen=True, slots=True)
class _Used:
    """What the service had used at a moment."""

    use: Use
    stored: int
    """Bytes of the database without the journal."""

    @classmethod
    def now(cls, pid: int, settings: Settings) -> _Used:
        journal = Journal(settings.database, readonly=True)
        stored = journal.connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name NOT LIKE 'journal%'").get
        journal.close()
        return cls(use_of(pid), stored)


async def _run(folder: Path, stories: int) -> tuple[Settings, _Used, _Used, Alone]:
    """What the whole service used before the first story and after the last, and what each stage used alone."""
    async with SoakStand(mixture(stories)) as world:
        config = folder / "dongmaeng.toml"
        config.write_text(
            'data_dir = "data"\nallow_private_addresses = true\n[fetch]\nhost_delay = 0\n'
            '[discover]\nmin_interval = 1\n[log]\nlevel = "warning"\n'
            + "".join(f'[[sources]]\nurl = "{world.feed(site)}"\ninterval = {LOOKS}\n' for site in range(SITES))
            + world.endpoint("desk"),
            "utf-8",
        )
        settings = load_settings(config)
        with start_service(config, folder) as service:
            try:
                await until(lambda: len(world.looked) == SITES, START, service)
                before = _Used.now(service.pid, settings)
                await world.publish(stories / A_SECOND)
                missing = await settled(world, settings, SETTLE)
                after = _Used.now(service.pid, settings)
            finally:
                end_service(service)
        if missing:
            raise RuntimeError(f"{len(missing)} stories were not indexed")
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as beside:
            alone = await asyncio.get_running_loop().run_in_executor(beside, _stages_alone, config)
    return settings, before, after, alone


def _stages_alone(config: Path) -> Alone:
    configure_log("warning", "text")
    settings = load_settings(config, {"log": {"level": "warning"}})
    looking = asyncio.run(_looking(settings))
    return {"discover": looking} | {stage: asyncio.run(_alone(settings, stage)) for stage in MEASURED}


async def _looking(settings: Settings) -> tuple[int, float, float]:
    """As of the other stages, over some looks at each source: one look asks for the next, and there is no end."""
    alone = settings.model_copy(update={"data_dir": settings.data_dir.with_name("discover")})
    async with open_pipeline(alone, gather=True, alert=True, only=("discover",)) as pipeline:
        running = asyncio.create_task(pipeline.carrier.run())
        first = [Poll(source=source.url) for source in settings.sources]
        await pipeline.carrier.publish(first)

        async def looked(times: int) -> int:
            while (taken := (await pipeline.carrier.tallies()).get("discover", Tally()).taken) < times:
                await asyncio.sleep(0.2)
            return taken

        warm = await looked(2 * SITES)
        began, before = time.process_time(), use_of(os.getpid())
        taken = await looked(warm + 10 * SITES) - warm
        took, after = time.process_time() - began, use_of(os.getpid())
        pipeline.carrier.stop()
        await running
    return taken, took, after.cpu_workers - before.cpu_workers


async def _alone(settings: Settings, stage: str) -> tuple[int, float, float]:
    records = [record for topic in STAGES[stage] for record in _records(settings, topic)]
    some = max(1, len(records) // 10)
    publishing = await _publishing(settings, records[some:])
    alone = settings.model_copy(update={"data_dir": settings.data_dir.with_name(stage)})
    async with open_pipeline(alone, gather=True, alert=True, only=(stage,)) as pipeline:
        running = asyncio.create_task(pipeline.carrier.run())
        await pipeline.carrier.publish(records[:some])  # what is loaded once
        await pipeline.carrier.idle(SETTLE)
        began, before = time.process_time(), use_of(os.getpid())
        await pipeline.carrier.publish(records[some:])
        await pipeline.carrier.idle(SETTLE)
        took, after = time.process_time() - began, use_of(os.getpid())
        pipeline.carrier.stop()
        await running
    share = len(records) / max(1, len(records) - some)
    main, workers = max(0.0, took - publishing), after.cpu_workers - before.cpu_workers
    return len(records), share * main, share * workers


async def _publishing(settings: Settings, records: list[Record]) -> float:
    """Seconds of processor time of giving records to a carrier, which the stage alone is not to answer for."""
    nobody = settings.model_copy(update={"data_dir": settings.data_dir.with_name("nobody")})
    private_data_dir(nobody.data_dir)
    async with open_carrier(nobody, []) as carrier:
        began = time.process_time()
        await carrier.publish(records)
        return time.process_time() - began


def _records(settings: Settings, topic: str) -> list[Record]:
    journal = Journal(settings.database, readonly=True)
    try:
        return [decode(TOPICS[topic], entry.value) for entry, _ in journal.tail(topic, 1_000_000)]
    finally:
        journal.close()
