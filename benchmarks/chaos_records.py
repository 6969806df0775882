"""Records carried through three stages on Kafka by workers that are disturbed, and by an undisturbed plain loop."""

from __future__ import annotations

import asyncio
import random
import secrets
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from benchmarks.chaos_worker import carrier_of
from benchmarks.chaos_workers import EVERY, WORKERS, Workers
from benchmarks.cluster import raw_loop
from topics.carrier import Tally
from topics.kafka.admin import create_topics, delete_topics, open_admin
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.kafka.producer import Message, Producer
from topics.records import Candidate, TaggedArticle

PARTITIONS = 4
DISTURBED = 0.7  # of the time: the rest is for coming to rest
SETTLE = 180.0  # seconds allowed for that beyond the time given
PUBLISHED_AT_ONCE = 50


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    records: int
    delivered: int = 0
    """Ids with at least one output."""
    repeated: int = 0
    """Outputs beyond the first of an id."""
    behind: int = 0
    """Records between the groups' positions and the ends at the end."""
    partitions: int = 0
    at_end: int = 0
    """Partitions (of a group) whose position is the end."""
    longest_still: float = 0.0
    """Seconds that the position of a group with work did not move, at most."""
    seconds: float = 0.0
    events: Counter[str] = field(default_factory=Counter)
    tallies: dict[str, Tally] = field(default_factory=dict)


async def run(
    servers: str,
    folder: Path,
    *,
    seconds: float,
    records: int,
    seed: int,
    every: tuple[float, float] = EVERY,
) -> Outcome:
    """Publish records over most of the time, disturb the workers meanwhile, and look at what came of it.

    `every`: seconds from one event to the next; there are at least `LEAST_EVENTS`, however long that takes.
    """
    chance = random.Random(seed)
    layout = Layout(f"chaos-{secrets.token_hex(4)}.", partitions=PARTITIONS)
    outcome = Outcome(records)
    workers = Workers(lambda name: _command(servers, layout, folder, name), folder)
    async with carrier_of(servers, layout, folder) as carrier:
        await carrier.operations.create_topics()
        began = time.monotonic()
        try:
            for name in WORKERS:
                workers.start(name)
            publishing = asyncio.create_task(_publish(carrier, records, seconds * DISTURBED * 0.9))
            watching = asyncio.create_task(_watch(carrier, outcome))
            await workers.disturb_for(seconds * DISTURBED, chance, every)
            await publishing
            workers.settle()
            resting = asyncio.create_task(carrier.idle(horizon=3600))
            while not resting.done() and time.monotonic() < began + seconds + SETTLE:
                await asyncio.sleep(0.25)
                workers.look_after()
            outcome.seconds = time.monotonic() - began
            watching.cancel()
            resting.cancel()
        finally:
            await asyncio.to_thread(workers.stop)
        outcome.events = workers.events
        outcome.tallies = await carrier.tallies()
        await _compare(carrier, servers, layout, outcome)
    async with open_admin(Cluster(servers)) as admin:
        await delete_topics(admin, [topic.name for topic in layout.planned()])
    return outcome


def _command(servers: str, layout: Layout, folder: Path, name: str) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.chaos_worker", "--servers", servers, "--prefix", layout.prefix]
    return [*command, "--folder", str(folder), "--partitions", str(PARTITIONS), "--name", name]


def _url(n: int) -> str:
    return f"https://{n % 40}.example.com/{n}"


async def _publish(carrier: KafkaCarrier, records: int, seconds: float) -> None:
    began = time.monotonic()
    for start in range(0, records, PUBLISHED_AT_ONCE):
        await carrier.publish([Candidate(url=_url(n)) for n in range(start, min(start + PUBLISHED_AT_ONCE, records))])
        await asyncio.sleep(max(0.0, began + seconds * start / records - time.monotonic()))


async def _watch(carrier: KafkaCarrier, outcome: Outcome) -> None:
    """How long a stage with work did not move at most."""
    moved: dict[str, tuple[int, float]] = {}
    while True:
        try:
            positions = await carrier.positions()
        except (KafkaError, OSError, TimeoutError):
            positions = []
        for position in positions:
            before, since = moved.get(position.stage, (-1, time.monotonic()))
            if position.position != before or not position.lag:
                moved[position.stage] = (position.position, time.monotonic())
            else:
                outcome.longest_still = max(outcome.longest_still, time.monotonic() - since)
        await asyncio.sleep(1.0)


async def _compare(carrier: KafkaCarrier, servers: str, layout: Layout, outcome: Outcome) -> None:
    """Count what the last topic holds, and where groups and ends do not meet."""
    ids: Counter[str] = Counter()
    for value in await _read(servers, layout.topic("tagged")):
        ids[TaggedArticle.model_validate_json(value).article.url] += 1
    outcome.delivered = sum(_url(n) in ids for n in range(outcome.records))
    outcome.repeated = sum(ids.values()) - len(ids)
    for _, _, position, end in await carrier.operations.partitions():
        outcome.partitions += 1
        outcome.at_end += position == end
        outcome.behind += end - position


async def _read(servers: str, topic: str) -> list[bytes]:
    """All values of a topic."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        values: list[bytes] = []
        places = consumer.assignment()
        ends = await consumer.end_offsets(places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                values += [record.value for record in records]
        return values
    finally:
        await consumer.stop()


async def undisturbed(servers: str, records: int) -> float:
    """The peer: a plain loop over as many records, given on as they are; how many a second."""
    layout = Layout(f"raw-{secrets.token_hex(4)}.", partitions=PARTITIONS)
    reads, writes = layout.topic("candidates"), layout.topic("pages")
    async with open_admin(Cluster(servers)) as admin:
        await create_topics(admin, layout.planned())
        producer = Producer(Cluster(servers))
        value = b'{"body": "' + b"x" * 2_000 + b'"}'
        await producer.send([Message(reads, _url(n).encode(), value) for n in range(records)])
        await producer.close()
        rate = await raw_loop(servers, f"{layout.prefix}raw", reads, writes, records, lambda value: value)
        await delete_topics(admin, [topic.name for topic in layout.planned()])
    return rate
