"""One stage at work on a cluster: takes what arrives, handles it, and moves positions when all is safe.

What handlings came to goes out in groups, in this order: outputs, retries and quarantine are acknowledged by the
cluster; then the state is written; then the positions move. A crash between any two repeats work and loses none.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiokafka import TopicPartition

from topics.buffered import Backing, Documents, Key, PendingState, as_write
from topics.catalogue import TOPICS
from topics.codec import decode
from topics.handling import Effects, Entry, endings_of, set_aside
from topics.kafka.behind import POSITIONS, Behind, key_of, told
from topics.kafka.cluster import Cluster
from topics.kafka.era import NOWHERE, Era, Fetched, Handled, Part
from topics.kafka.errors import StateBehind
from topics.kafka.headers import read_headers
from topics.kafka.inbox import Inbox
from topics.kafka.layout import LARGEST_RECORD, Layout
from topics.kafka.messages import message_aside, message_of, message_waiting
from topics.kafka.producer import Message, Producer
from topics.kafka.source import Arrived, FaustSource, NotAssigned
from topics.kafka.tallies import Tallies
from topics.kafka.track import Fit, Track
from topics.observer import Observer, handle_observed
from topics.outcome import Done
from topics.stage import Stage

log = structlog.get_logger(__name__)

SPAN = 5_000  # records beyond the positions, which a crash may repeat, while a slow one holds these up for seconds
INBOX = 500  # records fetched ahead
LONGEST_STOP = 75.0
"""Seconds that a stop waits for what is in flight: longer than the longest call of a webhook, which would be repeated.

