"""What the service keeps, opened once and held for many questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Self

from dongmaeng.backend.opening import open_operations, open_state, open_store
from dongmaeng.settings import Settings
from search.store import Store
from topics.carrier import Operations
from topics.state import State


class Backend:
    """The store, the state and the topics of one installation, each opened when it is first asked for.

    Where nothing was ever written there is no store and no state yet; they are looked for again at the next question.
    Its methods raise `Fault` where a server is away.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._open = AsyncExitStack()
        self._store: Store | None = None
        self._state: State | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def store(self) -> Store | None:
        """The store, to read; None where nothing was ever written to it."""
        if self._store is None:
            self._store = await self._open.enter_async_context(open_store(self.settings))
        return self._store

    async def state(self) -> State | None:
        """The state, to read; None where nothing was ever written."""
        if self._state is None:
            self._state = await self._open.enter_async_context(open_state(self.settings))
        return self._state

    @asynccontextmanager
    async def operations(self, *, readonly: bool = True) -> AsyncIterator[Operations]:
        """The topics, to look at and to hand things back to."""
        async with open_operations(self.settings, readonly=readonly) as operations:
            yield operations
