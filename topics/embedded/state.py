"""State documents in the journal's file, so that they commit with the outputs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol, TypeVar

import apsw
import structlog

from topics.buffered import CommittedState, Documents, Key
from topics.embedded.database import cannot_be_written
from topics.embedded.journal import Journal

T = TypeVar("T")
log = structlog.get_logger(__name__)

FULL_DISK_PAUSE = 2.0  # seconds before a write that failed for want of room is tried again


class Ask(Protocol):
    """Runs a function on a journal in the thread that owns it."""

    def __call__(self, function: Callable[[Journal], T]) -> Awaitable[T]: ...


class JournalState:
    """The state tables of a journal; several processes may share them."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.trouble = ""

    async def read(self, space: str, key: str) -> str | None:
        return await self._ask(lambda journal: journal.document(space, key))

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        return await self._ask(lambda journal: journal.documents_of(keys))

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        return await self._ask(lambda journal: journal.documents(space, prefix))

    async def write(self, documents: Documents, created: set[Key], expected: Mapping[Key, str]) -> bool:
        while True:
            try:
                written = await self._ask(lambda journal: journal.store(documents, created, expected))
                self.trouble = ""
                return written
            except apsw.Error as error:
                if not cannot_be_written(error):
                    raise
                if not self.trouble:
                    log.error("state cannot be written, trying again", error=str(error), pause=FULL_DISK_PAUSE)
                self.trouble = f"state: {error}"
                await asyncio.sleep(FULL_DISK_PAUSE)

    async def forget_expired(self) -> int:
        return await self._ask(lambda journal: journal.forget_expired())

    async def close(self) -> None:
        return  # the journal is another's


def committed_state(ask: Ask) -> CommittedState:
    """The state outside any record."""
    return CommittedState(JournalState(ask))