What lasts longer (a page that hangs, a look at a slow source) is done again elsewhere and does no harm; a cluster that
is down must not hold a stop up for ever.
"""
SETTLE = 8.0  # seconds that partitions about to move wait for what is in flight; what takes longer is repeated
GATHER = 0.01  # seconds that a stage that takes batches waits for more than the first record
LOOK = 2.0  # seconds between looks whether something that should have arrived has not, or has not arrived again
AGAIN = (3, 6, 12, 24, 48, 96)
"""After so many looks at which nothing had arrived it is fetched again; the watchdog ends what that does not help."""
OWNERS = "kafka owners"


@dataclass(frozen=True, slots=True)
class Shared:
    """What the runners of a worker have in common."""

    cluster: Cluster
    layout: Layout
    folder: Path
    """For what Faust keeps in files."""
    producer: Producer
    backing: Backing
    tallies: Tallies
    observer: Observer


class StageRunner:
    """Runs one stage in one lane."""

    def __init__(self, stage: Stage, lane: str, shared: Shared) -> None:
        self.stage = stage
        self._lane = lane
        self._layout = shared.layout
        self._producer = shared.producer
        self._backing = shared.backing
        self._tallies = shared.tallies
        self._observer = shared.observer
        self.group = self._layout.group(stage.name, lane)
        self._inbox: Inbox[Arrived] = Inbox(INBOX)
        self._finished: asyncio.Queue[Handled] = asyncio.Queue()
        self._era = Era(PendingState(self._backing))
        self._taking = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._moving = False
        self._stepped = asyncio.Event()
        """Set whenever something became safe."""
        self.topics = self._layout.reads(stage.reads, lane)
        self.source = FaustSource(
            shared.cluster, self.group, self.topics, shared.folder, arrived=self._inbox.put, revoked=self._before_moving
        )

    def stop(self) -> None:
        self._stopping.set()
        self._step()
        self._inbox.wake()

    async def run(self) -> None:
        """Serve until `stop`; what is in flight is finished first."""
        source = asyncio.create_task(self.source.run())
        committer = asyncio.create_task(self._commit_for_ever())
        looking = asyncio.create_task(self._look_for_missing())
        workers = [asyncio.create_task(self._work()) for _ in range(self.stage.concurrency)]
        asked = asyncio.create_task(self._stopping.wait())
        tasks = (source, committer, looking, *workers, asked)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # a bug of ours ends the run, with its traceback
            looking.cancel()
            await asyncio.wait_for(asyncio.gather(*workers, self._drained()), LONGEST_STOP)
            self.source.stop()
            await source
        except TimeoutError:
            log.warning("stopped with records in flight", group=self.group, records=self._open())
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self) -> None:
        """Take a batch and handle it, again and again: one of as many workers as there may be batches in flight."""
        while not self._stopping.is_set():
            async with self._taking:
                while (self._moving or self._is_full()) and not self._stopping.is_set():
                    self._stepped.clear()
                    await self._stepped.wait()
                era, batch = await self._take()
            if batch:
                await self._handle(era, batch)
                await asyncio.sleep(0)  # a stage that never waits must not keep the others from their turn

    async def _take(self) -> tuple[Era, list[Fetched]]:
        """What has arrived, up to a batch; nothing where none of it is for us."""
        batch: list[Fetched] = []
        if not self._stopping.is_set():
            await self._inbox.filled()
        if self.stage.batch > len(self._inbox):
            await asyncio.sleep(GATHER)
        era = self._era
        while self._inbox and not self._moving and not self._stopping.is_set():
            entry = await self._admit(era, self._inbox.take())
            if era.over:
                return era, []
            if entry is not None:
                batch.append(entry)
            if len(batch) >= self.stage.batch:
                break
        return era, batch

    async def _admit(self, era: Era, arrived: Arrived) -> Fetched | None:
        """The record as an entry, where it is the next of its partition and meant for this stage."""
        try:
            part = era.parts.get(arrived.place) or await self._own(era, arrived.place)
            fit = part.track.fit(arrived.offset)
            if fit is Fit.REPEAT:
                return None
            if fit is Fit.GAP and await self._passed_over(arrived, part):
                return None
        except NotAssigned:
            return None
        if era.over:
            return None
        part.track.take(arrived.offset)
        headers = read_headers(arrived.headers)
        if headers.stage and headers.stage != self.group:
            self._finished.put_nowait(Handled(era, (), [(arrived.place, arrived.offset)]))
            return None
        era.unsafe += 1
        return Fetched(
            self._layout.logical(arrived.place.topic),
            arrived.key.decode("utf-8", "replace"),
            headers.version,
            arrived.value,
            attempt=headers.attempt,
            trace=headers.traceparent,
            place=arrived.place,
            offset=arrived.offset,
            fresh=not headers.stage,
        )

    async def _own(self, era: Era, place: TopicPartition) -> Part:
        """Begin with a partition: write down that it is ours, so that a worker that lost it can write no state."""
        position = await self.source.position(place)
        await self.source.commit({place: position})  # refused where the group has gone on without us
        key = (OWNERS, key_of(self.group, place))
        while True:
            before = await self._backing.read(*key)
            count = json.loads(before)["count"] if before else 0
            mine = as_write({"count": count + 1, "worker": self._tallies.worker})
            created = set() if before else {key}
            if await self._backing.write({key: mine}, created, {key: before} if before else {}):
                break
        text = await self._backing.read(POSITIONS, key[1])
        known = int(json.loads(text)["next"]) if text else 0
        if era.over:
            raise NotAssigned
        if known < position and await self.source.first_at(place, known) < position:
            raise StateBehind(told([Behind(self.group, place, position, known)]))
        part = Part(Track(position), mine[0], known)
        era.parts[place] = part
        return part

    async def _passed_over(self, arrived: Arrived, part: Part) -> bool:
        """Whether records before this one did not arrive; then they are fetched again, and this one with them."""
        offset, moment = part.again
        if offset == part.track.next and time.monotonic() < moment + LOOK:
            return True  # they are on their way; to go back for each that follows would undo it each time
        part.again = part.track.next, time.monotonic()
        exists = await self.source.first_at(arrived.place, part.track.next)
        if exists >= arrived.offset:
            return False
        log.info("records passed over, fetching again", group=self.group, place=str(arrived.place), offset=exists)
        await self.source.go_back(arrived.place, part.track.next)
        return True

    async def _handle(self, era: Era, batch: Sequence[Entry]) -> None:
        effects = await handle_observed(self._observer, self.stage, batch, era.pending)
        for effect in effects:
            self._limit(effect)
        self._finished.put_nowait(Handled(era, effects))

    def _limit(self, effect: Effects) -> None:
        """Put the input aside in place of writing records that no topic takes."""
        largest = max((len(e.value) for e in (*effect.outputs, *(w.entry for w in effect.waiting))), default=0)
        if largest > LARGEST_RECORD:
            aside = set_aside(self.stage, effect.entry, "record too large", f"{largest} bytes of {LARGEST_RECORD}")
            effect.outcome, effect.reason, effect.quarantined = aside.outcome, aside.reason, aside.quarantined
            effect.outputs, effect.waiting = [], []
            effect.endings = endings_of(effect, decode(TOPICS[effect.entry.topic], effect.entry.value), Done())

    async def _commit_for_ever(self) -> None:
        while True:
            ready = [await self._finished.get()]
            while not self._finished.empty():
                ready.append(self._finished.get_nowait())
            await self._commit([handled for handled in ready if not handled.era.over])
            for handled in ready:
                handled.era.unsafe -= len(handled.effects)
            self._step()

    async def _commit(self, ready: Sequence[Handled]) -> None:
        if not ready:
            return
        era = ready[0].era
        effects = [effect for handled in ready for effect in handled.effects]
        await self._producer.send(list(self._messages(effects)))
        places = [(e.entry.place, e.entry.offset) for e in effects if isinstance(e.entry, Fetched)]
        places += [place for handled in ready for place in handled.skipped]
        for place, offset in places:
            era.parts[place].track.handled(offset)
        moved = {place for place, _ in places}
        if not await self._write_state(era, effects, moved):
            return
        self._observer.settled(effects)
        if era.over:
            return
        try:
            await self.source.commit({place: era.parts[place].track.position for place in moved})
        except NotAssigned as error:
            log.debug("positions not moved", group=self.group, error=str(error))

    def _messages(self, effects: Iterable[Effects]) -> Iterable[Message]:
        for effect in effects:
            place = effect.entry.place if isinstance(effect.entry, Fetched) else NOWHERE
            for output in (*effect.outputs, *effect.endings):
                yield message_of(output, self._layout.topic(output.topic, self._lane))
            for waiting in effect.waiting:
                belongs = place.topic if waiting.stage else self._layout.topic(waiting.entry.topic, self._lane)
                yield message_waiting(waiting, self._layout, belongs, self.group if waiting.stage else "", time.time())
            if effect.quarantined is not None and isinstance(effect.entry, Fetched):
                source = f"{place.topic}/{place.partition}/{effect.entry.offset}"
                yield message_aside(effect.quarantined, self._layout, place.topic, self.group, source)

    async def _write_state(self, era: Era, effects: Sequence[Effects], places: Iterable[TopicPartition]) -> bool:
        """Write what the handlings wrote; False where the partitions are another worker's by now."""
        documents: Documents = {}
        created: set[Key] = set()
        for effect in effects:
            documents |= effect.documents
            created |= effect.created
        own, expected = self._bookkeeping(era, effects, places)
        if await self._backing.write(documents | own, created, expected):
            era.pending.settle(documents)
            return True
        for key, text in expected.items():
            if await self._backing.read(*key) != text:
                log.info("partitions were taken over, leaving what was begun", group=self.group, records=len(effects))
                self._tallies.repeated(self.stage.name, len(effects))
                self._end_era(era)
                return False
        # Another process created one of the documents meanwhile: its document stays, our outputs are repeats.
        for effect in effects:
            if not await self._backing.write(effect.documents, effect.created, expected):
                self._tallies.repeated(self.stage.name, 1)
        era.pending.settle(documents)
        return await self._backing.write(own, set(), expected)

    def _bookkeeping(
        self, era: Era, effects: Sequence[Effects], places: Iterable[TopicPartition]
    ) -> tuple[Documents, dict[Key, str]]:
        """What is written with the state (counts, how far partitions are handled), and the proof that they are ours."""
        expected: dict[Key, str] = {}
        own: Documents = {}
        for place in places:
            name, part = key_of(self.group, place), era.parts[place]
            expected[OWNERS, name] = part.owner
            if part.track.position > part.known:
                own[POSITIONS, name] = as_write({"next": part.track.position})
        for effect in effects:
            if isinstance(entry := effect.entry, Fetched):
                again = entry.offset < era.parts[entry.place].known
                self._tallies.count(effect, fresh=entry.fresh, repeated=again)
        own |= self._tallies.document()
        return own, expected

    async def _before_moving(self) -> None:
        """Finish what is in flight, as far as that is quick, and begin a new era."""
        self._moving = True
        try:
            await asyncio.wait_for(self._drained(), SETTLE)
        except TimeoutError:
            log.info("partitions move with records in flight", group=self.group, records=self._open())
        finally:
            self._end_era(self._era)
            self._moving = False
            self._step()

    def _end_era(self, era: Era) -> None:
        if not era.over:
            era.over = True
            self._era = Era(PendingState(self._backing))
            self._inbox.clear()

    async def _drained(self) -> None:
        """Return when everything taken is safe."""
        while self._open() or self._era.unsafe:
            self._stepped.clear()
            try:
                await asyncio.wait_for(self._stepped.wait(), 0.1)
            except TimeoutError:
                continue

    def _open(self) -> int:
        return sum(part.track.open for part in self._era.parts.values())

    def _is_full(self) -> bool:
        return self._era.unsafe >= self.stage.window() or self._open() >= SPAN

    def _step(self) -> None:
        self._stepped.set()

    async def _look_for_missing(self) -> None:
        """Fetch again what is on the cluster, is ours and did not arrive; with growing patience, for slow lines."""
        looks: dict[TopicPartition, tuple[int, int]] = {}
        while True:
            await asyncio.sleep(LOOK)
            if self._moving or self._open() or self._inbox:
                continue
            era = self._era
            try:
                ends = await self.source.ends()
                for place, end in ends.items():
                    part = era.parts.get(place)
                    following = part.track.next if part else await self.source.position(place)
                    before, times = looks.get(place, (following, 0))
                    times = times + 1 if following < end and following == before else 1
                    looks[place] = following, times
                    if following < end and times in AGAIN:
                        log.info("records did not arrive, fetching again", group=self.group, place=str(place))
                        await self.source.go_back(place, following)
                    if part and part.track.position == end and await self.source.position(place) < end:
                        await self.source.commit({place: end})  # a commit that failed
            except NotAssigned:
                continue
