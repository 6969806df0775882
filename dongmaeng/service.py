"""Running the pipeline as a service until it is told to stop, and what else needs its parts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog

from agents.alert.known import KnownEndpoints
from agents.breaker import OF_A_HOST, Breaker
from agents.discover.known import KnownSources
from agents.http_client import HttpClient
from agents.pipeline import alerting, gathering, reading
from agents.workers import Workers
from dongmaeng.connections import kafka_layout, make_store, open_http_client, shared_state
from dongmaeng.kafka_access import kafka_cluster
from dongmaeng.private_files import private_data_dir
from dongmaeng.reload import Follow, Reload, reloading
from dongmaeng.running import ready, running
from dongmaeng.settings import Settings
from dongmaeng.signals import stop_on_signals
from dongmaeng.source_orders import SourceOrders
from dongmaeng.upgrading import refuse_beside_older
from dongmaeng.upkeep import take_up_mended, upkeep
from dongmaeng.watching.asked import answers_of
from dongmaeng.watching.listener import listening
from dongmaeng.watching.service import watched
from dongmaeng.watching.watching import UNWATCHED, Watching, watching_of
from dongmaeng.worker_processes import open_fair_workers, open_feed_workers, open_workers
from search.store import Store
from topics.embedded.carrier import EmbeddedCarrier
from topics.embedded.gather import ARCHIVE, NEWS
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.layout import Layout
from topics.observer import UNOBSERVED, Observer
from topics.records import Record
from topics.stage import Stage

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The pipeline of one data directory, ready to run."""

    carrier: EmbeddedCarrier | KafkaCarrier
    stages: Sequence[Stage]
    store: Store
    http: HttpClient
    workers: Workers
    sources: KnownSources
    endpoints: KnownEndpoints
    breakers: Sequence[Breaker] = ()
    """What delays those that keep others waiting."""
    watching: Watching = UNWATCHED


Watch = Callable[[Pipeline], AbstractAsyncContextManager[None]]
"""Something that looks on while a pipeline runs."""


@asynccontextmanager
async def open_pipeline(
    settings: Settings,
    *,
    gather: bool,
    alert: bool,
    only: Sequence[str] = (),
    worker: str = "",
    watching: Watching = UNWATCHED,
    layout: Layout | None = None,
) -> AsyncIterator[Pipeline]:
    """Everything the stages need, opened in order and closed in the reverse.

    `only`: names of stages, in place of all; `worker`: a name that no other worker of the cluster has; `watching`: what
    looks on; `layout`: in place of that of the settings.
    """
    private_data_dir(settings.data_dir)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(open_http_client(settings))
        hooks = await stack.enter_async_context(HttpClient(user_agent=settings.user_agent))
        fetching, down = Breaker("fetch"), Breaker("reach", patience=OF_A_HOST)
        sources = KnownSources(settings.sources, settings.discover)
        endpoints = KnownEndpoints(settings.endpoints, settings.alerts)
        workers: Workers
        stages: list[Stage] = []
        breakers: list[Breaker] = []
        if gather or settings.kafka_servers is not None:  # there an import carries the news of the day as well
            workers = fair = await stack.enter_async_context(open_fair_workers(settings))
            breakers.append(fair.breaker)
        else:
            workers = await stack.enter_async_context(open_workers(settings))
        if gather:
            of_feeds = await stack.enter_async_context(open_feed_workers(settings))
            breakers += [fetching, of_feeds.breaker, down]
            stages += gathering(http, of_feeds, sources, settings.fetch, fetching, down, settings.revisit)
        store = make_store(settings)
        stack.push_async_callback(store.close)
        stages += reading(workers, watching.writer(store), settings.data_dir)
        if alert:
            stages += alerting(hooks, endpoints, settings.web.public_url or None)
        stages = [stage for stage in stages if not only or stage.name in only]
        carrier = open_carrier(settings, stages, worker, live=gather, observer=watching.observer(stages), layout=layout)
        await stack.enter_async_context(carrier)
        yield Pipeline(carrier, stages, store, http, workers, sources, endpoints, breakers, watching)


