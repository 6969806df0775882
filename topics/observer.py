"""What looks on while a carrier works, to measure it; stages do not know it, and nothing it does changes an outcome."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from topics.buffered import Backing, Documents, Key, PendingState
from topics.handling import Effects, Entry, handle
from topics.stage import Stage

T = TypeVar("T")


class Observer(Protocol):
    """Is told of each step of the work; returns at once and never raises."""

    def handled(self, stage: Stage, effects: Sequence[Effects], began: float, seconds: float) -> None:
        """A stage has handled a batch, and what that came to is about to be written; `began`: Unix time."""
        ...

    def settled(self, effects: Sequence[Effects]) -> None:
        """What handlings came to is written for good."""
        ...

    def repeated(self, stage: str, records: int) -> None:
        """Records were handled once more than needed."""
        ...

    def asked_state(self, operation: str, seconds: float) -> None:
        """The state was read or written."""
        ...


class Unobserved:
    """Nobody looks on."""

    def handled(self, stage: Stage, effects: Sequence[Effects], began: float, seconds: float) -> None:
        return

    def settled(self, effects: Sequence[Effects]) -> None:
        return

    def repeated(self, stage: str, records: int) -> None:
        return

    def asked_state(self, operation: str, seconds: float) -> None:
        return


UNOBSERVED = Unobserved()


async def handle_observed(
    observer: Observer, stage: Stage, batch: Sequence[Entry], pending: PendingState
) -> list[Effects]:
    """`handle`, with somebody looking on."""
    began, started = time.time(), time.perf_counter()
    effects = await handle(stage, batch, pending)
    observer.handled(stage, effects, began, time.perf_counter() - started)
    return effects


class ObservedBacking:
    """A backing whose answers are timed."""

    def __init__(self, backing: Backing, observer: Observer) -> None:
        self._backing = backing
        self._observer = observer

    @property
    def trouble(self) -> str:
        return self._backing.trouble

    async def read(self, space: str, key: str) -> str | None:
        return await self._timed("read", self._backing.read(space, key))

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        return await self._timed("read_many", self._backing.read_many(keys))

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        return await self._timed("scan", self._backing.read_all(space, prefix))

    async def write(self, documents: Documents, created: set[Key], expected: Mapping[Key, str]) -> bool:
        return await self._timed("write", self._backing.write(documents, created, expected))

    async def forget_expired(self) -> int:
        return await self._backing.forget_expired()

    async def close(self) -> None:
        await self._backing.close()

    async def _timed(self, operation: str, answer: Awaitable[T]) -> T:
        started = time.perf_counter()
        try:
            return await answer
        finally:
            self._observer.asked_state(operation, time.perf_counter() - started)
