"""Records a second from topic to topic: the embedded carrier, the Kafka carrier and a plain aiokafka loop.

    python -m benchmarks.carriers [--records N] [--rounds N] [--servers HOST:PORT]

Each reads articles as JSON, decodes and checks them, and writes for each a tagged article as JSON. The plain loop does
so with the same models, 500 records at a time, on the same topics with the same producer settings (linger, compression,
idempotence); what it has not is what a carrier adds: headers, endings, counts, state, retries, quarantine. The stages
differ in how they take records: in batches, one after the other, or several at once. Rates are medians over rounds,
ratios medians of the rounds' ratios. Without an address it starts a Kafka of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import secrets
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from statistics import median
from typing import TextIO

import structlog

from benchmarks.cluster import cluster, raw_loop
from benchmarks.figures import show_figure, show_table
from topics.catalogue import ARTICLES, TAGGED
from topics.embedded.carrier import EmbeddedCarrier
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.outcome import Done, Outcome
from topics.records import Article, TaggedArticle, stable_id
from topics.stage import Stage, batch_stage, stage
from topics.state import State

SIZES = {"2 kB": 2_000, "100 kB": 100_000}  # bytes of JSON
FEWER = 10  # so many times fewer of the large records
AT_ONCE = 8  # records in flight of the stage that takes several at once
BATCH = 100  # records of the stage that takes batches, as index does
PARTITIONS = 4
PUBLISHED_AT_ONCE = 100
RAW = "raw loop"

Carrier = EmbeddedCarrier | KafkaCarrier


class Stopwatch:
    """Runs from the first record that a stage sees; says when it has seen all."""

    def __init__(self, records: int) -> None:
        self._left = records
        self._began = 0.0
        self.all_seen = asyncio.Event()

    def see(self, records: int) -> None:
        self._began = self._began or time.perf_counter()
        self._left -= records
        if self._left <= 0:
            self.all_seen.set()

    def seconds(self) -> float:
        return time.perf_counter() - self._began


def stages(watch: Stopwatch) -> list[Stage]:
    """The same work in three ways to take records; names never used before, so that each begins at the beginning."""
    suffix = secrets.token_hex(4)

    @batch_stage(reads=(ARTICLES,), writes=(TAGGED,), batch=BATCH, name=f"batches-{suffix}")
    async def batches(articles: Sequence[Article], state: State) -> Sequence[Outcome]:
        watch.see(len(articles))
        return [Done([TaggedArticle(article=article)]) for article in articles]

    async def single(article: Article, state: State) -> AsyncIterator[TaggedArticle]:
        watch.see(1)
        yield TaggedArticle(article=article)

    in_order = stage(reads=(ARTICLES,), writes=(TAGGED,), name=f"in_order-{suffix}")(single)
    several = stage(reads=(ARTICLES,), writes=(TAGGED,), concurrency=AT_ONCE, name=f"several-{suffix}")(single)
    return [batches, in_order, several]


def transform(value: bytes) -> bytes:
    """What the stages and their carrier do to a record, in the plain loop."""
    tagged = TaggedArticle(article=Article.model_validate_json(value))
    return tagged.model_dump_json(exclude_none=True).encode()


def articles(size: int, number: int) -> list[Article]:
    """Articles of about so many bytes of JSON, in words that no two share."""
    chance = random.Random(1)
    return [_article(f"https://{n % 40}.example.com/{n}", size, chance) for n in range(number)]


def _article(url: str, size: int, chance: random.Random) -> Article:
    syllables = (size - 300) // 10 * 3  # three bytes each, and a blank after every third; 300 are for the other fields
    text = "".join(chr(chance.randrange(0xAC00, 0xB000)) for _ in range(syllables))
    body = " ".join(text[i : i + 3] for i in range(0, len(text), 3))
    return Article(id=stable_id(url), url=url, canonical_url=url, title=text[:20], body=body)


async def rate(carrier: Carrier, watch: Stopwatch, records: int) -> float:
    """Records a second of a carrier from the first record handled until all is safe."""
    await carrier.positions()  # connects what `idle` asks, which belongs to no record
    running = asyncio.create_task(carrier.run())
    seen = asyncio.create_task(watch.all_seen.wait())
    await asyncio.wait((running, seen), return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        await running
    await carrier.idle()
    seconds = watch.seconds()
    carrier.stop()
    await running
    return records / seconds


async def measure(servers: str, folder: Path, size: int, number: int, rounds: int) -> list[dict[str, float]]:
    """Records a second by carrier and stage, for each round."""
    given = articles(size, number)
    layout = Layout(f"benchmark-{secrets.token_hex(4)}.", partitions=PARTITIONS)
    journal, database = folder / f"journal-{size}.sqlite", folder / f"state-{size}.sqlite"
    async with (
        EmbeddedCarrier(journal, []) as embedded,
        KafkaCarrier(Cluster(servers), [], database, layout=layout) as kafka,
    ):
        await kafka.operations.create_topics()
        for start in range(0, number, PUBLISHED_AT_ONCE):
            await embedded.publish(given[start : start + PUBLISHED_AT_ONCE])
            await kafka.publish(given[start : start + PUBLISHED_AT_ONCE])
    found = []
    for n in range(rounds):
        reads, writes = layout.topic("articles"), layout.topic("tagged")
        rates = {RAW: await raw_loop(servers, f"{layout.prefix}raw{n}", reads, writes, number, transform)}
        for kind in range(3):
            watch = Stopwatch(number)
            chosen = stages(watch)[kind]
            name = chosen.name.split("-")[0].replace("_", " ")
            async with KafkaCarrier(Cluster(servers), [chosen], database, layout=layout) as kafka:
                rates[f"kafka, {name}"] = await rate(kafka, watch, number)
            watch = Stopwatch(number)
            chosen = stages(watch)[kind]
            async with EmbeddedCarrier(journal, [chosen]) as embedded:
                rates[f"embedded, {name}"] = await rate(embedded, watch, number)
        found.append(rates)
    async with KafkaCarrier(Cluster(servers), [], database, layout=layout) as kafka:
        await kafka.operations.delete_topics()
    return found


def show(results: dict[str, list[dict[str, float]]]) -> None:
    """Print a table of rates, then the figures."""
    ratios: dict[str, dict[str, float]] = defaultdict(dict)
    rates: dict[str, dict[str, float]] = defaultdict(dict)
    for size, rounds in results.items():
        for name in rounds[0]:
            rates[name][size] = median(found[name] for found in rounds)
            ratios[name][size] = median(found[name] / found[RAW] for found in rounds)
    show_table(
        ("carrier and stage", *(column for size in results for column in (f"{size}: a second", "to raw loop"))),
        [
            (name, *(text for size in results for text in (f"{rates[name][size]:.0f}", f"{ratios[name][size]:.2f}")))
            for name in rates
        ],
    )
    for size in results:
        kafka = {name.split(", ")[1]: ratio[size] for name, ratio in ratios.items() if name.startswith("kafka")}
        embedded = {name.split(", ")[1]: rate[size] for name, rate in rates.items() if name.startswith("embedded")}
        suffix = "" if size == "2 kB" else f", {size}"
        others = ", ".join(f"{name} {ratio:.2f}" for name, ratio in kafka.items())
        show_figure(f"kafka to raw loop{suffix}", kafka["batches"], f"{size}; raw {rates[RAW][size]:.0f}/s; {others}")
        to_raw = {name.split(", ")[1]: ratio[size] for name, ratio in ratios.items() if name.startswith("embedded")}
        others = ", ".join(f"{name} {ratio:.2f}" for name, ratio in to_raw.items())
        show_figure(
            f"embedded to raw loop{suffix}", to_raw["batches"], f"{size}; raw {rates[RAW][size]:.0f}/s; {others}"
        )
        others = ", ".join(f"{name} {number:.0f}" for name, number in embedded.items())
        show_figure(f"embedded records a second{suffix}", embedded["batches"], f"{size}; {others}")


def log_nowhere() -> TextIO:
    """Let all that a service would log be rendered and thrown away."""
    out = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(out),
    )
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--servers")
    given = parser.parse_args()
    log_nowhere()
    with tempfile.TemporaryDirectory() as temporary, cluster(given.servers, Path(temporary) / "kafka") as servers:
        results = {}
        for name, size in SIZES.items():
            number = given.records // (1 if size == min(SIZES.values()) else FEWER)
            results[name] = asyncio.run(measure(servers, Path(temporary), size, number, given.rounds))
    show(results)


if __name__ == "__main__":
    main()