def open_carrier(
    settings: Settings,
    stages: Sequence[Stage],
    worker: str = "",
    *,
    live: bool = False,
    observer: Observer = UNOBSERVED,
    layout: Layout | None = None,
) -> EmbeddedCarrier | KafkaCarrier:
    """The carrier that the settings ask for.

    `live`: it carries news of the day, for which it writes soon, and on a full disk it waits for room.
    """
    if settings.kafka_servers is None:
        return EmbeddedCarrier(
            settings.database,
            stages,
            max_bytes=settings.journal_max_mb << 20,
            patient=live,
            gather=NEWS if live else ARCHIVE,
            observer=observer,
        )
    return KafkaCarrier(
        kafka_cluster(settings),
        stages,
        settings.database,
        backing=shared_state(settings, patient=True),
        layout=layout or kafka_layout(settings),
        worker=worker,
        standstill=settings.kafka.standstill_seconds,
        observer=observer,
    )


async def append(settings: Settings, records: Sequence[Record], *, backfill: bool = False) -> None:
    """Write records for a running service, or the next one, to take up."""
    private_data_dir(settings.data_dir)
    refuse_beside_older(settings)
    async with open_carrier(settings, []) as carrier:
        if isinstance(carrier, KafkaCarrier):
            await carrier.operations.check_topics()  # publishing would wait for a cluster that is away
        await carrier.publish(records, backfill=backfill)


async def run_service(
    settings: Settings,
    read: Callable[[], Settings],
    *,
    only: Sequence[str] = (),
    worker: str = "",
    follow: Sequence[Follow] = (),
    metrics: socket.socket | None = None,
) -> None:
    """Gather, read, index and alert until SIGTERM or Ctrl-C; a second one ends the process at once.

    `read`: reads the settings again where that is asked for; `follow`: what takes them over beside the stages;
    `metrics`: a socket on which health and metrics are served. Raises `WrongTopics` where a topic of the cluster is
    missing or not as it should be, `WrongAccess` where it keeps us out.
    """
    name = process_name(worker)
    async with AsyncExitStack() as stack:
        watching = stack.enter_context(watching_of(settings, name))
        opened = open_pipeline(settings, gather=True, alert=True, only=only, worker=worker, watching=watching)
        pipeline = await stack.enter_async_context(opened)
        stop_on_signals(pipeline.carrier.stop)
        _log_beginning(settings)
        orders = SourceOrders(pipeline)
        reload = Reload(name, settings, read, [_follow_endpoints(pipeline), orders.follow, *follow])
        async with (
            running(pipeline.carrier) as carrying,
            watched(pipeline, settings) as service,
            listening(metrics, service),
            upkeep(pipeline, settings, worker),
            reloading(reload, answers_of(service)),
        ):
            if await ready(pipeline.carrier, carrying):
                beginning = asyncio.create_task(orders.begin())
                await asyncio.wait({beginning, carrying}, return_when=asyncio.FIRST_COMPLETED)
                if beginning.done():
                    await beginning
                beginning.cancel()
            await carrying
        log.info("stopped")


def _log_beginning(settings: Settings) -> None:
    data_dir = str(settings.data_dir)
    log.info("running", sources=len(settings.sources), endpoints=len(settings.endpoints), data_dir=data_dir)
    if settings.kafka_servers is not None and not settings.state_is_shared:
        log.warning(
            "workers on other machines do not share the state: set store to an Elasticsearch", data_dir=data_dir
        )


def _follow_endpoints(pipeline: Pipeline) -> Follow:
    async def follow(settings: Settings) -> None:
        pipeline.endpoints.swap(settings.endpoints, settings.alerts)
        await take_up_mended(pipeline)

    return follow


def process_name(worker: str) -> str:
    """What the process of a service is called in its data directory."""
    return worker or "run"
