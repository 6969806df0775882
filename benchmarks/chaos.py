"""Carries records through three stages on Kafka while workers are killed, stopped, frozen and started at random.

    python -m benchmarks.chaos [--seconds N] [--records N] [--seed N] [--servers HOST:PORT]

Without `--servers` it starts a Kafka of its own. The peer is a plain aiokafka loop (fetch a batch, send it on, wait for
the acknowledgements, commit) over the same records, undisturbed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from benchmarks.chaos_worker import STORE_VARIABLE, carrier_of
from benchmarks.cluster import cluster, raw_loop
from benchmarks.figures import show_figure, show_table
from topics.carrier import Tally
from topics.kafka.admin import create_topics, delete_topics, open_admin
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.cluster import Cluster
from topics.kafka.layout import Layout
from topics.kafka.producer import Message, Producer
from topics.kafka.watchdog import STANDS_STILL
from topics.records import Candidate, TaggedArticle

WORKERS = ("one", "two")
PARTITIONS = 4
DISTURBED = 0.7  # of the time: the rest is for coming to rest
SETTLE = 180.0  # seconds allowed for that beyond the time given
EVERY = (2.0, 14.0)  # seconds from one event to the next
LEAST_EVENTS = 10
FROZEN = (1.0, 20.0)  # seconds that a frozen worker stays so; its session ends after 10
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


class Workers:
    """The worker processes, started again by the same supervisor that disturbs them."""

    def __init__(self, servers: str, prefix: str, folder: Path) -> None:
        self._command = [sys.executable, "-m", "benchmarks.chaos_worker", "--servers", servers, "--prefix", prefix]
        self._command += ["--folder", str(folder), "--partitions", str(PARTITIONS)]
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._frozen: dict[str, float] = {}
        self.events: Counter[str] = Counter()

    def start(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen([*self._command, "--name", name], stdout=log, stderr=log)

    def disturb(self, chance: random.Random) -> None:
        """One event: a start of a worker that is not there, or a kill, a stop or a freeze of one that is."""
        name = chance.choice(WORKERS)
        if name in self._frozen:
            return
        if name not in self._running:
            self.events["start"] += 1
            self.start(name)
            return
        match chance.choice(("kill -9", "SIGTERM", "freeze", "kill -9 and start", "SIGTERM and start")):
            case "freeze":
                self.events["freeze"] += 1
                self._running[name].send_signal(signal.SIGSTOP)
                self._frozen[name] = time.monotonic() + chance.uniform(*FROZEN)
            case event:
                self.events[event.split(" and ")[0]] += 1
                self._end(name, signal.SIGKILL if event.startswith("kill") else signal.SIGTERM)
                if event.endswith("start"):
                    self.events["start"] += 1
                    self.start(name)

    def look_after(self) -> None:
        """Thaw what was frozen long enough; start again what ended by itself."""
        for name, until in list(self._frozen.items()):
            if time.monotonic() >= until:
                self._thaw(name)
        for name, process in list(self._running.items()):
            if (code := process.poll()) is not None:
                self.events["watchdog" if code == STANDS_STILL else f"ended by itself with {code}"] += 1
                self.start(name)

    def settle(self) -> None:
        """Let all workers run."""
        for name in list(self._frozen):
            self._thaw(name)
        for name in WORKERS:
            if name not in self._running:
                self.start(name)

    def stop(self) -> None:
        for name in list(self._frozen):
            self._thaw(name)
        for name in list(self._running):
            self._end(name, signal.SIGTERM)

    def _thaw(self, name: str) -> None:
        del self._frozen[name]
        self._running[name].send_signal(signal.SIGCONT)

    def _end(self, name: str, number: signal.Signals) -> None:
        process = self._running.pop(name)
        process.send_signal(number)
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            self.events["did not stop"] += 1
            process.kill()
            process.wait()


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
    workers = Workers(servers, layout.prefix, folder)
    async with carrier_of(servers, layout, folder) as carrier:
        await carrier.operations.create_topics()
        began = time.monotonic()
        try:
            for name in WORKERS:
                workers.start(name)
            publishing = asyncio.create_task(_publish(carrier, records, seconds * DISTURBED * 0.9))
            watching = asyncio.create_task(_watch(carrier, outcome))
            due = began + chance.uniform(*every)
            while time.monotonic() < began + seconds * DISTURBED or workers.events.total() < LEAST_EVENTS:
                await asyncio.sleep(0.25)
                workers.look_after()
                if time.monotonic() >= due:
                    await asyncio.to_thread(workers.disturb, chance)
                    due = time.monotonic() + chance.uniform(*every)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--servers")
    parser.add_argument("--store", help="An Elasticsearch for the state of the workers; by default a file.")
    parser.add_argument("--keep", type=Path, help="A folder for the workers' logs and data.")
    given = parser.parse_args()
    if given.store:
        os.environ[STORE_VARIABLE] = given.store
    seed = given.seed if given.seed is not None else secrets.randbelow(1_000_000)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with cluster(given.servers, folder / "kafka") as servers:
            out = asyncio.run(run(servers, folder, seconds=given.seconds, records=given.records, seed=seed))
            rate = asyncio.run(undisturbed(servers, given.records))
    events = ", ".join(f"{n} {event}" for event, n in sorted(out.events.items()))
    show_table(
        ("stage", "taken", "written", "retried", "known repeats"),
        [(name, t.taken, t.written, sum(t.retried.values()), t.repeated) for name, t in out.tallies.items()],
    )
    print(f"seed {seed}; {sum(out.events.values())} events: {events}")
    peer = f"raw loop, undisturbed: {rate:.0f}/s"
    show_figure(
        "delivered",
        out.delivered / out.records,
        f"{out.delivered}/{out.records}, {out.repeated} repeated outputs, {out.seconds:.0f} s; {peer}",
    )
    show_figure(
        "positions at end",
        out.at_end / max(out.partitions, 1),
        f"{out.at_end}/{out.partitions} partitions, {out.behind} records behind, "
        f"no stage still longer than {out.longest_still:.0f} s",
    )


if __name__ == "__main__":
    main()
