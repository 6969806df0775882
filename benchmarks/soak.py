"""The service beside 200 stories a minute for an hour: whether what it uses grows, and whether all that is due comes.

    python -m benchmarks.soak [--full] [--minutes N] [--rate N] [--bus embedded|cluster] [--log FILE]

Ten sites on loopback publish; of ten stories one tells of a deal, of which two others tell too. Each minute the memory
of the process and of its workers, open files, sizes of files, lag and alerts are written down as a line of JSON (by
default in `build/benchmarks/soak.jsonl`), while `/metrics` is read every 15 seconds. Five minutes; an hour with --full.
What grows is said of the second half alone, in which caches are warm, as a share of what there is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from agents.stages import STAGES
from benchmarks.cluster import carrier, prepared, servers_for
from benchmarks.figures import show_figure, show_table
from benchmarks.kept import BUILD
from benchmarks.newsstand import SITES, START, end_service, start_service, until
from benchmarks.soak_news import Alerts, SoakStand, mixture, settled
from benchmarks.soak_readings import Reading, Scraper, bytes_a_story, growth, of_files, use_of
from dongmaeng.settings import Settings, load_settings
from tests.servers.process import free_port
from topics.carrier import Position
from topics.embedded.journal import Journal
from topics.kafka.carrier import KafkaCarrier

QUICK, FULL = 5.0, 60.0  # minutes
LOOKS = 30.0  # seconds between two looks at a feed: half of what it shows is new
SCRAPES = 15.0  # seconds, Prometheus' own usual interval
SETTLE = 180.0  # seconds allowed after the last story


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    readings: list[Reading]
    stories: int
    missing: int
    """Stories that are not in the index."""
    alerts: Alerts


@dataclass(slots=True)
class Watch:
    """Looks on at a service from outside."""

    world: SoakStand
    settings: Settings
    folder: Path
    pid: int
    scraper: Scraper
    began: float
    cluster: KafkaCarrier | None

    async def reading(self) -> Reading:
        positions = await self._positions()
        return Reading(
            minutes=(time.monotonic() - self.began) / 60,
            stories=len(self.world.published),
            told=sum(ids.total() for ids in self.world.told.values()),
            lag=sum(position.lag for position in positions),
            waiting=sum(position.waiting for position in positions),
            files=await asyncio.to_thread(of_files, self.folder),
            scrapes=self.scraper.answered,
            failed_scrapes=self.scraper.failed,
            series=self.scraper.series,
            use=use_of(self.pid),
        )

    async def _positions(self) -> list[Position]:
        if self.cluster is not None:
            return await self.cluster.operations.positions()
        journal = Journal(self.settings.database, readonly=True)
        try:
            return journal.positions(STAGES)
        finally:
            journal.close()


async def run(folder: Path, log: Path, minutes: float, rate: int, servers: str, *, metrics: bool) -> Outcome:
    """Let a service read so many stories a minute, and write its readings to a file."""
    async with SoakStand(mixture(round(minutes * rate))) as world, AsyncExitStack() as stack:
        listen = f"127.0.0.1:{free_port()}" if metrics else None
        config = _write_settings(folder, world, servers, listen)
        settings = load_settings(config)
        await stack.enter_async_context(prepared(settings))
        cluster = await stack.enter_async_context(carrier(settings)) if settings.kafka_servers else None
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=SCRAPES))
        with start_service(config, folder) as service:
            try:
                await until(lambda: len(world.looked) == SITES, START, service)
                watch = Watch(world, settings, folder, service.pid, Scraper(listen), time.monotonic(), cluster)
                publishing = asyncio.create_task(world.publish(minutes * 60))
                readings = await _look_on(watch, client, publishing, log)
                missing = await settled(world, settings, SETTLE)
            finally:
                end_service(service)
        return Outcome(readings, len(world.published), len(missing), world.alerts())


async def _look_on(watch: Watch, client: httpx.AsyncClient, publishing: asyncio.Task[None], log: Path) -> list[Reading]:
    """Scrape and take readings, each at its time, as long as stories are published."""
    readings: list[Reading] = []
    with log.open("w", encoding="utf-8") as lines:
        next_scrape = next_reading = time.monotonic()
        while True:
            over = publishing.done()
            if over or time.monotonic() >= next_scrape:
                await watch.scraper.scrape(client)
                next_scrape += SCRAPES
            if over or time.monotonic() >= next_reading:
                readings.append(await watch.reading())
                print(readings[-1].line(), file=lines, flush=True)
                next_reading += 60.0
            if over:
                await publishing
                return readings
            wait = min(next_scrape, next_reading) - time.monotonic()
            await asyncio.wait({publishing}, timeout=max(0.0, wait))


def _write_settings(folder: Path, world: SoakStand, servers: str, metrics: str | None) -> Path:
    config = folder / "dongmaeng.toml"
    config.write_text(
        f'data_dir = "data"\nallow_private_addresses = true\n{servers}'
        f'[discover]\nmin_interval = {LOOKS}\n[log]\nlevel = "warning"\n'
        f'[web]\nlisten = "127.0.0.1:{free_port()}"\n'
        + (f'[metrics]\nlisten = "{metrics}"\n' if metrics else "")
        + "".join(f'[[sources]]\nurl = "{world.feed(site)}"\ninterval = {LOOKS}\n' for site in range(SITES))
        + world.endpoint("desk"),
        "utf-8",
    )
    return config


def show(outcome: Outcome, bus: str) -> None:
    """Print some of the readings, then the figures."""
    readings = outcome.readings
    some = readings[:: max(1, len(readings) // 12)]
    show_table(
        ("minute", "stories", "told", "lag", "main MB", "workers MB", "open files", "files MB", "series"),
        [
            (
                *(
                    round(r.minutes),
                    r.stories,
                    r.told,
                    r.lag,
                    round(r.use.main_mb),
                    round(r.use.workers_mb),
                    r.use.descriptors,
                ),
                *(round(sum(r.files.values()) / 1e6, 1), r.series),
            )
            for r in some
        ],
    )
    minutes = [reading.minutes for reading in readings]
    for name, values in (
        ("memory of the main process", [reading.use.main_mb for reading in readings]),
        ("memory of the workers", [reading.use.workers_mb for reading in readings]),
        ("open files", [float(reading.use.descriptors) for reading in readings]),
    ):
        grown = growth(minutes, values)
        show_figure(f"{name} steady, {bus}", 1 - max(0.0, grown), f"{grown:+.1%} over the second half")
    first, second = bytes_a_story(readings)
    show_figure(
        f"files a story steady, {bus}", first / max(second, 1.0), f"{first:.0f} bytes a story, then {second:.0f}"
    )
    last = readings[-1]
    asked = last.scrapes + last.failed_scrapes
    show_figure(f"scrapes answered, {bus}", last.scrapes / max(1, asked), f"{last.scrapes} of {asked}")
    alerts = outcome.alerts
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    lost = f"{outcome.missing} of {outcome.stories} stories, {alerts.missing} of {alerts.due} deals"
    found = 1 - (outcome.missing + alerts.missing) / (outcome.stories + alerts.due)
    show_figure(f"nothing lost, {bus}", found, f"{lost}; load {load:.1f} a processor")
    wrong = alerts.again + alerts.strange + alerts.repeated
    told = f"{alerts.again} told again, {alerts.repeated} calls repeated, {alerts.strange} that no story told"
    show_figure(f"told once, {bus}", 1 - wrong / max(1, alerts.due), told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help=f"{FULL:g} minutes")
    parser.add_argument("--minutes", type=float, help="instead")
    parser.add_argument("--rate", type=int, default=200, help="stories a minute")
    parser.add_argument("--bus", choices=("embedded", "cluster"), default="embedded")
    parser.add_argument("--log", type=Path, default=BUILD / "soak.jsonl", help="where the readings are written")
    parser.add_argument("--without-metrics", action="store_true", help="of a version that has none")
    given = parser.parse_args()
    minutes = given.minutes or (FULL if given.full else QUICK)
    given.log.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with servers_for("soak", given.bus, None, folder) as servers:
            metrics = not given.without_metrics
            outcome = asyncio.run(run(folder, given.log, minutes, given.rate, servers, metrics=metrics))
    show(outcome, given.bus)


if __name__ == "__main__":
    main()
