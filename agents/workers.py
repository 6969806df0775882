"""Worker processes that can be killed: one poisoned page can neither stall nor take down the service."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Generic, ParamSpec, Protocol, Self, TypeVar

import structlog
from pebble import ProcessExpired, ProcessPool

from topics.outcome import Ending, Quarantine, Retry

P = ParamSpec("P")
T = TypeVar("T")

TASKS_PER_PROCESS = 2_000  # a process is replaced after so many calls, so that leaks in parsers cannot grow for days
_PAUSE = 10.0  # seconds before a call is made again for which no worker could be started
_LOOK = 1.0  # seconds between two looks at whether a pool still works
_LONGEST_TMPDIR = 75  # bytes; the path of a socket has 107, of which multiprocessing's own names below it take 32
PATIENCE = 5.0  # how many times its processor time a call may last: one that hangs without computing ends too

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """What a function gave, and the seconds of processor time that it took."""

    result: T
    seconds: float


class Costly(Exception):
    """The ending that a function raised, and the seconds of processor time that it took until then."""

    def __init__(self, ending: Ending, seconds: float) -> None:
        super().__init__(ending, seconds)
        self.ending = ending
        self.seconds = seconds


class NoWorkers(Retry):
    """No worker process could be started, or all are gone; the log, or what the fork server printed, says why."""

    def __init__(self) -> None:
        super().__init__("no workers", after=_PAUSE, counts=False)


class Workers(Protocol):
    """Something that runs a module-level function away from the event loop."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result; endings it raises arrive as the same endings.

        Raises `Quarantine("too slow")` where a time limit passed, `Quarantine("worker died")` where the process ended
        (out of memory, a crash in native code) and `NoWorkers`.
        """
        ...

    def named_by(self, source: str, url: str) -> Workers:
        """The workers for what a source (empty: a person) named at an address, whose calls may have to wait.

        Then they raise `Retry` too.
        """
        ...


class InlineWorkers:
    """Runs the function in this process, without limits: for tests and for input that is trusted."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    def named_by(self, source: str, url: str) -> Workers:
        return self


class ProcessWorkers:
    """A pool of processes with limits on a call's processor time (seconds) and a process's memory (bytes).

    Processor time, since a page must not be set aside for what else the machine is doing.
    """

    def __init__(
        self,
        *,
        processes: int = 2,
        seconds: float = 20.0,
        memory: int = 2 << 30,
        preload: Sequence[str] = (),
        niceness: int = 0,
    ):
        """`niceness`: how far the processes stand back behind others for the processor (nice(2))."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        self.seconds = seconds
        # Only the service holds the end that writes: when the service is gone, however it went, readers see the end.
        gone, self._alive = context.Pipe(duplex=False)
        self._make_pool = partial(
            ProcessPool,
            max_workers=processes,
            max_tasks=TASKS_PER_PROCESS,
            initializer=_start_worker,
            initargs=(memory, niceness, gone),
            context=context,
        )
        self._starting = asyncio.Lock()
        self._pool: ProcessPool | None = None
        self._closed = False

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return (await self.timed(function, *args, **kwargs)).result
        except Costly as costly:
            raise costly.ending from costly

    async def timed(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Timed[T]:
        """The function's result with the processor time that it took; raises `Costly` in place of its own endings."""
        bounded = partial(_bounded, self.seconds, function)
        try:
            pool = await self._running()
            future = pool.schedule(bounded, args=args, kwargs=kwargs, timeout=self.seconds * PATIENCE)
        except RuntimeError as error:  # what pebble raises for a pool that does not start or broke just now
            raise NoWorkers from error
        try:
            return await self._result(pool, asyncio.wrap_future(future))
        except (BrokenProcessPool, FutureTimeout, ProcessExpired, MemoryError) as error:
            raise asyncio.CancelledError if self._closed else _ending(error) from error

    def named_by(self, source: str, url: str) -> Workers:
        return self

    async def _running(self) -> ProcessPool:
        """The pool; where there is none or it broke, a new one, started off the event loop: that takes a second."""
        async with self._starting:
            if self._closed:
                raise asyncio.CancelledError
            if self._pool is None or not self._pool.active:
                await self._stop()
                self._pool = await asyncio.to_thread(self._started)
            return self._pool

    def _started(self) -> ProcessPool:
        pool = self._make_pool()
        try:
            pool.schedule(bool)
        except BrokenProcessPool as error:
            log.error(
                "no worker process could be started",
                error=repr(error.__cause__),
                note=f"TMPDIR must be a folder that can be written, with a path of at most {_LONGEST_TMPDIR} bytes",
            )
            raise
        return pool

    async def _result(self, pool: ProcessPool, future: asyncio.Future[T]) -> T:
        """The result of a call; one that was scheduled while its pool broke gets none by itself."""
        try:
            while not future.done():
                await asyncio.wait((future,), timeout=_LOOK)
                if not (future.done() or pool.active):
                    raise BrokenProcessPool
            return future.result()
        finally:
            future.cancel()

    async def _stop(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves this one without annotations
            await asyncio.to_thread(self._pool.join)
            self._pool = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        async with self._starting:
            await self._stop()
        self._alive.close()


def _ending(error: Exception) -> Ending:
    if isinstance(error, BrokenProcessPool):
        return NoWorkers()
    ended_by_timer = isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGPROF
    return Quarantine("too slow" if ended_by_timer or isinstance(error, FutureTimeout) else "worker died")


def _bounded(seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Timed[T]:
    """The function's result; where it computes for longer, the system ends this process with SIGPROF."""
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return Timed(function(*args, **kwargs), time.process_time() - began)
    except Ending as ending:
        raise Costly(ending, time.process_time() - began) from ending
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _start_worker(memory: int, niceness: int, gone: Connection) -> None:
    """Limit this process's memory, leave Ctrl-C to the service and end when the service is gone."""
    os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    threading.Thread(target=_end_with_service, args=(gone,), daemon=True).start()


def _end_with_service(gone: Connection) -> None:
    gone.poll(None)
    os._exit(1)
