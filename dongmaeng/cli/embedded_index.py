"""What `dongmaeng index` does where the store is embedded: articles are analysed anew where they must be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dongmaeng.backend.index import needs_rebuild
from search.embedded.document import documents_of_records
from topics.outcome import Ending

if TYPE_CHECKING:
    from agents.workers import Workers
    from dongmaeng.settings import Settings
    from search.embedded.rebuild import RebuildProgress

_AT_ONCE = 20  # articles that a process analyses in one call


async def is_old(settings: Settings) -> bool:
    """Whether some articles are found by another analysis than the present one."""
    from dongmaeng.backend.backend import Backend

    async with Backend(settings) as backend:
        return await needs_rebuild(backend)


async def rebuild(settings: Settings, show: Callable[[RebuildProgress], None], *, force: bool) -> list[str]:
    """Analyse all articles anew where that is needed, and say what was done; raises `StoreUnavailable`."""
    from agents.pipeline import PRELOAD
    from agents.workers import ProcessWorkers
    from dongmaeng.private_files import private_data_dir
    from search.embedded.store import EmbeddedStore

    if not settings.database.exists():
        return []
    private_data_dir(settings.data_dir)
    limits = settings.workers
    store = EmbeddedStore(settings.database)
    try:
        async with ProcessWorkers(
            processes=limits.processes,
            seconds=limits.seconds,
            memory=limits.memory_mb << 20,
            preload=PRELOAD,
            niceness=10,  # a service may run beside it
        ) as workers:
            done = await store.rebuild(lambda records: _documents(records, workers), show, force=force)
    finally:
        await store.close()
    return [] if done is None else [f"articles analysed anew: {done.done}"]


async def _documents(records: Sequence[bytes], workers: Workers) -> list[object]:
    """What is written of each article; None for one that cannot be analysed."""
    parts = [records[start : start + _AT_ONCE] for start in range(0, len(records), _AT_ONCE)]
    made = await asyncio.gather(*(_documents_of(part, workers) for part in parts))
    return [document for part in made for document in part]


async def _documents_of(records: Sequence[bytes], workers: Workers) -> list[object]:
    try:
        return list(await workers.run(documents_of_records, records))
    except Ending:
        if len(records) == 1:
            return [None]
        return [document for record in records for document in await _documents_of([record], workers)]
