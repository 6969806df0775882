"""What the service keeps, opened once and held for many questions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from dongmaeng.backend.opening import open_operations, open_state, open_store, reachable
from dongmaeng.settings import Settings
from search.store import Store

if TYPE_CHECKING:
    from agents.workers import Workers
    from topics.buffered import CommittedState
    from topics.carrier import Operations

T = TypeVar("T")
P = ParamSpec("P")


class Backend:
    """The store, the state and the topics of one installation, each opened when it is first asked for.

    Where nothing was ever written there is no store and no state yet; they are looked for again at the next question.
    Its methods raise `Fault` where a server is away.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.writing = asyncio.Lock()
        """Held while something is handed over: what is done at once holds the data directory meanwhile."""
        self._open = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._workers: Workers | None = None
        self._store: Store | None = None
        self._state: CommittedState | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    def follow(self, settings: Settings) -> None:
        """Answer by other settings from now on; what is open stays so."""
        self.settings = settings

    async def store(self) -> Store | None:
        """The store, to read; None where nothing was ever written to it."""
        if self._store is None:
            async with self._opening:
                self._store = self._store or await self._opened(open_store(self.settings))
        return self._store

    async def state(self) -> CommittedState | None:
        """The state, to read; None where nothing was ever written."""
        if self._state is None:
            async with self._opening:
                self._state = self._state or await self._opened(open_state(self.settings))
        return self._state

    async def workers(self) -> Workers:
        """A process that reads the pages that people want explained, behind whatever else the machine does."""
        async with self._opening:
            if self._workers is None:
                from dongmaeng.worker_processes import open_workers

                self._workers = await self._open.enter_async_context(open_workers(self.settings, beside=True))
            return self._workers

    @asynccontextmanager
    async def operations(self, *, readonly: bool = True) -> AsyncIterator[Operations]:
        """The topics, to look at and to hand things back to."""
        async with open_operations(self.settings, readonly=readonly) as operations:
            yield operations

    async def _opened(self, opening: AbstractAsyncContextManager[T | None]) -> T | None:
        """What is opened, to be closed with the rest; nothing is kept where there is nothing yet."""
        async with AsyncExitStack() as stack:
            found = await stack.enter_async_context(opening)
            if found is not None:
                self._open.push_async_exit(stack.pop_all())
            return found


def of_backend(
    asking: Callable[Concatenate[Backend, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[Backend, P], Coroutine[Any, Any, T]]:
    """Let a question to a backend raise `Fault` where a server is away, in words that say which."""

    @wraps(asking)
    async def asked(backend: Backend, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with reachable(backend.settings):
            return await asking(backend, *args, **kwargs)

    return asked
