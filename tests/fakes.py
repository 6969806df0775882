"""Stand-ins for what a stage is given: an in-memory `State`, and running one record through a stage."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime

from topics.outcome import Outcome, Retry
from topics.records import Record, now
from topics.stage import Stage
from topics.state import Document, State


class MemoryState:
    """A `State` in a dictionary; documents pass through JSON, so that what is no JSON fails here too."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self.clock = clock
        self._documents: dict[tuple[str, str], tuple[str, datetime | None]] = {}

    async def get(self, space: str, key: str) -> Document | None:
        return self._live(space, key)

    async def get_many(self, space: str, keys: Collection[str]) -> dict[str, Document]:
        return {key: document for key in keys if (document := self._live(space, key)) is not None}

    async def get_texts(self, space: str, keys: Collection[str]) -> dict[str, str]:
        return {key: text for key in keys if (text := self._live_text(space, key)) is not None}

    async def read_ahead(self, keys: Collection[tuple[str, str]]) -> None:
        return

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        self._write(space, key, document, expires)

    async def put_text(self, space: str, key: str, text: str, *, expires: datetime | None = None) -> None:
        self._write(space, key, json.loads(text), expires)

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        if self._live(space, key) is not None:
            return False
        self._write(space, key, document, expires)
        return True

    async def delete(self, space: str, key: str) -> None:
        self._documents.pop((space, key), None)

    async def scan(self, space: str, prefix: str = "") -> AsyncIterator[tuple[str, Document]]:
        for held_space, key in sorted(self._documents):
            if held_space == space and key.startswith(prefix):
                document = self._live(space, key)
                if document is not None:
                    yield key, document

    def _write(self, space: str, key: str, document: Document, expires: datetime | None) -> None:
        if expires is not None and expires.tzinfo is None:
            raise ValueError("expires must be an aware datetime")
        self._documents[space, key] = (json.dumps(document, ensure_ascii=False), expires)

    def _live(self, space: str, key: str) -> Document | None:
        text = self._live_text(space, key)
        return json.loads(text) if text is not None else None

    def _live_text(self, space: str, key: str) -> str | None:
        held = self._documents.get((space, key))
        if held is None:
            return None
        text, expires = held
        if expires is not None and expires <= self.clock():
            del self._documents[space, key]
            return None
        return text


async def run_one(stage: Stage, record: Record, state: State) -> Outcome:
    """The outcome of one record in a stage."""
    (outcome,) = await stage.handle([record], state)
    return outcome


async def run_until_through(
    stage: Stage, records: Sequence[Record], awaited: Sequence[Record], state: State
) -> dict[int, Outcome]:
    """Run records in order through the slots of a stage, as carriers do, until all those awaited are through.

    Those awaited come back when they are sent away. Gives the outcomes by place; what is still under way by then is
    given up.
    """
    coming: asyncio.Queue[tuple[int, Record]] = asyncio.Queue()
    outcomes: dict[int, Outcome] = {}
    wanted = {index for index, record in enumerate(records) if any(record is one for one in awaited)}
    for item in enumerate(records):
        coming.put_nowait(item)

    async def work() -> None:
        while True:
            index, record = await coming.get()
            outcome = await run_one(stage, record, state)
            if index in wanted and isinstance(outcome, Retry):
                asyncio.get_running_loop().call_later(outcome.after or 0.0, coming.put_nowait, (index, record))
            else:
                outcomes[index] = outcome

    slots = [asyncio.create_task(work()) for _ in range(min(stage.concurrency, stage.window()))]
    try:
        while not wanted <= outcomes.keys():
            await asyncio.wait(slots, timeout=0.02)
    finally:
        for slot in slots:
            slot.cancel()
        await asyncio.gather(*slots, return_exceptions=True)
    return outcomes
