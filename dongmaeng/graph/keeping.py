"""The task of the web process that has the graph computed ahead, in a process of its own that stands back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from agents.workers import ProcessWorkers
from dongmaeng.backend.backend import Backend
from dongmaeng.graph.known import known_graph
from dongmaeng.settings import Settings
from search.alliances import BadCursor

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 10.0
_PAUSE_SECONDS = 300.0
"""From the end of one computation to the next: there is no need to draw each new alliance at once."""
_MOST_SECONDS = 300.0  # of processor time; a thousand nodes take twenty when they are laid out anew
_MOST_MEMORY = 2 << 30
_NICENESS = 15


@asynccontextmanager
async def graph_kept(backend: Backend) -> AsyncIterator[None]:
    """Have the graph computed whenever alliances changed, as long as this is open."""
    task = asyncio.create_task(_keep(backend))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep(backend: Backend) -> None:
    while True:
        try:
            pause = _LOOK_SECONDS
            if await is_to_be_computed(backend):
                pause = _PAUSE_SECONDS
                await _compute(backend.settings)
        except Exception as error:  # the map of before is worth more than none
            log.warning("the graph was not computed; the one before stays", cause=f"{type(error).__name__}: {error}")
        await asyncio.sleep(pause)


async def is_to_be_computed(backend: Backend) -> bool:
    """Whether alliances changed since the graph was computed, or it never was."""
    store = await backend.store()
    if store is None:
        return False
    known = known_graph(backend)
    await known.take_file()
    if known.computed_to is None:
        return True
    try:
        return bool((await store.written_alliances(known.computed_to, 1)).alliances)
    except BadCursor:  # of another store
        return True


async def _compute(settings: Settings) -> None:
    workers = ProcessWorkers(processes=1, seconds=_MOST_SECONDS, memory=_MOST_MEMORY, niceness=_NICENESS)
    async with workers:  # it ends with its memory when it is done
        await workers.run(compute_here, settings)


def compute_here(settings: Settings) -> None:
    """Compute the graph in this process; what that takes is loaded only here."""
    from dongmaeng.graph.compute import compute_and_write

    compute_and_write(settings)
