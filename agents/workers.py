"""Worker processes that can be killed: one poisoned page can neither stall nor take down the service."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from multiprocessing.connection import Connection
from types import TracebackType
from typing import ParamSpec, Protocol, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from topics.outcome import Quarantine

P = ParamSpec("P")
T = TypeVar("T")

TASKS_PER_PROCESS = 2_000  # a process is replaced after so many calls, so that leaks in parsers cannot grow for days


class Workers(Protocol):
    """Something that runs a module-level function away from the event loop."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result; endings it raises arrive as the same endings.

        Raises `Quarantine("too slow")` where the time limit passed and `Quarantine("worker died")` where the process
        ended (out of memory, a crash in native code).
        """
        ...


class InlineWorkers:
    """Runs the function in this process, without limits: for tests and for input that is trusted."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)


class ProcessWorkers:
    """A pool of processes with a time limit a call (seconds) and a memory limit a process (bytes)."""

    def __init__(
        self, *, processes: int = 2, seconds: float = 20.0, memory: int = 2 << 30, preload: Sequence[str] = ()
    ):
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        self._seconds = seconds
        # Only the service holds the end that writes: when the service is gone, however it went, readers see the end.
        gone, self._alive = context.Pipe(duplex=False)
        self._pool = ProcessPool(
            max_workers=processes,
            max_tasks=TASKS_PER_PROCESS,
            initializer=_start_worker,
            initargs=(memory, gone),
            context=context,
        )

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        future = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=self._seconds)
        try:
            result: T = await asyncio.wrap_future(future)
            return result
        except FutureTimeout as error:
            raise Quarantine("too slow") from error
        except (ProcessExpired, MemoryError) as error:
            raise Quarantine("worker died") from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves this one without annotations
        await asyncio.to_thread(self._pool.join)
        self._alive.close()


def _start_worker(memory: int, gone: Connection) -> None:
    """Limit this process's memory, leave Ctrl-C to the service and end when the service is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    threading.Thread(target=_end_with_service, args=(gone,), daemon=True).start()


def _end_with_service(gone: Connection) -> None:
    gone.poll(None)
    os._exit(1)
