"""How long it takes from the moment that a page is fetched to the webhook, at a story a second and in a burst.

    python -m benchmarks.latency [--bus embedded|cluster] [--stories N] [--burst N] [--servers HOST:PORT]

The real service reads ten sites on loopback. First the stories appear one a second, each of an alliance of its own: an
alert is in time within 1 second (embedded) or 3 (Kafka and Elasticsearch) after its page was answered. Then so many
appear at one moment. The peer, in the same run and on the same records: each stage alone, from an empty data directory;
the burst should drain in at most 1.5 times what the slowest of them needs.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from agents.stages import STAGES
from benchmarks.cluster import prepared, servers_for
from benchmarks.figures import show_figure, show_table
from benchmarks.newsstand import (
    LOOKS,
    SITES,
    Newsstand,
    Story,
    alerting,
    percentile,
    stories,
)
from dongmaeng.log import configure_log
from dongmaeng.service import open_pipeline
from dongmaeng.settings import Settings, load_settings
from topics.catalogue import TOPICS
from topics.codec import decode
from topics.embedded.journal import Journal
from topics.records import Record

IN_TIME = {"embedded": 1.0, "cluster": 3.0}  # seconds
SETTLE = 120.0  # seconds allowed after the last story
ALONE = ("fetch", "clean", "tag", "resolve", "index", "alert", "deliver")

ALLOWED = 1.5
"""Times what the slowest stage alone needs."""


@dataclass(slots=True)
class Outcome:
    """What a run came to, in seconds."""

    due: int
    delays: list[float] = field(default_factory=list)
    """From a page's answer to its alert, of those that came."""
    drained: float = float("inf")
    """From the first page's answer to the last alert."""
    alone: dict[str, float] = field(default_factory=dict)
    """What each stage needed alone for the same records, where that was asked."""


async def run(folder: Path, told: list[Story], seconds: float, servers: str = "", *, peer: bool = False) -> Outcome:
    """One run of the service from nothing; `peer`: then each stage alone, on the embedded carrier."""
    outcome = Outcome(len(told))
    async with Newsstand(told) as world:
        config = _write_settings(folder, world, servers)
        async with prepared(load_settings(config)), alerting(world, config, folder, seconds, SETTLE):
            pass
        if world.alerted:
            outcome.delays = [moment - world.fetched[number] for number, moment in world.alerted.items()]
            outcome.drained = max(world.alerted.values()) - min(world.fetched.values())
        if peer:  # in a process of its own, as the service is
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as beside:
                loop = asyncio.get_running_loop()
                outcome.alone = await loop.run_in_executor(beside, _alone, config)
    return outcome


def _write_settings(folder: Path, world: Newsstand, servers: str) -> Path:
    folder.mkdir()
    config = folder / "dongmaeng.toml"
    config.write_text(
        f'data_dir = "data"\nallow_private_addresses = true\n{servers}'
        '[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 1\n[log]\nlevel = "warning"\n'
        + "".join(f'[[sources]]\nurl = "{world.feed(site)}"\ninterval = {LOOKS}\n' for site in range(SITES))
        + world.endpoint("desk"),
        "utf-8",
    )
    return config


def _alone(config: Path) -> dict[str, float]:
    """Seconds that each stage needs by itself for what it was given in a run before."""
    settings = load_settings(config, {"log": {"level": "warning"}})
    configure_log("warning", "text")
    return {stage: asyncio.run(_stage_alone(settings, stage)) for stage in ALONE}


async def _stage_alone(settings: Settings, stage: str) -> float:
    records = [record for topic in STAGES[stage] for record in _records(settings.data_dir, topic)]
    alone = settings.model_copy(update={"data_dir": settings.data_dir.with_name(stage)})
    async with open_pipeline(alone, gather=True, alert=True, only=(stage,)) as pipeline:
        running = asyncio.create_task(pipeline.carrier.run())
        await pipeline.carrier.publish(records[:1])  # what is loaded once
        await pipeline.carrier.idle(SETTLE)
        began = time.monotonic()
        await pipeline.carrier.publish(records[1:])
        await pipeline.carrier.idle(SETTLE)  # also what it sent away to come back
        needed = time.monotonic() - began
        pipeline.carrier.stop()
        await running
    return needed


def _records(data_dir: Path, topic: str) -> list[Record]:
    journal = Journal(data_dir / "dongmaeng.sqlite", readonly=True)
    try:
        return [decode(TOPICS[topic], entry.value) for entry, _ in journal.tail(topic, 1_000_000)]
    finally:
        journal.close()


def measure(folder: Path, bus: str, number: int, burst: int, given: str | None) -> None:
    """The steady run, the burst and its peer, and what they came to."""
    told = stories(number + burst)
    steady, sudden = told[:number], _renumbered(told[number:])
    with servers_for("latency", bus, given, folder) as servers:
        one_a_second = asyncio.run(run(folder / "steady", steady, float(number), servers))
        together = asyncio.run(run(folder / "burst", sudden, 0.0, servers, peer=bus == "embedded"))
    # On a cluster the same stories once more, to have their records at hand.
    alone = together.alone or asyncio.run(run(folder / "peer", sudden, 0.0, peer=True)).alone
    slowest = max(alone, key=lambda stage: alone[stage])
    show_table(
        ("run", "alerts due", "came", "median s", "p95 s", "longest s"),
        [
            (name, o.due, len(o.delays), *(percentile(o.delays, share) for share in (0.5, 0.95, 1.0)))
            for name, o in (("one a second", one_a_second), ("burst", together))
        ],
    )
    show_table(("stage alone", "seconds"), list(alone.items()))
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    limit = IN_TIME[bus]
    on_time = sum(delay <= limit for delay in one_a_second.delays)
    note = f"{on_time}/{number}; load {load:.1f} a processor"
    show_figure(f"alerts within {limit:g} s {bus}", on_time / number, note)
    show_figure(
        f"burst to slowest stage {bus}",
        ALLOWED * alone[slowest] / together.drained,
        f"drained in {together.drained:.1f} s, {slowest} alone {alone[slowest]:.1f} s; 1: {ALLOWED:g} times",
    )


def _renumbered(told: list[Story]) -> list[Story]:
    return [Story(number, story.one, story.other) for number, story in enumerate(told)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bus", choices=tuple(IN_TIME), default="embedded")
    parser.add_argument("--stories", type=int, default=300)
    parser.add_argument("--burst", type=int, default=200)
    parser.add_argument("--servers")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(Path(temporary), given.bus, given.stories, given.burst, given.servers)


if __name__ == "__main__":
    main()
