"""A service that reads stories tells what it does, on both carriers."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from agents.discover.discover import first_polls
from dongmaeng.service import open_pipeline
from dongmaeng.settings import Settings
from dongmaeng.watching.service import watched
from dongmaeng.watching.settings import TracesSettings
from dongmaeng.watching.watching import Watching, watching_of
from tests.command_line import CommandLine
from tests.dongmaeng.watching.collector import Collector, attributes, collecting
from tests.dongmaeng.watching.prometheus_files import names, promtool
from tests.end_to_end.newsrooms import HORIZON, Newsroom, deal, endpoint, feed, newsroom, source
from tests.loopback import Site, loopback_site
from tests.servers.process import free_port
from tests.waiting import wait_until

__all__ = ["newsroom"]

SETTLE = 90.0  # seconds for a service to be up on a busy machine

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[f"dongmaeng_{name}", frozenset(labels.items())]


async def watched_reading(newsroom: Newsroom, site: Site, collector: Collector) -> str:
    """What the service tells of itself when it has read a source."""
    settings = newsroom.settings.model_copy(
        update={
            "sources": [source(site)],
            "endpoints": newsroom.endpoints,
            "traces": TracesSettings(endpoint=collector.url),
            "metrics": newsroom.settings.metrics.model_copy(update={"listen": "127.0.0.1:9464"}),
        }
    )
    with watching_of(settings, "worker-1") as watching:
        return await _told(settings, watching)


async def _told(settings: Settings, watching: Watching) -> str:
    async with (
        open_pipeline(settings, gather=True, alert=True, watching=watching) as pipeline,
        watched(pipeline, settings) as service,
    ):
        running = asyncio.create_task(pipeline.carrier.run())
        await pipeline.carrier.ready()
        assert (await service.readyz()).status == 200
        await pipeline.carrier.publish(first_polls(settings.sources))
        async with asyncio.timeout(120):
            await pipeline.carrier.idle(HORIZON)
        told = await service.metrics()
        assert (await service.healthz()).status == 200
        pipeline.carrier.stop()
        await running
    return told.body


async def test_the_way_of_a_story_is_measured(newsroom: Newsroom) -> None:
    published = datetime.now(UTC) - timedelta(minutes=10)
    async with loopback_site() as site:
        page = deal("가온전자", "다솔물류", published=published)
        site.page("/1", page)
        site.page(
            "/feed", feed((f"{site.url}/1", published, "가온전자-다솔물류, 물류 로봇 업무협약")), "application/rss+xml"
        )
        with endpoint("desk") as (receiver, setting), capture_logs() as lines, collecting() as collector:
            newsroom.endpoints = [setting]
            text = await watched_reading(newsroom, site, collector)
            assert len(receiver.acknowledged) == 1
    found = samples(text)
    for stage in ("fetch", "clean", "tag", "resolve", "alert", "deliver"):
        assert value(found, "records_total", stage=stage, outcome="done", reason="") == 1
        assert value(found, "stage_duration_seconds_count", stage=stage) >= 1
        assert value(found, "stage_lag_records", stage=stage) == 0
        assert value(found, "stage_oldest_seconds", stage=stage) == 0
    assert value(found, "records_written_total", stage="discover", topic="candidates") == 1
    assert value(found, "discovery_delay_seconds_count") == 1
    assert 600 <= value(found, "discovery_delay_seconds_sum") < 700
    assert value(found, "reading_delay_seconds_count") == value(found, "alert_delay_seconds_count") == 1
    assert value(found, "deliveries_total", status="delivered") == 1
    assert value(found, "sources", state="well") == value(found, "endpoints", standing="open") == 1
    assert value(found, "state_duration_seconds_count", operation="read") > 0
    assert value(found, "store_duration_seconds_count", operation="write") > 0
    assert value(found, "child_memory_bytes", kind="workers") > 0
    assert not [name for (name, _), failed in found.items() if name == "dongmaeng_scrape_errors" and failed]
    assert names() <= {name for name, _ in found}
    promtool("check", "metrics", stdin=text)
    _check_trace(collector)
    [announced] = [line for line in lines if line["event"] == "new alliance"]
    assert announced["log_level"] == "info"
    assert sorted(announced["members"]) == ["가온전자", "다솔물류"]


def _check_trace(collector: Collector) -> None:
    """One story is one trace from its discovery to the receiver."""
    assert len({span.trace_id for span in collector.spans}) == 1
    led_by = {span.span_id: span for span in collector.spans}
    way = [
        (led_by[span.parent_span_id].name if span.parent_span_id else "", span.name)
        for span in collector.spans
        if attributes(span)["dongmaeng.outcome"] == "done"
    ]
    expected = ["discover", "fetch", "clean", "tag", "resolve", "alert", "deliver"]
    assert set(zip(["", *expected], expected, strict=False)) <= set(way)
    assert {("tag", "index"), ("resolve", "index"), ("tag", "revisit")} <= set(way)


def test_a_process_that_stands_still_is_not_healthy_on_either_listener(command_line: CommandLine) -> None:
    own, page = free_port(), free_port()
    command_line.configure(
        f'[metrics]\nlisten = "127.0.0.1:{own}"\n[web]\nlisten = "127.0.0.1:{page}"\n'
        '[[sources]]\nurl = "http://127.0.0.1:9/feed"\n'
    )
    addresses = [f"http://127.0.0.1:{port}" for port in (own, page)]

    def answers(path: str) -> list[int]:
        found = []
        for address in addresses:
            try:
                found.append(httpx.get(address + path, trust_env=False, timeout=12).status_code)
            except httpx.HTTPError:
                found.append(0)
        return found

    with command_line.service() as service:
        for path in ("/healthz", "/readyz", "/metrics"):
            wait_until(lambda path=path: answers(path) == [200, 200], SETTLE)  # type: ignore[misc]
        service.send_signal(signal.SIGSTOP)
        assert answers("/healthz") == [0, 503]  # nobody answers, and the page says that the service does not
        service.send_signal(signal.SIGCONT)
        wait_until(lambda: answers("/healthz") == [200, 200], SETTLE)
