"""Files of any size handed to the pipeline, a little at a time: what is read, published and under way is bounded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from dongmaeng.intake.following import Following
from dongmaeng.intake.ledger import SPACE, Ledger, as_documents, ledger_key, ledger_of
from dongmaeng.intake.place import Place, Taken
from dongmaeng.intake.selection import Selection
from dongmaeng.intake.targets import Target
from dongmaeng.items import Item
from topics.carrier import Carrier, Operations
from topics.codec import encode
from topics.kafka.layout import LARGEST_RECORD
from topics.records import Page, Quiet

STAGES = ("clean", "tag", "resolve", "index")
ALERTING = ("alert", "deliver")
"""The stages that an imported page passes, and those behind them where it may alert."""

LOOK_EVERY = 0.2  # seconds between looks at how far the pages have come
_BATCH_BYTES = 4 << 20  # of pages published at once
_BATCH_TAKEN = 2_000  # things met in a file, pages or not, behind which the place is written down


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, and how."""

    targets: Sequence[Target]
    wanted: Selection = field(default_factory=Selection)
    alert: bool = False

    @property
    def key(self) -> str:
        return ledger_key(self.targets, self.wanted, alert=self.alert)

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages that the pages are followed through."""
        return STAGES + ALERTING if self.alert else STAGES


@dataclass(frozen=True, slots=True)
class Room:
    """How many pages may be under way, and how many are handed over at once."""

    under_way: int
    at_once: int
    largest: int | None = None
    """Bytes of JSON that a page may have; None where any may."""


CLUSTER = Room(1_000, 100, LARGEST_RECORD)
"""On a cluster, where they have topics of their own."""
BESIDE = Room(64, 16)
"""Beside a service on the embedded carrier, whose news of the day waits behind them: about a second of its work."""


def alone(processes: int) -> Room:
    """Where nobody waits behind them: some seconds of work for each process that reads them, and for each commit."""
    return Room(400 * processes, 100)


class Stopped(Exception):
    """Somebody asked for the import to end."""


class Importing:
    """One import on its way."""

    def __init__(
        self,
        order: Order,
        carrier: Carrier,
        operations: Operations,
        room: Room,
        *,
        refused: Callable[[Item], None],
    ) -> None:
        """`refused` is told of each item that cannot be read."""
        self._order = order
        self._carrier = carrier
        self._room = room
        self._refused = refused
        self._stopping = False
        self.ledger = Ledger()
        self.following = Following(operations, order.stages)
        self.resumed = 0
        """How many pages an import that was stopped had handed over."""

    def stop(self) -> None:
        """Let `run` end behind what is being written."""
        self._stopping = True

    @property
    def share(self) -> float:
        """How much of the files is through, 0 to 1."""
        targets, ledger = self._order.targets, self.ledger
        read = float(ledger.target)
        if ledger.target < len(targets):
            read += min(ledger.offset / max(targets[ledger.target].size, 1), 1.0)
        return read / len(targets) * (1 - self.following.under_way / max(ledger.imported, 1))

    async def run(self) -> None:
        """Hand over all that is wanted and return once it is through; raises `Stopped`, and what a file raises."""
        key = self._order.key
        if (found := await ledger_of(self._carrier.state, key)) is not None:
            self.ledger, self.resumed = found, found.imported
            self.following.ended = found.ended
            self.following.add(found.under_way, found.since)
        with closing(self._batches()) as batches:
            while (pages := await asyncio.to_thread(next, batches, None)) is not None:
                while self.following.under_way and self.following.under_way + len(pages) > self._room.under_way:
                    await self._look()
                await self._hand_over(key, pages)
        while self.following.under_way:
            await self._look()
        self.ledger.ended = self.following.ended
        await self._carrier.publish([], documents={(SPACE, key): None})

    async def _hand_over(self, key: str, pages: Sequence[Page]) -> None:
        if self._stopping:
            raise Stopped
        self.ledger.imported += len(pages)
        if pages:
            self.following.add([page.id for page in pages], time.time())
        self.ledger.under_way, self.ledger.since = self.following.ids, self.following.since
        self.ledger.ended = self.following.ended
        await self._carrier.publish(pages, backfill=True, documents=as_documents(key, self.ledger))

    async def _look(self) -> None:
        if self._stopping:
            raise Stopped
        began = time.monotonic()
        await self.following.look()
        await asyncio.sleep(max(LOOK_EVERY, time.monotonic() - began))  # at most half of the time is spent looking

    def _batches(self) -> Generator[list[Page], None, None]:
        """The pages that are wanted, some at a time; the ledger is moved behind them."""
        pages: list[Page] = []
        taken = size = 0
        for met in self._taken():
            taken += 1
            if met.passed:
                self.ledger.passed[met.passed] += 1
            elif met.item is not None and (item := self._limited(met.item)).page is not None:
                pages.append(item.page)
                size += len(item.page.body)
            elif met.item is not None:
                self.ledger.unreadable += 1
                self._refused(item)
            if len(pages) >= self._room.at_once or size >= _BATCH_BYTES or taken >= _BATCH_TAKEN:
                yield pages
                pages, taken, size = [], 0, 0
        yield pages

    def _limited(self, item: Item) -> Item:
        """The item, or that it is too large for the cluster."""
        page, largest = item.page, self._room.largest
        if page is None or largest is None or len(page.body) + len(page.text or "") <= largest // 8:
            return item
        if (size := len(encode(page))) <= largest:
            return item
        return Item(item.id, None, f"{item.id}: {size} bytes as a record, more than the {largest} of the cluster")

    def _taken(self) -> Iterator[Taken]:
        """What is in the files from where the ledger is on, which moves behind it."""
        quiet = None if self._order.alert else Quiet.IMPORTED
        while self.ledger.target < len(self._order.targets):
            target = self._order.targets[self.ledger.target]
            for met in target.read(quiet, self.ledger.place, self._order.wanted):
                self.ledger.move(self.ledger.target, met.place)
                yield met
            self.ledger.move(self.ledger.target + 1, Place())
