"""One stage at work on a cluster: takes what arrives, handles it, and commits what that came to in groups."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from topics.buffered import PendingState
from topics.catalogue import TOPICS
from topics.codec import decode
from topics.handling import Effects, Entry, endings_of, set_aside
from topics.kafka.admission import Admission
from topics.kafka.committing import Committer, TakenOver
from topics.kafka.era import Era, Fetched, Handled
from topics.kafka.inbox import Inbox
from topics.kafka.layout import LARGEST_RECORD
from topics.kafka.missing import Missing
from topics.kafka.shared import Shared
from topics.kafka.source import Arrived, FaustSource
from topics.observer import handle_observed
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


class StageRunner:
    """Runs one stage in one lane."""

    def __init__(self, stage: Stage, lane: str, shared: Shared) -> None:
        self.stage = stage
        self._backing = shared.backing
        self._observer = shared.observer
        self.group = shared.layout.group(stage.name, lane)
        self._inbox: Inbox[Arrived] = Inbox(INBOX)
        self._finished: asyncio.Queue[Handled] = asyncio.Queue()
        self._era = Era(PendingState(self._backing))
        self._taking = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._moving = False
        self._stepped = asyncio.Event()
        """Set whenever something became safe."""
        self.topics = shared.layout.reads(stage.reads, lane)
        self.source = FaustSource(
            shared.cluster, self.group, self.topics, shared.folder, arrived=self._inbox.put, revoked=self._before_moving
        )
        self._missing = Missing(self.group, self.source)
        self._admission = Admission(self.group, shared, self.source, self._missing, self._finished)
        self._committer = Committer(stage, lane, self.group, shared, self.source)

    def stop(self) -> None:
        self._stopping.set()
        self._step()
        self._inbox.wake()

    async def run(self) -> None:
        """Serve until `stop`; what is in flight is finished first."""
        source = asyncio.create_task(self.source.run())
        committer = asyncio.create_task(self._commit_for_ever())
        looking = asyncio.create_task(self._missing.look_for_ever(self._at_rest))
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
            entry = await self._admission.admit(era, self._inbox.take())
            if era.over:
                return era, []
            if entry is not None:
                batch.append(entry)
            if len(batch) >= self.stage.batch:
                break
        return era, batch

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
            of_now = [handled for handled in ready if not handled.era.over]
            try:
                await self._committer.commit(of_now)
            except TakenOver:
                self._end_era(of_now[0].era)
            for handled in ready:
                handled.era.unsafe -= len(handled.effects)
            self._step()

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

    def _at_rest(self) -> Era | None:
        """The era, while nothing that arrived is under way."""
        return None if self._moving or self._open() or self._inbox else self._era
