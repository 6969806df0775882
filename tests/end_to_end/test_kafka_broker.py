"""The broker is absent at first, and killed for half a minute later: the work goes on without help, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.servers.kafka import Kafka
from topics.catalogue import CANDIDATES, PAGES
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.records import Article, Candidate, Page
from topics.stage import stage
from topics.state import State

pytestmark = pytest.mark.long

AWAY = 30.0  # seconds
RECORDS = 600


@stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=4)
async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
    await asyncio.sleep(0.02)
    await state.create("fetched", candidate.url, {})
    yield Page(id=candidate.url, url=candidate.url, final_url=candidate.url)


async def test_a_broker_that_goes_and_comes_back_loses_nothing(own_kafka: Kafka, tmp_path: Path) -> None:
    got: list[str] = []

    @stage(reads=(PAGES,))
    async def clean(page: Page, state: State) -> AsyncIterator[Article]:
        got.append(page.id)
        return
        yield

    urls = [f"https://{n % 9}.example.com/{n}" for n in range(RECORDS)]
    layout = Layout("test.", partitions=2)
    async with KafkaCarrier(
        Cluster(own_kafka.address), [fetch, clean], tmp_path / "d.sqlite", layout=layout
    ) as carrier:
        await carrier.operations.create_topics()
        await asyncio.to_thread(own_kafka.stop)
        running = asyncio.create_task(carrier.run())
        await _in_trouble(carrier)
        await asyncio.to_thread(own_kafka.start)
        publishing = asyncio.create_task(_publish(carrier, urls))
        while not got:
            await asyncio.sleep(0.1)
        await asyncio.to_thread(own_kafka.process.kill)
        away = asyncio.create_task(asyncio.sleep(AWAY))
        await _in_trouble(carrier)
        await away
        await asyncio.to_thread(own_kafka.start)
        async with asyncio.timeout(120):
            await publishing
            await carrier.idle()
        carrier.stop()
        await running
    assert sorted(set(got)) == sorted(urls)


async def _publish(carrier: KafkaCarrier, urls: list[str]) -> None:
    for url in urls:
        await carrier.publish([Candidate(url=url)])


async def _in_trouble(carrier: KafkaCarrier) -> None:
    """Wait until the carrier says that the cluster is away."""
    async with asyncio.timeout(60):
        while not carrier.troubles:
            await asyncio.sleep(0.1)
