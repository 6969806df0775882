"""Good records a second with one bad record in every hundred in every topic, beside the same without.

    python -m benchmarks.poison [--records N] [--rounds N] [--servers HOST:PORT]

Two stages, one record at a time with several in flight, so that each takes its poison from its own topic: in turn bytes
that are no record, records that the stage quarantines, and records at which it raises a bug, which are tried again
after a second and so on. The good ones are timed from the first that is handled to the last at the end of the pipeline.
Figures are medians of the rounds' ratios. Without an address it starts a Kafka of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from statistics import median

from benchmarks.carriers import Carrier, Stopwatch, articles, log_nowhere
from benchmarks.cluster import cluster
from benchmarks.figures import show_figure, show_table
from topics.catalogue import ARTICLES, PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.embedded.journal import Journal
from topics.handling import Entry
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.kafka.producer import Message, Producer
from topics.outcome import Quarantine
from topics.records import Article, Page, TaggedArticle
from topics.stage import Stage, stage
from topics.state import State

SIZE = 2_000  # bytes of JSON
EVERY = 100  # records to one bad one
AT_ONCE = 8  # records in flight of a stage
PARTITIONS = 4
PUBLISHED_AT_ONCE = 100
UNREADABLE = b"\x00\xff no record"
POISON = ("unreadable", "quarantined", "bug")
"""The kinds of bad records, in turn; each but the first is told by the address of the record."""


def check(url: str, topic: str) -> None:
    """End as the poison in an address says, where it is meant for this topic."""
    if url.endswith(f"/{topic}-quarantined"):
        raise Quarantine("poison")
    if url.endswith(f"/{topic}-bug"):
        raise ZeroDivisionError("a bug")


def stages(watch: Stopwatch) -> list[Stage]:
    """From pages to articles to tagged ones; the watch sees what comes to the end."""

    @stage(reads=(PAGES,), writes=(ARTICLES,), concurrency=AT_ONCE)
    async def clean(page: Page, state: State) -> AsyncIterator[Article]:
        watch.see(0)
        check(page.url, "pages")
        yield Article(id=page.id, url=page.url, canonical_url=page.url, body=page.text or "")

    @stage(reads=(ARTICLES,), concurrency=AT_ONCE)
    async def tag(article: Article, state: State) -> AsyncIterator[TaggedArticle]:
        check(article.url, "articles")
        watch.see(1)
        return
        yield

    return [clean, tag]


def pages(number: int, poisoned: bool) -> list[Page | str]:
    """Good pages, with poison for both topics among them; a string names a topic that is to get unreadable bytes."""
    mixed: list[Page | str] = []
    for n, article in enumerate(articles(SIZE, number)):
        mixed.append(_page(article.url, article.body))
        if poisoned and n % EVERY == EVERY // 2:
            kind = POISON[n // EVERY % len(POISON)]
            for topic in ("pages", "articles"):
                mixed.append(topic if kind == "unreadable" else _page(f"{article.url}/{topic}-{kind}", article.body))
    return mixed


def _page(url: str, text: str) -> Page:
    return Page(id=url, url=url, final_url=url, text=text)


async def run(
    make: Callable[[list[Stage]], Carrier], spoil: Callable[[list[str]], Awaitable[None]], number: int, poisoned: bool
) -> tuple[float, int]:
    """Good records a second, and how many bad ones were in quarantine or to be tried again by then.

    `spoil` writes unreadable bytes to topics.
    """
    mixed = pages(number, poisoned)
    watch = Stopwatch(number)
    async with make(stages(watch)) as carrier:
        for start in range(0, len(mixed), PUBLISHED_AT_ONCE):
            some = mixed[start : start + PUBLISHED_AT_ONCE]
            await carrier.publish([page for page in some if isinstance(page, Page)])
            await spoil([topic for topic in some if isinstance(topic, str)])
        running = asyncio.create_task(carrier.run())
        seen = asyncio.create_task(watch.all_seen.wait())
        await asyncio.wait((running, seen), return_when=asyncio.FIRST_COMPLETED)
        seconds = watch.seconds()
        carrier.stop()
        await running
        tallies = (await carrier.tallies()).values()
    return number / seconds, sum(n for t in tallies for ended in (t.quarantined, t.retried) for n in ended.values())


async def on_embedded(folder: Path, number: int, poisoned: bool) -> tuple[float, int]:
    """A run on a journal of its own."""
    path = folder / f"{secrets.token_hex(4)}.sqlite"

    async def spoil(topics: list[str]) -> None:
        journal = Journal(path)
        journal.append([Entry(topic, "key", 1, UNREADABLE) for topic in topics])
        journal.close()

    return await run(lambda stages: EmbeddedCarrier(path, stages), spoil, number, poisoned)


async def on_kafka(servers: str, folder: Path, number: int, poisoned: bool) -> tuple[float, int]:
    """A run on topics of its own."""
    layout = Layout(f"benchmark-{secrets.token_hex(4)}.", partitions=PARTITIONS)
    database = folder / f"{layout.prefix}sqlite"
    producer = Producer(Cluster(servers))

    async def spoil(topics: list[str]) -> None:
        await producer.send([Message(layout.topic(topic), secrets.token_bytes(4), UNREADABLE) for topic in topics])

    async with KafkaCarrier(Cluster(servers), [], database, layout=layout) as kafka:
        await kafka.operations.create_topics()
        found = await run(
            lambda stages: KafkaCarrier(Cluster(servers), stages, database, layout=layout), spoil, number, poisoned
        )
        await kafka.operations.delete_topics()
    await producer.close()
    return found


async def compare(servers: str, folder: Path, number: int, rounds: int) -> None:
    """Both carriers in turn, without poison and with it, and what came of it."""
    rows = []
    ratios: dict[str, list[float]] = {"embedded": [], "kafka": []}
    for n in range(rounds):
        for name in ratios:
            rates = {}
            for poisoned in (n % 2 == 0, n % 2 == 1):  # in turn, so that what drifts favours neither
                on = on_embedded(folder, number, poisoned) if name == "embedded" else None
                rates[poisoned] = await (on or on_kafka(servers, folder, number, poisoned))
            ratios[name].append(rates[True][0] / rates[False][0])
            rows.append((name, f"{rates[False][0]:.0f}", f"{rates[True][0]:.0f}", rates[True][1]))
    show_table(("carrier", "without poison, a second", "with poison", "set aside or to be tried again"), rows)
    for name, found in ratios.items():
        each = ", ".join(f"{ratio:.2f}" for ratio in found)
        show_figure(f"good records with poison to without, {name}", median(found), f"{number} good records; {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--servers")
    given = parser.parse_args()
    log_nowhere()
    with tempfile.TemporaryDirectory() as temporary, cluster(given.servers, Path(temporary) / "kafka") as servers:
        asyncio.run(compare(servers, Path(temporary), given.records, given.rounds))


if __name__ == "__main__":
    main()
