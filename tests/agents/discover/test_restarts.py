import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest

from agents.discover.discover import discover_stage, first_polls
from agents.discover.known import KnownSources
from agents.discover.sources import SourceSetting
from agents.http_client import HttpClient
from agents.workers import InlineWorkers
from tests.agents.discover.samples import rss
from tests.loopback import loopback_site
from topics.carrier import Tally
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import now


async def test_orders_that_a_restart_repeats_do_not_double_the_schedule(tmp_path: Path) -> None:
    async with loopback_site() as site, HttpClient(user_agent="Dongmaeng/0", allow_private=True) as http:
        sources = [SourceSetting(url=site.url + path) for path in ("/a", "/b")]
        for path in ("/a", "/b"):
            site.page(path, rss([f"{site.url}/news{path}", f"{site.url}/news/both"]), "application/xml")
        for _ in range(2):
            stage = discover_stage(KnownSources(sources), http, InlineWorkers())
            async with EmbeddedCarrier(tmp_path / "journal.sqlite", [stage]) as carrier:
                for _ in range(3):
                    await carrier.publish(first_polls(sources))
                tally = await _run(carrier)
        assert tally.done == 2
        assert tally.dropped == {"polled already": 10}
        assert tally.written == 3 + 2  # the stories, each once, and the next look of each source


async def test_a_clock_that_jumps_a_year_and_back_puts_no_source_to_sleep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = timedelta(days=365)
    monkeypatch.setattr(time, "time", lambda real=time.time: real() + wrong.total_seconds())
    async with loopback_site() as site, HttpClient(user_agent="Dongmaeng/0", allow_private=True) as http:
        site.page("/feed", rss([f"{site.url}/news/1"]), "application/xml")
        sources = [SourceSetting(url=site.url + path, interval=0.5) for path in ("/feed", "/gone")]
        stage = discover_stage(KnownSources(sources), http, InlineWorkers(), clock=lambda: now() + wrong)
        async with EmbeddedCarrier(tmp_path / "journal.sqlite", [stage]) as carrier:
            await carrier.publish(first_polls(sources))
            running = asyncio.create_task(carrier.run())
            async with asyncio.timeout(30):
                while set(site.paths()) < {"/feed", "/gone"}:
                    await asyncio.sleep(0.01)
                for jump in (timedelta(), -timedelta(days=365), timedelta()):
                    wrong, before = jump, len(site.asked)
                    while {"/feed", "/gone"} - set(site.paths()[before:]):
                        await asyncio.sleep(0.01)
            carrier.stop()
            await running


async def _run(carrier: EmbeddedCarrier) -> Tally:
    running = asyncio.create_task(carrier.run())
    await carrier.idle(10.0)  # seconds: on a busy machine orders wait for the looks before them, beside the path
    carrier.stop()
    await running
    return (await carrier.tallies())["discover"]
