"""Two workers of the real service on Kafka, with their state in Elasticsearch, disturbed while ten sites publish."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.chaos_workers import WORKERS, Workers
from benchmarks.cluster import carrier, prepared
from benchmarks.newsstand import SITES, START
from benchmarks.soak_news import Alerts, SoakStand, mixture, settled, site_of
from dongmaeng.settings import load_settings

RATE = 100  # stories a minute: what two workers on two busy cores read beside the servers, and catch up with
TELLING = 3  # of so many stories one tells of a deal
LOOKS = 10.0  # seconds between two looks at a feed
DISTURBED = 0.7  # of the time: the rest is for coming to rest
SETTLE = 900.0  # seconds allowed for that beyond the time given: it ends when all is there


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    stories: int
    missing: dict[int, list[int]]
    """Stories that are not in the index, by site."""
    unasked: int
    """Of them, those whose page nobody asked for."""
    alerts: Alerts
    behind: int
    """Records that stages had before them, or put off, at the end."""
    seconds: float
    events: Counter[str] = field(default_factory=Counter)


async def run(servers: str, folder: Path, *, seconds: float, seed: int) -> Outcome:
    """Publish stories over most of the time, disturb the workers meanwhile, and look at what came of it.

    `servers`: the settings that lead to the cluster and the store.
    """
    chance = random.Random(seed)
    publishing_for = seconds * DISTURBED * 0.9
    async with SoakStand(mixture(round(publishing_for / 60 * RATE), TELLING)) as world:
        config = _write_settings(folder, world, servers)
        settings = load_settings(config)
        command = [sys.executable, "-m", "dongmaeng", "--config", str(config), "run"]
        workers = Workers(lambda name: command, folder)
        async with prepared(settings):
            try:
                for name in WORKERS:
                    workers.start(name)
                await _looked_at(world)
                began = time.monotonic()
                publishing = asyncio.create_task(world.publish(publishing_for))
                await workers.disturb_for(seconds * DISTURBED, chance)
                await publishing
                workers.settle()
                left = began + seconds + SETTLE - time.monotonic()
                resting = asyncio.create_task(settled(world, settings, left))
                while not resting.done():
                    await asyncio.wait({resting}, timeout=0.25)
                    workers.look_after()
                missing, took = await resting, time.monotonic() - began
                async with carrier(settings) as opened:
                    behind = sum(position.lag + position.waiting for position in await opened.operations.positions())
            finally:
                await asyncio.to_thread(workers.stop)
        return Outcome(len(world.published), *_missing(world, missing), world.alerts(), behind, took, workers.events)


def _missing(world: SoakStand, ids: Collection[str]) -> tuple[dict[int, list[int]], int]:
    """The numbers of the stories with these ids by site, and how many of them nobody asked for."""
    by_site: dict[int, list[int]] = defaultdict(list)
    for story, id in zip(world.stories, world.ids, strict=False):
        if id in ids:
            by_site[site_of(story)].append(story.number)
    return dict(by_site), sum(number not in world.fetched for numbers in by_site.values() for number in numbers)


async def _looked_at(world: SoakStand) -> None:
    """Wait until each feed was looked at; raises `TimeoutError` where the workers do not begin."""
    async with asyncio.timeout(2 * START):
        while len(world.looked) < SITES:
            await asyncio.sleep(0.2)


def _write_settings(folder: Path, world: SoakStand, servers: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "dongmaeng.toml"
    config.write_text(
        f'data_dir = "data"\nallow_private_addresses = true\n{servers}'
        f'[discover]\nmin_interval = {LOOKS}\n[log]\nlevel = "warning"\n[workers]\nprocesses = 1\n'
        + "".join(f'[[sources]]\nurl = "{world.feed(site)}"\ninterval = {LOOKS}\n' for site in range(SITES))
        + world.endpoint("desk"),
        "utf-8",
    )
    return config
