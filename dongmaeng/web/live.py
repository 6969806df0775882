"""Alliances as they are written, to any number of readers: one poller asks the store for all of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import structlog

from dongmaeng.backend.backend import Backend
from dongmaeng.fault import Fault
from dongmaeng.shapes.events import EventShape
from dongmaeng.web.event_stream import comment, event, place
from search.alliances import AllianceQuery, AlliancesWritten, BadCursor, is_wanted
from search.store import StoreUnavailable
from topics.records import Alliance

log = structlog.get_logger(__name__)

MOST_READERS = 400
BEGINNING = "0"
"""The cursor of the time before anything was written, where a reader could not hold an empty one."""

POLL_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
"""Between two signs of life, as proxies close what is silent for long."""

BATCH = 100
"""Alliances asked of the store at once."""

MOST_BEHIND = 64
"""Batches that wait for a reader; one that is further behind is too slow."""


class TooManyReaders(Exception):
    """As many streams are open as there may be."""


@dataclass(frozen=True, slots=True)
class Told:
    """An alliance that was written, with the bytes of its event."""

    cursor: str
    alliance: Alliance
    event: bytes


@dataclass(eq=False, slots=True)
class Reader:
    """Somebody who reads alliances as they come."""

    query: AllianceQuery | None
    """Which alliances; None for all."""
    cursor: str
    """Of the last alliance that was taken for the reader."""
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(MOST_BEHIND))
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """Set where the reader was too slow, or the service stops."""

    def bytes_of(self, told: Sequence[Told]) -> bytes:
        """The events that the reader asked for."""
        return b"".join(one.event for one in told if self.query is None or _is_asked(one.alliance, self.query))

    def give(self, chunk: bytes) -> None:
        """Put something in line for the reader, who is dropped where the line is full."""
        try:
            self.waiting.put_nowait(chunk)
        except asyncio.QueueFull:
            self.ended.set()


class Live:
    """What was written to the store, told to readers; it polls only while there are any."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._readers: set[Reader] = set()
        self._up_to_date: set[Reader] = set()
        self._cursor = ""
        self._looking = asyncio.Lock()
        self._poller: asyncio.Task[None] | None = None
        self.stopped = False

    def stop(self) -> None:
        """End all streams at once, and refuse new ones; the service stops."""
        self.stopped = True
        for reader in self._readers:
            reader.ended.set()

    async def open(self, after: str | None = None, query: AllianceQuery | None = None) -> Reader:
        """A reader of what is written after a cursor, or from now on; whoever opens it must close it.

        Raises `BadCursor`, `TooManyReaders`, and `StoreUnavailable` or `Fault` where the store is away.
        """
        if self.stopped or len(self._readers) >= MOST_READERS:
            raise TooManyReaders
        reader = Reader(query, "")
        self._readers.add(reader)  # before anything is awaited: many may come at once
        try:
            if after is None:
                reader.cursor = (await self._written(None)).cursor
            else:
                reader.cursor = "" if after == BEGINNING else after
                await self._written(reader.cursor, 1)
            async with self._looking:
                if self._poller is None or self._poller.done():
                    self._cursor = (await self._written(None)).cursor
                    self._poller = asyncio.create_task(self._poll())
        except BaseException:
            self.close(reader)
            raise
        return reader

    def close(self, reader: Reader) -> None:
        """Forget a reader."""
        self._readers.discard(reader)
        self._up_to_date.discard(reader)

    async def events(self, reader: Reader) -> AsyncIterator[bytes]:
        """The events of a reader as they come: first what it missed, then what is new; without end."""
        yield place(reader.cursor or BEGINNING)
        async for chunk in self._missed(reader):
            yield chunk
        while True:
            yield await reader.waiting.get()

    async def _missed(self, reader: Reader) -> AsyncIterator[bytes]:
        """What the reader missed; when this ends, the poller goes on where it ended."""
        while True:
            try:
                await self._look()
                known_to_poller = self._cursor
                written = await self._written(reader.cursor)
            except (StoreUnavailable, Fault):
                yield comment()
                await asyncio.sleep(HEARTBEAT_SECONDS)
                continue
            if written.alliances:
                reader.cursor = written.cursor
                if chunk := reader.bytes_of(_told(written)):
                    yield chunk
            elif self._cursor == known_to_poller:
                # Nothing is between the reader and the poller, and nothing is awaited from here on.
                self._up_to_date.add(reader)
                return

    async def _poll(self) -> None:
        """Tell the readers what is new until there are none."""
        try:
            await self._look_often()
        except Exception as error:  # whatever it is, readers who come again start anew
            log.error("live events stopped", cause=type(error).__name__)
            for reader in self._readers:
                reader.ended.set()

    async def _look_often(self) -> None:
        beat = time.monotonic() + HEARTBEAT_SECONDS
        away = False
        while self._readers and not self.stopped:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self._look()
                away = False
            except (StoreUnavailable, Fault) as error:
                if not away:
                    log.warning("live events wait for the store", cause=str(error))
                away = True
            if time.monotonic() >= beat:
                beat = time.monotonic() + HEARTBEAT_SECONDS
                self._give_all(place(self._cursor or BEGINNING))

    async def _look(self) -> None:
        """Tell the readers that are up to date what was written since the last look."""
        async with self._looking:
            while True:
                written = await self._written(self._cursor)
                if not written.alliances:
                    return
                told = _told(written)
                self._cursor = written.cursor
                for reader in self._up_to_date:
                    if chunk := reader.bytes_of(told):
                        reader.give(chunk)

    def _give_all(self, chunk: bytes) -> None:
        for reader in self._up_to_date:
            reader.give(chunk)

    async def _written(self, cursor: str | None, limit: int = BATCH) -> AlliancesWritten:
        store = await self._backend.store()
        if store is not None:
            return await store.written_alliances(cursor, limit)
        if cursor:
            raise BadCursor(f"{cursor!r} is no cursor of an answer")
        return AlliancesWritten((), (), "")


def _is_asked(alliance: Alliance, query: AllianceQuery) -> bool:
    """Whether a reader asked for an alliance; who was told of one is also told that it was dismissed."""
    return is_wanted(alliance, replace(query, dismissed=alliance.dismissed))


def _told(written: AlliancesWritten) -> list[Told]:
    pairs = zip(written.cursors, written.alliances, strict=True)
    return [
        Told(cursor, alliance, event(cursor, "alliance", EventShape.of(alliance).model_dump_json()))
        for cursor, alliance in pairs
    ]
