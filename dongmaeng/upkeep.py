"""What a service does beside carrying records: it says how it is, and looks after what no record leads to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from agents.alert.taking_up import mended
from agents.discover.upgrade import forget_addresses
from dongmaeng.health import tell_of_worker
from dongmaeng.notices import tell_of_troubles
from dongmaeng.repeating import repeat
from dongmaeng.settings import Settings
from dongmaeng.source_notices import tell_of_sources
from dongmaeng.subscribing import keep_subscribed
from search.elastic.health import write_health
from search.elastic.store import ElasticStore
from topics.records import now

if TYPE_CHECKING:
    from dongmaeng.service import Pipeline

log = structlog.get_logger(__name__)

MENDED_SECONDS = 60.0  # a secret in a file may be changed while the service runs
HEALTH_SECONDS = 60.0  # a dashboard of days needs no finer picture


@asynccontextmanager
async def upkeep(pipeline: Pipeline, settings: Settings, worker: str = "") -> AsyncIterator[None]:
    """Do all this for as long as the context lasts; `worker`: a name that no other worker of the cluster has."""
    tasks = [asyncio.create_task(doing) for doing in _tasks(pipeline, settings, worker or socket.gethostname())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _tasks(pipeline: Pipeline, settings: Settings, worker: str) -> Iterator[Coroutine[None, None, None]]:
    stages = [stage.name for stage in pipeline.stages]
    yield tell_of_worker(pipeline.carrier, worker, stages, pipeline.breakers)
    if isinstance(pipeline.store, ElasticStore):
        yield _tell_health(pipeline)
    if "discover" in stages:
        yield _upgrade(pipeline, settings)
        yield keep_subscribed(pipeline.carrier, pipeline.sources, pipeline.http, settings)
        yield tell_of_sources(pipeline.carrier, pipeline.sources)
    if "alert" in stages:
        yield tell_of_troubles(pipeline.carrier, worker, settings.data_dir)
    if "deliver" in stages:
        yield _keep_taking_up(pipeline)


async def _tell_health(pipeline: Pipeline) -> None:
    """Write lag and counts of the stages to the store every minute, for Kibana; without end."""
    store, carrier = pipeline.store, pipeline.carrier
    assert isinstance(store, ElasticStore)

    async def tell() -> None:
        await write_health(store, await carrier.positions(), await carrier.tallies(), now())

    await asyncio.sleep(HEALTH_SECONDS)
    await repeat(tell, HEALTH_SECONDS, "health not written")


async def take_up_mended(pipeline: Pipeline) -> None:
    """Take up again the endpoints that were paused and have another address or secret by now, if this delivers."""
    carrier = pipeline.carrier
    if not any(stage.name == "deliver" for stage in pipeline.stages):
        return
    await carrier.ready()
    if commands := await mended(carrier.state, await pipeline.endpoints.all(carrier.state)):
        await carrier.publish(commands)


async def _keep_taking_up(pipeline: Pipeline) -> None:
    """Do so every minute, without end."""
    await repeat(lambda: take_up_mended(pipeline), MENDED_SECONDS, "mended endpoints not taken up")


async def _upgrade(pipeline: Pipeline, settings: Settings) -> None:
    """Bring the state that an earlier version wrote into the present form, beside the work."""
    try:
        await forget_addresses(pipeline.carrier.state, settings.discover, now())
    except Exception as error:  # it is tried again at the next start, and the stories matter more
        log.warning("state of an earlier version not upgraded", cause=type(error).__name__)
