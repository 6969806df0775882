"""What `dongmaeng demo` does, loaded only where it is done."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agents.alert.endpoints import Endpoint
from agents.discover.discover import first_polls
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.fetch.settings import FetchSettings
from dongmaeng.backend.opening import open_cluster
from dongmaeng.cli import alliances as alliance_list
from dongmaeng.cli import search as search_list
from dongmaeng.cli.context import Context, console
from dongmaeng.cli.index import open_elastic
from dongmaeng.cli.progress import Progress
from dongmaeng.demo import DemoSite, Receiver, alert_differences, expected_alerts
from dongmaeng.fault import Fault
from dongmaeng.instance import data_lock
from dongmaeng.running import running
from dongmaeng.service import Pipeline, open_pipeline
from dongmaeng.settings import EMBEDDED, Settings
from dongmaeng.signals import stop_on_signals
from dongmaeng.upkeep import upkeep
from dongmaeng.web.beside import page_beside
from dongmaeng.web.listening import Taken, address_of, listen_near
from dongmaeng.web.settings import LOOPBACK, WebSettings, listen_of
from search.elastic.indices import create_missing, drop
from search.elastic.store import ElasticStore
from search.query import parse_query
from search.store import SearchResult, every_alliance
from topics.records import Alliance, Article, Status

PACE = 2.0  # seconds between two new stories with --keep
HORIZON = 30.0  # seconds: retries that are due this soon are waited for
EXAMPLE_QUERY = '"업무협약" -정부'
NEVER = 86_400.0  # seconds until the next look at a source, where one is enough


def demonstrate(options: Context, keep: bool, bus: str | None, store: str | None) -> None:
    """Run the pipeline on the sample site and show what it finds; `keep`: until SIGTERM or Ctrl-C."""
    servers = options.settings(bus=bus or EMBEDDED, store=store or options.store or EMBEDDED)
    with ExitStack() as stack:
        data_dir = options.data_dir or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dongmaeng-demo-")))
        site = stack.enter_context(DemoSite(pace=PACE if keep else None))
        receiver = stack.enter_context(Receiver())
        settings = demo_settings(site, receiver, data_dir, interval=PACE if keep else NEVER, servers=servers)
        options.configure_log(settings)
        worker = stack.enter_context(data_lock(settings, "demo"))
        console.print(
            f"Sample news site on {site.url}: {len(site.sources)} sources, webhook receiver on {receiver.url}"
        )
        asyncio.run(_demo(settings, site, receiver, keep, worker))
        if not keep:
            console.print(f"To look at it in a browser: {_called()} demo --keep", markup=False, soft_wrap=True)


def _called() -> str:
    """This program as it was called, so that it can be called again."""
    called = Path(sys.argv[0])
    if called.name != "dongmaeng":
        return "dongmaeng"
    return os.path.relpath(called) if called.is_relative_to(Path.cwd()) else str(called)


def demo_settings(
    site: DemoSite, receiver: Receiver, data_dir: Path, *, interval: float, servers: Settings | None = None
) -> Settings:
    """The settings for a service that reads the sample site and calls the receiver.

    `servers`: the settings that say how to reach Kafka and Elasticsearch, where names of its own are used.
    """
    servers = servers or Settings()
    name = f"demo-{secrets.token_hex(4)}"
    return Settings(
        bus=servers.bus,
        kafka=servers.kafka.model_copy(update={"prefix": f"{name}."}),
        store=servers.store,
        elastic=servers.elastic.model_copy(update={"prefix": name}),
        data_dir=data_dir,
        allow_private_addresses=True,
        user_agent="Dongmaeng demo",
        discover=DiscoverSettings(min_interval=min(interval, 1.0), quiet_after_days=None),
        fetch=FetchSettings(host_delay=0.0),
        sources=[SourceSetting(url=url, interval=interval) for url in site.sources],
        endpoints=[Endpoint(id="demo", url=receiver.url, secret=receiver.secret, allow_private=True)],
    )


async def _demo(settings: Settings, site: DemoSite, receiver: Receiver, keep: bool, worker: str) -> None:
    async with (
        _topics(settings),
        _indices(settings),
        open_pipeline(settings, gather=True, alert=True, worker=worker) as pipeline,
        _page(settings, keep),
    ):
        stop_on_signals(pipeline.carrier.stop)
        with Progress(console) as progress:
            async with progress.watch(pipeline), upkeep(pipeline, settings, worker):
                await _run(pipeline, settings, keep)
        if not console.is_terminal:
            console.print(progress.table())
        await _show(console, pipeline, receiver, list(_endings(progress)))
    if not keep:
        _check(site, receiver)


@asynccontextmanager
async def _page(settings: Settings, keep: bool) -> AsyncIterator[None]:
    """To keep the demo, the page beside it, on the first port that is free."""
    if not keep:
        yield
        return
    try:
        opened = listen_near(listen_of(LOOPBACK))
    except Taken as error:
        raise Fault(str(error)) from None
    with opened:
        host, port = opened.getsockname()
        web = WebSettings(listen=f"{host}:{port}")
        console.print(f"The page: {address_of(opened)}", markup=False, soft_wrap=True)
        console.print(f"Data in {settings.data_dir}; Ctrl-C stops.")
        async with page_beside(settings.model_copy(update={"web": web}), opened=opened, log_level="error"):
            yield


async def _run(pipeline: Pipeline, settings: Settings, keep: bool) -> None:
    """Run the pipeline until nothing is left to do or, to keep it, until it is told to stop."""
    carrier = pipeline.carrier
    await carrier.publish(first_polls(settings.sources))
    async with running(carrier) as carrying:
        idle = [] if keep else [asyncio.create_task(carrier.idle(HORIZON))]
        await asyncio.wait([carrying, *idle], return_when=asyncio.FIRST_COMPLETED)


@asynccontextmanager
async def _topics(settings: Settings) -> AsyncIterator[None]:
    """On a cluster, topics for this demo alone."""
    if settings.kafka_servers is None:
        yield
        return
    async with open_cluster(settings) as operations:
        await operations.create_topics()
        try:
            yield
        finally:
            await operations.delete_topics()


@asynccontextmanager
async def _indices(settings: Settings) -> AsyncIterator[None]:
    """In Elasticsearch, indices for this demo alone."""
    if settings.store == EMBEDDED:
        yield
        return
    async with open_elastic(settings) as store:
        await create_missing(store.client, store.definition)
        try:
            yield
        finally:
            await drop(store.client, store.definition)


def _endings(progress: Progress) -> Iterator[str]:
    for stage, tally in progress.since_start().items():
        for outcome in ("dropped", "retried", "quarantined"):
            for reason, n in getattr(tally, outcome).items():
                yield f"{stage} {outcome} {n}: {reason}"


async def _show(out: Console, pipeline: Pipeline, receiver: Receiver, endings: list[str]) -> None:
    for ending in endings:
        out.print(Text(f"  {ending}", "dim"))
    if isinstance(pipeline.store, ElasticStore):
        await pipeline.store.refresh()
    _show_articles(out, await pipeline.store.recent_articles(limit=100))
    _show_alliances(out, [a async for a in every_alliance(pipeline.store)])
    _show_alerts(out, receiver)
    out.rule(f"Search: {EXAMPLE_QUERY}")
    result: SearchResult = await pipeline.store.search(parse_query(EXAMPLE_QUERY), limit=3)
    out.print(f"{result.total} found, the first 3:")
    search_list.show(result)


def _show_articles(out: Console, articles: list[Article]) -> None:
    out.rule(f"{len(articles)} articles")
    table = Table(box=None, pad_edge=False, show_header=False)
    for article in articles:
        published = f"{article.published:%m-%d %H:%M}" if article.published else ""
        table.add_row(published, article.publisher or "", article.title)
    out.print(table)


def _show_alliances(out: Console, alliances: list[Alliance]) -> None:
    announced = [a for a in alliances if a.status in (Status.ANNOUNCED, Status.PLANNED)]
    out.rule(f"{len(announced)} alliances announced")
    for alliance in announced:
        alliance_list.show(out, alliance)
    others = [a for a in alliances if a not in announced]
    out.rule(f"{len(others)} known otherwise: from background, rumoured, denied, ended")
    for alliance in others:
        alliance_list.show(out, alliance)


def _show_alerts(out: Console, receiver: Receiver) -> None:
    out.rule(f"{len(receiver.deliveries)} alerts received by the webhook")
    for delivery in receiver.deliveries:
        data = delivery.payload.get("data", {})
        names = ", ".join(member["name"] for member in data.get("members", []))
        signed = "signature verified" if delivery.verified else "SIGNATURE WRONG"
        out.print(
            Text.assemble(
                (delivery.event, "bold green"), f"  {names}  {data.get('kind')}, {data.get('date')}  ({signed})"
            )
        )


def _check(site: DemoSite, receiver: Receiver) -> None:
    """Raise `Fault` where the demo did not show what it promises."""
    faults = alert_differences(receiver.acknowledged, expected_alerts(site.published))
    faults += [f"{d.id} has a wrong signature" for d in receiver.deliveries if not d.verified]
    faults += [f"{url} was fetched against robots.txt" for url in site.disallowed_hits]
    if faults:
        raise Fault("\n".join(faults))
