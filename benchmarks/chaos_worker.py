"""One worker of the chaos benchmark: three stages that do next to nothing, but in every way a stage can.

python -m benchmarks.chaos_worker --servers HOST:PORT --prefix PREFIX --folder FOLDER --name NAME
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import structlog

from dongmaeng.signals import stop_on_signals
from search.elastic.settings import ElasticSettings
from search.elastic.state import ElasticState
from topics.catalogue import ARTICLES, CANDIDATES, PAGES, TAGGED
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.outcome import Done, Later, Outcome, Retry
from topics.records import Article, Candidate, Page, TaggedArticle, now
from topics.stage import Stage, batch_stage, stage
from topics.state import State

RETRIED = 0.01  # the share of records that a stage asks for again
PAUSE = 0.1  # seconds at most that a record of the first stage takes: one worker alone falls behind
PAUSE_VARIABLE = "DONGMAENG_CHAOS_PAUSE"
STORE_VARIABLE = "DONGMAENG_CHAOS_STORE"
STANDSTILL = 60.0  # seconds: far more than anything here takes
BODY = b"x" * 1_500  # makes records of about 2 kB


@stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=8, tries=100)
async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page | Later]:
    """Several at once, with pauses, retries, records for later and a document for each."""
    await asyncio.sleep(random.uniform(0.0, float(os.environ.get(PAUSE_VARIABLE, PAUSE))))
    if random.random() < RETRIED:
        raise Retry("chance", after=random.uniform(0.0, 3.0))
    await state.create("fetched", candidate.url, {})
    page = Page(id=candidate.url, url=candidate.url, final_url=candidate.url, body=BODY)
    yield Later(page, now() + timedelta(seconds=1.5)) if random.random() < RETRIED else page


@stage(reads=(PAGES,), writes=(ARTICLES,), tries=100)
async def clean(page: Page, state: State) -> AsyncIterator[Article]:
    """One after the other, with a document that each changes."""
    count = await state.get("cleaned", "count") or {"n": 0}
    await state.put("cleaned", "count", {"n": int(str(count["n"])) + 1})
    yield Article(id=page.id, url=page.url, canonical_url=page.url, body=page.body.decode())


@batch_stage(reads=(ARTICLES,), writes=(TAGGED,), batch=50, tries=100)
async def tag(articles: Sequence[Article], state: State) -> Sequence[Outcome]:
    """Batches, of which some records are asked for again."""
    return [
        Retry("chance", after=0.5) if random.random() < RETRIED else Done([TaggedArticle(article=article)])
        for article in articles
    ]


STAGES: tuple[Stage, ...] = (fetch, clean, tag)


def carrier_of(servers: str, layout: Layout, folder: Path, name: str = "") -> KafkaCarrier:
    """The carrier of one worker, with its state in the Elasticsearch that the environment names or in the folder."""
    url = os.environ.get(STORE_VARIABLE)
    settings = ElasticSettings(prefix=layout.prefix.rstrip("."))
    return KafkaCarrier(
        Cluster(servers),
        STAGES,
        folder / "dongmaeng.sqlite",
        backing=ElasticState.at(url, settings, patient=True) if url else None,
        layout=layout,
        worker=name,
        standstill=STANDSTILL,
    )


async def work(servers: str, layout: Layout, folder: Path, name: str) -> None:
    """Carry records until told to stop."""
    async with carrier_of(servers, layout, folder, name) as carrier:
        stop_on_signals(carrier.stop)
        await carrier.run()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--servers", "--prefix", "--folder", "--name"):
        parser.add_argument(option, required=True)
    parser.add_argument("--partitions", type=int, default=4)
    given = parser.parse_args()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        processors=[structlog.processors.TimeStamper(fmt="iso"), _without_noise, structlog.dev.ConsoleRenderer()],
    )
    layout = Layout(given.prefix, partitions=given.partitions)
    asyncio.run(work(given.servers, layout, Path(given.folder), given.name))


def _without_noise(logger: object, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    if event.get("event") == "retried":
        raise structlog.DropEvent
    return event


if __name__ == "__main__":
    main()
