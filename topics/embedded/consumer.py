"""One stage at work on the journal: takes what is due and what is next, and hands on what it came to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from topics.buffered import PendingState
from topics.embedded.journal import Journal
from topics.handling import Effects, Entry
from topics.observer import Observer, handle_observed
from topics.stage import Stage

T = TypeVar("T")

FETCH = 200  # records read at once: the step to the journal's thread costs as much as some ten records
FETCH_BYTES = 2 << 20  # and no more once they have so many: pages may have some MB each


class Home(Protocol):
    """What a consumer needs of its carrier."""

    @property
    def pending(self) -> PendingState: ...

    @property
    def stopping(self) -> bool: ...

    @property
    def observer(self) -> Observer: ...

    async def read(self, function: Callable[[Journal], T]) -> T:
        """Run a function on the journal, beside its writer."""
        ...

    def commit(self, consumer: Consumer, effects: Sequence[Effects]) -> None:
        """Write what a batch came to; `committed` follows."""
        ...


class Consumer:
    """Takes records in order, with as many batches in flight as the stage allows."""

    def __init__(self, stage: Stage, carrier: Home) -> None:
        self.stage = stage
        self.wake = asyncio.Event()
        self._carrier = carrier
        self._topics = [topic.name for topic in stage.reads]
        self._read = 0
        """The place up to which the journal was read."""
        self._cursor = 0
        """The place of the last record taken."""
        self._fetched: deque[Entry] = deque()
        self._open: set[int] = set()
        """Places taken and not yet written."""
        self._retries: set[int] = set()
        """Ids of retries fetched and not yet written."""
        self._in_flight = 0
        self._ahead: set[int] = set()
        self._taking = asyncio.Lock()

    @property
    def busy(self) -> bool:
        return bool(self._in_flight or self._fetched)

    @property
    def waiting(self) -> int:
        """How many records are fetched and wait for their turn."""
        return len(self._fetched)

    @property
    def is_held_up(self) -> bool:
        """Whether it takes nothing more before what it has handled is written."""
        return self._in_flight >= self.stage.window()

    def position_without(self, handled: Sequence[Entry]) -> int:
        """Where the stage stands once these are written too."""
        left = self._open.difference(entry.seq for entry in handled)
        return min(left) - 1 if left else self._cursor

    def committed(self, entries: Sequence[Entry], again: Sequence[Entry]) -> None:
        """These entries are written for good, but for those that must be handled again."""
        self._in_flight -= len(entries)
        self._open.difference_update(entry.seq for entry in entries if entry not in again)
        self._retries.difference_update(entry.retry for entry in entries if entry not in again)
        self._fetched.extendleft(reversed(again))
        self.wake.set()

    async def run(self) -> None:
        """Serve until the carrier stops."""
        self._cursor = self._read = await self._carrier.read(lambda journal: journal.progress.position(self.stage.name))
        self._ahead = await self._carrier.read(lambda journal: journal.progress.ahead(self.stage.name))
        async with asyncio.TaskGroup() as tasks:
            for _ in range(self.stage.concurrency):
                tasks.create_task(self._work())

    async def _work(self) -> None:
        """Take a batch and handle it, again and again: one of as many workers as there may be batches in flight."""
        while not self._carrier.stopping:
            async with self._taking:
                batch = await self._take()
            if batch:
                self._carrier.commit(self, await self._handle(batch))
                await asyncio.sleep(0)  # a stage that never waits must not keep the others from their turn

    async def _handle(self, batch: Sequence[Entry]) -> list[Effects]:
        return await handle_observed(self._carrier.observer, self.stage, batch, self._carrier.pending)

    async def _take(self) -> list[Entry]:
        """The next batch; waits for one, and gives none when the carrier stops."""
        while not self._carrier.stopping:
            self.wake.clear()
            if not self.is_held_up and (len(self._fetched) >= self.stage.batch or await self._fetch()):
                if batch := self._next():
                    return batch
            else:
                await self.wake.wait()
        return []

    def _next(self) -> list[Entry]:
        batch: list[Entry] = []
        while self._fetched and len(batch) < self.stage.batch:
            entry = self._fetched.popleft()
            if entry.seq is not None:
                self._cursor = max(self._cursor, entry.seq)
                if entry.seq in self._ahead:
                    continue
                self._open.add(entry.seq)
            batch.append(entry)
        self._in_flight += len(batch)
        return batch

    async def _fetch(self) -> bool:
        """Read on in the journal; whether anything can be taken."""
        retries, seq, limit = set(self._retries), self._read, max(FETCH, self.stage.batch)

        def read(journal: Journal) -> list[Entry]:
            due = journal.retries.due(self.stage.name, retries, limit)
            return due + journal.after(self._topics, seq, limit, FETCH_BYTES)

        found = await self._carrier.read(read)
        self._retries.update(entry.retry for entry in found if entry.retry is not None)
        self._read = max((entry.seq for entry in found if entry.seq is not None), default=seq)
        self._fetched.extend(found)
        return bool(self._fetched)
