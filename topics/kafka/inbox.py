"""What has been fetched and not yet been taken."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    """A queue that takes many at once; who puts waits while there are too many, who takes never does."""

    def __init__(self, most: int) -> None:
        """`most`: with so many inside nothing more is let in."""
        self._most = most
        self._things: deque[T] = deque()
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    def __len__(self) -> int:
        return len(self._things)

    async def put(self, things: Sequence[T]) -> None:
        """Add them in order, as soon as there is room for one."""
        while len(self._things) >= self._most:
            self._room.clear()
            await self._room.wait()
        self._things.extend(things)
        self._filled.set()

    def take(self) -> T:
        """The oldest; raises `IndexError` where there is none."""
        thing = self._things.popleft()
        if len(self._things) < self._most:
            self._room.set()
        return thing

    async def filled(self) -> None:
        """Return when there is something to take, or on `wake`."""
        if not self._things:
            self._filled.clear()
            await self._filled.wait()

    def wake(self) -> None:
        """Let who waits to take look around."""
        self._filled.set()

    def clear(self) -> None:
        self._things.clear()
        self._room.set()
