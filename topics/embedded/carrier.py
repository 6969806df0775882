"""The embedded carrier: one process, one SQLite file that holds journal, positions and state."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import apsw
import structlog

from topics.buffered import Documents, PendingState
from topics.carrier import Position, Standing, Tally
from topics.catalogue import TOPICS
from topics.embedded.consumer import Consumer
from topics.embedded.database import cannot_be_written
from topics.embedded.gather import NEWS, Gather
from topics.embedded.journal import Journal
from topics.embedded.state import JournalState, committed_state
from topics.handling import Effects, Entry, entry_of
from topics.observer import UNOBSERVED, ObservedBacking, Observer
from topics.records import Record
from topics.stage import Stage
from topics.state import State

T = TypeVar("T")
Handled = tuple[Consumer, Sequence[Effects]]
"""What one batch came to, on its way to the commit."""
log = structlog.get_logger(__name__)

LOOK_AROUND = 0.5  # seconds between looks for due retries and for records that other processes appended
IDLE_LOOK = 0.05  # seconds between looks whether all is done
CLEAN_EVERY = 60.0  # seconds between two removals of what retention allows to go
FULL_DISK_PAUSE = 2.0  # seconds before a commit that failed for want of room is tried again


class JournalThread:
    """A journal and the one thread that uses it, so that the event loop never waits for the disk."""

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._journal = self._thread.submit(Journal, path).result()

    async def ask(self, function: Callable[[Journal], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, self._journal)

    def close(self) -> None:
        self._thread.submit(self._journal.close).result()
        self._thread.shutdown()


class StateFile(JournalState):
    """State in a file of its own; several processes may share it."""

    def __init__(self, path: Path) -> None:
        self._thread = JournalThread(path)
        super().__init__(self._thread.ask)

    async def close(self) -> None:
        self._thread.close()


class EmbeddedCarrier:
    """Carries records between stages through a journal in one SQLite file."""

    def __init__(
        self,
        path: Path,
        stages: Sequence[Stage],
        *,
        max_bytes: int | None = None,
        patient: bool = True,
        gather: Gather = NEWS,
        observer: Observer = UNOBSERVED,
    ) -> None:
        """`max_bytes` bounds the journal: what every reader has passed goes early where the file is larger.

        `patient` waits for room on a full disk until it is told to stop; otherwise what cannot be written raises.
        `gather`: how long commits wait for each other.
        """
        self._stages = {stage.name: stage for stage in stages}
        self._reads = {s.name: tuple(t.name for t in s.reads) for s in stages}
        self._max_bytes = max_bytes
        self._patient = patient
        self._gather = gather
        self.observer = observer
        self._writer = JournalThread(path)
        self._reader = JournalThread(path)  # reads do not wait behind a commit's sync
        self._consumers = [Consumer(stage, self) for stage in stages]
        self.pending = PendingState(ObservedBacking(JournalState(self._reader.ask), observer))
        """The state as handlings see it: what is written and, above it, what is on its way to be."""
        self._handled: asyncio.Queue[Handled] = asyncio.Queue()
        self._stopping = asyncio.Event()
        self._trouble = ""

    @property
    def state(self) -> State:
        return committed_state(self._writer.ask)

    @property
    def troubles(self) -> list[str]:
        return [self._trouble] if self._trouble else []

    @property
    def standing(self) -> list[Standing]:
        return []  # a time limit ends what hangs, and all else is in this process

    async def publish(
        self, records: Sequence[Record], *, backfill: bool = False, documents: Documents | None = None
    ) -> None:
        entries = [entry_of(record) for record in records]
        await self._insist(lambda journal: journal.append(entries, documents or {}))
        self._wake({entry.topic for entry in entries})

    async def ready(self) -> None:
        return

    async def tallies(self) -> dict[str, Tally]:
        return await self._reader.ask(lambda journal: journal.progress.tallies())

    async def positions(self) -> list[Position]:
        return await self._reader.ask(lambda journal: journal.positions(self._reads))

    async def oldest(self) -> dict[str, float]:
        return await self._reader.ask(lambda journal: journal.oldest(self._reads))

    async def set_aside(self) -> dict[str, int]:
        """How many records of each stage are in quarantine."""
        return await self._reader.ask(lambda journal: journal.quarantine.counts())

    def stop(self) -> None:
        self._stopping.set()
        self._wake(set(TOPICS))

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                helpers = [tasks.create_task(self._commit_for_ever()), tasks.create_task(self._look_around())]
                await asyncio.gather(*(tasks.create_task(consumer.run()) for consumer in self._consumers))
                await self._handled.join()
                for helper in helpers:
                    helper.cancel()
        except BaseExceptionGroup as failures:
            raise _first(failures) from failures

    async def idle(self, horizon: float = 0.0) -> None:
        while not (self.stopping or await self._nothing_to_do(horizon)):
            await asyncio.sleep(IDLE_LOOK)  # also the clock ends it: a record may come due

    async def _nothing_to_do(self, horizon: float) -> bool:
        if any(consumer.busy for consumer in self._consumers):
            return False
        positions = await self._reader.ask(lambda journal: journal.positions(self._reads))
        if any(position.lag for position in positions):
            return False
        due = await self._reader.ask(lambda journal: journal.retries.next_due(self._reads))
        return due is None or due > time.time() + horizon

    def commit(self, consumer: Consumer, effects: Sequence[Effects]) -> None:
        """Write what a batch came to, together with whatever else is ready, when its turn comes."""
        self._handled.put_nowait((consumer, effects))

    async def read(self, function: Callable[[Journal], T]) -> T:
        return await self._reader.ask(function)

    def _wake(self, topics: set[str]) -> None:
        for consumer in self._consumers:
            if not topics.isdisjoint(self._reads[consumer.stage.name]):
                consumer.wake.set()

    async def _commit_for_ever(self) -> None:
        while True:
            ready = [await self._handled.get()]
            if not ready[0][0].stage.is_written_at_once:
                await self._gather.wait(self._consumers)
            while not self._handled.empty():
                ready.append(self._handled.get_nowait())
            await self._commit(ready)
            for _ in ready:
                self._handled.task_done()

    async def _commit(self, ready: Sequence[Handled]) -> None:
        effects = [effect for _, handled in ready for effect in handled]
        ended: defaultdict[Consumer, list[Entry]] = defaultdict(list)
        for consumer, handled in ready:
            ended[consumer] += [effect.entry for effect in handled]
        positions = {consumer.stage.name: consumer.position_without(entries) for consumer, entries in ended.items()}
        started = time.perf_counter()
        conflicts = await self._insist(lambda journal: journal.commit(effects, positions))
        self.observer.asked_state("commit", time.perf_counter() - started)
        self.observer.settled([effect for effect in effects if effect not in conflicts] if conflicts else effects)
        for effect in effects:
            self.pending.settle(effect.documents)
        for consumer, entries in ended.items():
            consumer.committed(entries, [effect.entry for effect in conflicts if effect.stage == consumer.stage.name])
        self._wake({entry.topic for effect in effects for entry in effect.outputs})

    async def _insist(self, write: Callable[[Journal], T]) -> T:
        """Write, again and again while the disk is full or away; raises what it met where nobody waits for room."""
        while True:
            try:
                written = await self._writer.ask(write)
                if self._trouble:
                    log.info("journal can be written again")
                self._trouble = ""
                return written
            except apsw.Error as error:
                waits = self._patient or isinstance(error, apsw.BusyError)
                if not cannot_be_written(error) or not waits or self.stopping:
                    raise
                if not self._trouble:
                    log.error("journal cannot be written, trying again", error=str(error), pause=FULL_DISK_PAUSE)
                self._trouble = f"journal: {error}"
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), FULL_DISK_PAUSE)

    async def _look_around(self) -> None:
        cleaned = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_AROUND)
            try:
                await self._writer.ask(lambda journal: journal.retries.promote())
                if time.monotonic() - cleaned > CLEAN_EVERY:
                    cleaned = time.monotonic()
                    await self._writer.ask(lambda journal: journal.clean(self._reads, self._max_bytes))
            except apsw.Error as error:
                if not cannot_be_written(error):
                    raise
                if not self._trouble:  # a commit that fails has said it
                    log.error("journal cannot be written, trying again", error=str(error), pause=LOOK_AROUND)
            self._wake(set(TOPICS))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        self._writer.close()


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = failures
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
