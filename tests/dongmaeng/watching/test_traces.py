"""A trace is one story's: it begins at what no step led to, and what steps write carries it on."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs

from dongmaeng.fault import Fault
from dongmaeng.settings import Settings
from dongmaeng.watching.settings import TracesSettings
from dongmaeng.watching.traces import Traces, traces_to
from dongmaeng.watching.watching import watching_of
from tests.dongmaeng.watching.collector import Collector, attributes, collecting
from topics.catalogue import CANDIDATES, PAGES
from topics.handling import Effects, Entry, entry_of
from topics.records import Candidate, Page, Poll, Record
from topics.stage import Stage

URL = "https://example.com/1"
CANDIDATE = Candidate(url=URL)
PAGE = Page(id="p1", url=URL, final_url=URL)


async def nothing(records: object, state: object) -> Sequence[object]:
    return []


def stage(name: str) -> Stage:
    return Stage(name, (CANDIDATES,), (PAGES,), nothing, 1, 1, 5, 10)  # type: ignore[arg-type]


def step(traces: Traces, name: str, entry: Entry, *outputs: Record, outcome: str = "done", reason: str = "") -> Effects:
    """A step of a stage as a carrier tells it."""
    effect = Effects(name, entry, outcome, reason, outputs=[entry_of(output) for output in outputs])
    traces.handled(stage(name), [effect], 1_700_000_000.0, 0.25)
    return effect


def traced(share: float = 1.0, *, collector: Collector) -> Traces:
    return traces_to(f"{collector.url}/v1/traces", "worker-1", "1.2.3", share)


def test_each_story_of_a_feed_has_a_trace_of_its_own_and_carries_it() -> None:
    with collecting() as collector:
        traces = traced(collector=collector)
        look = step(traces, "discover", entry_of(Poll(source="s")), CANDIDATE, Candidate(url=f"{URL}2"))
        fetched = step(traces, "fetch", look.outputs[0], PAGE)
        step(traces, "clean", fetched.outputs[0], outcome="quarantined", reason="too slow")
        traces.close()
    [first, second] = collector.of("discover")
    [fetch], [clean] = collector.of("fetch"), collector.of("clean")
    assert first.trace_id != second.trace_id
    assert fetch.trace_id == clean.trace_id in (first.trace_id, second.trace_id)
    assert fetch.parent_span_id in (first.span_id, second.span_id)
    assert clean.parent_span_id == fetch.span_id
    assert (first.parent_span_id, fetch.end_time_unix_nano - fetch.start_time_unix_nano) == (b"", 250_000_000)
    assert attributes(clean)["dongmaeng.outcome"] == "quarantined"
    assert clean.status.message == "too slow"
    sender = collector.senders[0]
    assert (sender["service.name"], sender["service.instance.id"]) == ("dongmaeng", "worker-1")


def test_a_try_that_is_repeated_is_a_step_beside_the_first() -> None:
    with collecting() as collector:
        traces = traced(collector=collector)
        [candidate] = step(traces, "discover", entry_of(Poll(source="s")), CANDIDATE).outputs
        step(traces, "fetch", candidate, outcome="retried", reason="timeout")
        step(traces, "fetch", candidate, PAGE)
        traces.close()
    [discover], tries = collector.of("discover"), collector.of("fetch")
    assert [span.parent_span_id for span in tries] == [discover.span_id, discover.span_id]
    assert sorted(attributes(span)["dongmaeng.outcome"] for span in tries) == ["done", "retried"]


def test_orders_and_what_leads_to_no_story_are_not_traced() -> None:
    with collecting() as collector:
        traces = traced(collector=collector)
        look = step(traces, "discover", entry_of(Poll(source="s")), Poll(source="s"))
        step(traces, "discover", entry_of(Poll(source="s")), outcome="dropped", reason="paused")
        traces.close()
    assert collector.spans == []
    assert look.outputs[0].trace == ""


def test_what_others_wrote_in_the_place_of_a_trace_begins_a_new_one() -> None:
    with collecting() as collector:
        traces = traced(collector=collector)
        for text in ("nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "가" * 10_000):
            entry = Entry("candidates", "k", 1, b"{}", trace=text)
            assert step(traces, "fetch", entry, PAGE).outputs[0].trace.startswith("00-")
        traces.close()
    assert len({span.trace_id for span in collector.spans}) == 3


def test_a_story_that_is_not_sampled_is_left_out_as_a_whole() -> None:
    with collecting() as collector:
        traces = traced(1e-9, collector=collector)
        [candidate] = step(traces, "discover", entry_of(Poll(source="s")), CANDIDATE).outputs
        step(traces, "fetch", candidate, PAGE)
        traces.close()
    assert not int(candidate.trace[-2:], 16) & 1
    assert collector.spans == []


@pytest.mark.parametrize("status", [503, 400, None])
def test_a_collector_that_is_dead_or_refuses_is_told_once_and_changes_nothing(status: int | None) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as gone,
        collecting(status or 200) as collector,
        capture_logs() as lines,
    ):
        if status is None:
            collector.url = f"http://127.0.0.1:{gone.getsockname()[1]}"
            gone.close()
        traces = traced(collector=collector)
        for _ in range(3):
            [candidate] = step(traces, "discover", entry_of(Poll(source="s")), CANDIDATE).outputs
            assert candidate.trace
        traces.close()
    assert [line["event"] for line in lines] == ["traces are not taken by the collector and are left out"]


def test_without_opentelemetry_the_setting_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "dongmaeng.watching.traces")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    settings = Settings(traces=TracesSettings(endpoint="http://127.0.0.1:4318"))
    with (
        pytest.raises(Fault, match=r"^traces.endpoint: .* pip install 'dongmaeng\[traces\]'$"),
        watching_of(settings, "w"),
    ):
        pass


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
        ("https://otel.example/", "https://otel.example/v1/traces"),
        ("http://[::1]:4318/otlp/v1/traces", "http://[::1]:4318/otlp/v1/traces"),
        ("", ""),
    ],
)
def test_the_path_is_the_usual_one_where_none_is_given(given: str, expected: str) -> None:
    assert TracesSettings(endpoint=given).endpoint == expected


@pytest.mark.parametrize(
    "given",
    ["localhost:4318", "http://", "http://u:secret@h:4318", "http://h:port", "grpc://h:4317", "http://h/?key=secret"],
)
def test_an_address_that_is_none_is_refused_without_its_secret(given: str) -> None:
    with pytest.raises(ValidationError) as error:
        TracesSettings(endpoint=given)
    assert "without a password" in str(error.value.errors()[0]["msg"])
