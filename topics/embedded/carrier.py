"""The embedded carrier: one process, one SQLite file that holds journal, positions and state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import apsw
import structlog

from topics.buffered import BufferedState
from topics.carrier import Position, Standing, Tally
from topics.catalogue import TOPICS
from topics.embedded.journal import Journal
from topics.embedded.state import JournalState, committed_state
from topics.handling import Effects, Entry, entry_of, handle
from topics.records import Record
from topics.stage import Stage
from topics.state import State

T = TypeVar("T")
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

    def __init__(self, path: Path, stages: Sequence[Stage], *, max_bytes: int | None = None) -> None:
        """`max_bytes` bounds the journal: what every reader has passed goes early where the file is larger."""
        self._stages = {stage.name: stage for stage in stages}
        self._reads = {s.name: tuple(t.name for t in s.reads) for s in stages}
        self._max_bytes = max_bytes
        self._writer = JournalThread(path)
        self._reader = JournalThread(path)  # reads do not wait behind a commit's sync
        self._consumers = [Consumer(stage, self) for stage in stages]
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

    def handling_state(self) -> BufferedState:
        """The state for the handling of one record or batch."""
        return BufferedState(JournalState(self._reader.ask))

    async def publish(self, records: Sequence[Record], *, backfill: bool = False) -> None:
        entries = [entry_of(record) for record in records]
        await self._writer.ask(lambda journal: journal.append(entries))
        self._wake({entry.topic for entry in entries})

    async def ready(self) -> None:
        return

    async def tallies(self) -> dict[str, Tally]:
        return await self._reader.ask(lambda journal: journal.tallies())

    async def positions(self) -> list[Position]:
        return await self._reader.ask(lambda journal: journal.positions(self._reads))

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
        due = await self._reader.ask(lambda journal: journal.next_due())
        return due is None or due > time.time() + horizon

    async def commit(self, consumer: Consumer, effects: Sequence[Effects]) -> list[Effects]:
        """Write what a batch came to, together with whatever else is ready; gives back what must be handled again."""
        handled = Handled(consumer, effects, asyncio.get_running_loop().create_future())
        self._handled.put_nowait(handled)
        return await handled.conflicts

    async def read(self, function: Callable[[Journal], T]) -> T:
        return await self._reader.ask(function)

    def _wake(self, topics: set[str]) -> None:
        for consumer in self._consumers:
            if not topics.isdisjoint(self._reads[consumer.stage.name]):
                consumer.wake.set()

    async def _commit_for_ever(self) -> None:
        while True:
            ready = [await self._handled.get()]
            while not self._handled.empty():
                ready.append(self._handled.get_nowait())
            await self._commit(ready)

    async def _commit(self, ready: Sequence[Handled]) -> None:
        effects = [effect for handled in ready for effect in handled.effects]
        positions = {
            handled.consumer.stage.name: handled.consumer.position_without(
                {e.entry.seq for e in effects if e.stage == handled.consumer.stage.name}
            )
            for handled in ready
        }
        while True:
            try:
                lost = await self._writer.ask(lambda journal: journal.commit(effects, positions))
                self._trouble = ""
                break
            except (apsw.FullError, apsw.IOError, apsw.BusyError) as error:
                self._trouble = f"journal: {error}"
                log.error("journal cannot be written, trying again", error=str(error), pause=FULL_DISK_PAUSE)
                await asyncio.sleep(FULL_DISK_PAUSE)
        for handled in ready:
            conflicts = [effect for effect in handled.effects if any(effect is other for other in lost)]
            handled.consumer.committed([e.entry for e in handled.effects if e not in conflicts])
            if not handled.conflicts.done():
                handled.conflicts.set_result(conflicts)
        self._wake({e.topic for effect in effects for e in effect.outputs})

    async def _look_around(self) -> None:
        cleaned = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_AROUND)
            try:
                await self._writer.ask(lambda journal: journal.promote())
                if time.monotonic() - cleaned > CLEAN_EVERY:
                    cleaned = time.monotonic()
                    await self._writer.ask(lambda journal: journal.clean(self._reads, self._max_bytes))
            except apsw.Error as error:
                log.error("journal cannot be written, trying again", error=str(error), pause=LOOK_AROUND)
            self._wake(set(TOPICS))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        self._writer.close()


@dataclass(frozen=True, slots=True)
class Handled:
    """What one batch came to, on its way to the commit."""

    consumer: Consumer
    effects: Sequence[Effects]
    conflicts: asyncio.Future[list[Effects]]


class Consumer:
    """One stage at work: takes what is due and what is next, at most so many batches at a time."""

    def __init__(self, stage: Stage, carrier: EmbeddedCarrier) -> None:
        self.stage = stage
        self.wake = asyncio.Event()
        self._carrier = carrier
        self._topics = [topic.name for topic in stage.reads]
        self._cursor = 0
        self._open: set[int] = set()
        """Places taken and not yet committed."""
        self._retries: set[int] = set()
        """Ids of retries taken and not yet committed."""
        self._ahead: set[int] = set()
        self._slots = asyncio.Semaphore(stage.concurrency)
        self._handling = 0

    @property
    def busy(self) -> bool:
        return bool(self._open or self._retries or self._handling)

    def position_without(self, handled: set[int | None]) -> int:
        """Where the stage stands once these places are handled too."""
        return min((seq - 1 for seq in self._open - handled), default=self._cursor)

    def committed(self, entries: Sequence[Entry]) -> None:
        """These entries are handled for good."""
        self._open.difference_update(entry.seq for entry in entries if entry.seq is not None)
        self._retries.difference_update(entry.retry for entry in entries if entry.retry is not None)

    async def run(self) -> None:
        self._cursor = await self._carrier.read(lambda journal: journal.position(self.stage.name))
        self._ahead = await self._carrier.read(lambda journal: journal.ahead(self.stage.name))
        async with asyncio.TaskGroup() as tasks:
            while not self._carrier.stopping:
                self.wake.clear()
                await self._slots.acquire()
                batch = [] if self._carrier.stopping else await self._take()
                if batch:
                    self._handling += 1
                    tasks.create_task(self._handle(batch))
                    continue
                self._slots.release()
                if not self._carrier.stopping:
                    await self.wake.wait()

    async def _take(self) -> list[Entry]:
        limit, retries = self.stage.batch, set(self._retries)
        batch = await self._carrier.read(lambda journal: journal.due(self.stage.name, retries, limit))
        self._retries.update(entry.retry for entry in batch if entry.retry is not None)
        while len(batch) < limit:
            room, cursor = limit - len(batch), self._cursor
            found = await self._carrier.read(lambda journal: journal.after(self._topics, cursor, room))  # noqa: B023
            if not found:
                break
            self._cursor = found[-1].seq or cursor
            fresh = [entry for entry in found if entry.seq not in self._ahead]
            self._open.update(entry.seq for entry in fresh if entry.seq is not None)
            batch += fresh
        return batch

    async def _handle(self, batch: list[Entry]) -> None:
        """Handle the batch and wait until it is committed; what lost a race for a document is handled again."""
        try:
            while batch:
                effects = await handle(self.stage, batch, self._carrier.handling_state())
                batch = [effect.entry for effect in await self._carrier.commit(self, effects)]
        finally:
            self._handling -= 1
            self._slots.release()
            self.wake.set()


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = failures
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
