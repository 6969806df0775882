"""The requests to Elasticsearch that the stage resolve makes, committed in groups beside it as the carriers do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.resolve.resolve import resolve_stage
from search.elastic.by_id import ById
from search.elastic.client import connect
from search.elastic.settings import ElasticSettings
from search.elastic.state import ElasticState
from tests.servers.elasticsearch import Elasticsearch
from topics.buffered import BufferedState, Documents, PendingState
from topics.outcome import Done
from topics.records import Report


@dataclass
class Requests:
    """What was sent for some reports, and how long that took."""

    reads: int = 0
    """Those of the commits too: each looks once at what it replaces."""
    all: int = 0
    commits: int = 0
    seconds: float = 0.0
    """By the clock."""


@contextmanager
def server(given: str | None, folder: Path) -> Iterator[str]:
    """The address of the Elasticsearch that is given, or of one that lives as long as this."""
    if given:
        yield given
        return
    elasticsearch = Elasticsearch(folder, lasting=True)
    elasticsearch.start()
    try:
        yield elasticsearch.url
    finally:
        elasticsearch.stop()


async def requests_of(reports: Sequence[Report], given: str | None, folder: Path) -> Requests:
    """The requests that some reports make, handled one after another while what came of others is written."""
    counted = Requests()
    settings = ElasticSettings(prefix="grow-resolve", replicas=0)
    with server(given, folder) as url:
        client = connect(url, settings)
        perform = client.transport.perform_request

        async def perform_counted(method: str, target: str, *rest: Any, **more: Any) -> Any:
            counted.all += 1
            counted.reads += "_mget" in target
            return await perform(method, target, *rest, **more)

        client.transport.perform_request = perform_counted  # type: ignore[method-assign]
        backing = ElasticState(ById(client, settings.definition, "state", patient=False))
        try:
            await _handle_all(reports, backing, counted)
        finally:
            await backing.close()
    return counted


async def _handle_all(reports: Sequence[Report], backing: ElasticState, counted: Requests) -> None:
    stage, pending = resolve_stage(), PendingState(backing)
    handled: asyncio.Queue[Documents] = asyncio.Queue()

    async def commit_for_ever() -> None:
        while True:
            ready = [await handled.get()]
            while not handled.empty():
                ready.append(handled.get_nowait())
            documents: Documents = {key: write for one in ready for key, write in one.items()}
            assert await backing.write(documents, set(), {})
            counted.commits += 1
            pending.settle(documents)
            for _ in ready:
                handled.task_done()

    committing = asyncio.create_task(commit_for_ever())
    await backing.write({("benchmark", "begun"): ("{}", None)}, set(), {})  # the index is there, and the first request
    counted.reads = counted.all = counted.commits = 0
    begun = time.perf_counter()
    for report in reports:
        state = BufferedState(pending)
        (outcome,) = await stage.handle([report], state)
        assert isinstance(outcome, Done), outcome
        pending.add(state.documents, state.created)
        handled.put_nowait(state.documents)
        await asyncio.sleep(0)
    await handled.join()
    counted.seconds = time.perf_counter() - begun
    committing.cancel()
