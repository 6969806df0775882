"""Poison for each stage ends in a counted outcome with a reason, and the stories behind it go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from agents.alert.known import KnownEndpoints
from agents.clean.clean import clean_stage
from agents.discover.discover import first_polls
from agents.discover.known import KnownSources
from agents.http_client import HttpClient
from agents.index.index import index_stage
from agents.pipeline import PRELOAD, alerting, gathering
from agents.resolve.resolve import resolve_stage
from agents.tag.tag import tag_stage
from agents.urls import article_id
from agents.workers import ProcessWorkers
from dongmaeng.cli.demonstration import demo_settings
from dongmaeng.demo import DemoSite, Receiver
from search.embedded.store import EmbeddedStore
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import Page

pytestmark = pytest.mark.long

T = TypeVar("T")
ONE_LOOK = 86_400.0  # seconds until the next look at a source


class WithOneEndlessPage:
    """Workers on which the cleaner never ends with one page."""

    def __init__(self, workers: ProcessWorkers, url: str) -> None:
        self._workers = workers
        self._url = url

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        if isinstance(arguments[0], Page) and arguments[0].url.startswith(self._url):
            await self._workers.run(_never_end)
        return await self._workers.run(function, *arguments)

    def named_by(self, source: str, url: str) -> WithOneEndlessPage:
        return self


def _never_end() -> None:
    while True:
        pass


async def test_poison_for_each_stage_ends_counted_and_holds_up_nothing(tmp_path: Path) -> None:
    with DemoSite(poison=True) as site, Receiver() as receiver:
        settings = demo_settings(site, receiver, tmp_path, interval=ONE_LOOK)
        endless = site.poison_urls["slow-to-clean"]
        async with (
            HttpClient(user_agent="test", allow_private=True) as http,
            ProcessWorkers(seconds=3.0, preload=PRELOAD) as processes,
        ):
            workers = WithOneEndlessPage(processes, endless)
            store = EmbeddedStore(settings.database)
            stages = [
                *gathering(http, workers, KnownSources(settings.sources, settings.discover), settings.fetch),
                clean_stage(workers),
                tag_stage(workers),
                resolve_stage(),
                index_stage(store),
                *alerting(http, KnownEndpoints(settings.endpoints, settings.alerts)),
            ]
            async with EmbeddedCarrier(settings.database, stages) as carrier, asyncio.timeout(100):
                await carrier.publish(first_polls(settings.sources))
                running = asyncio.create_task(carrier.run())
                while (
                    not (await carrier.tallies()).get("fetch")
                    or "timed out" not in (await carrier.tallies())["fetch"].retried
                ):
                    await asyncio.sleep(0.2)
                await carrier.idle(horizon=0.0)
                carrier.stop()
                await running
                tallies = await carrier.tallies()
            indexed = {article.id for article in await store.recent_articles(limit=1_000)}
            await store.close()
    assert tallies["discover"].retried == {"xml bomb": 1, "broken XML": 1}
    assert tallies["fetch"].quarantined == {"too large": 2, "too many redirects": 1}
    assert tallies["fetch"].dropped["not a web address"] == 1
    assert {"timed out", "unreachable"} <= set(tallies["fetch"].retried)
    assert tallies["clean"].quarantined == {"nested too deep": 1, "too slow": 1, "undecodable": 1}
    assert {article_id(site.story_url(story)) for story in site.published} <= indexed
    assert not site.disallowed_hits
