"""What is counted of the handling of records, and that labels stay few whatever records hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from dongmaeng.watching.announcing import Announcing
from dongmaeng.watching.metrics import MOST_REASONS, Metrics
from dongmaeng.watching.milestones import Delays, DeliveryEnding, delays_of, deliveries_of
from dongmaeng.watching.observers import Observers
from dongmaeng.watching.registry import text_of
from tests.dongmaeng.watching.stages import stage_named
from topics.buffered import as_write
from topics.catalogue import CANDIDATES, POLLS
from topics.handling import Effects, Entry, Waiting, entry_of
from topics.observer import Unobserved
from topics.records import Alliance, Article, Candidate, Change, ChangeKind, Member, Poll, Quiet, Record

AT = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)
INPUT = Entry("candidates", "a", 1, b"{}")


def effect(stage: str, outcome: str = "done", reason: str = "", outputs: tuple[Record, ...] = ()) -> Effects:
    return Effects(stage, INPUT, outcome, reason, outputs=[entry_of(output) for output in outputs])


class Measured(Metrics):
    """Metrics of stages that only have names, in a registry of their own."""

    def __init__(self, *stages: str) -> None:
        self.registry = CollectorRegistry()
        super().__init__([stage_named(stage, CANDIDATES, POLLS) for stage in stages], self.registry)


def told(metrics: Measured) -> dict[str, float]:
    """Samples by name and labels."""
    return {
        sample.name.removeprefix("dongmaeng_") + "".join(f" {value}" for _, value in sorted(sample.labels.items())): (
            sample.value
        )
        for family in text_string_to_metric_families(text_of(metrics.registry).body)
        for sample in family.samples
    }


def test_records_are_counted_by_stage_outcome_and_reason() -> None:
    metrics = Measured("fetch", "clean")
    metrics.settled([effect("fetch", outputs=(Candidate(url="https://example.com/1"),)), effect("fetch")])
    metrics.settled([effect("clean", "dropped", "robots"), effect("clean", "dropped", "robots")])
    found = told(metrics)
    assert found["records_total done  fetch"] == 2  # in the order of the labels' names: outcome, reason, stage
    assert found["records_total dropped robots clean"] == 2
    assert found["records_total quarantined  clean"] == 0


def test_what_a_stage_gives_is_counted_by_topic_and_told_before_it_gave_anything() -> None:
    metrics = Measured("discover")
    assert told(metrics)["records_written_total discover candidates"] == 0
    looked = effect("discover")
    looked.waiting = [Waiting(entry_of(Poll(source="s")), due=0.0, reason="later", stage=None, attempt=0)]
    metrics.settled([looked])
    found = told(metrics)
    assert found["records_written_total discover candidates"] == 0  # a look that finds nothing gives the next look
    assert found["records_written_total discover polls"] == 1
    metrics.settled([effect("discover", outputs=(Candidate(url="https://example.com/1"),) * 2)])
    assert told(metrics)["records_written_total discover candidates"] == 2


def test_a_process_tells_of_its_own_stages_alone() -> None:
    text = text_of(Measured("fetch").registry).body
    assert 'stage="fetch"' in text
    assert all(other not in text for other in ('stage="clean"', "deliveries", "discovery_delay"))


def test_reasons_without_end_make_no_series_without_end() -> None:
    metrics = Measured("clean")
    metrics.settled([effect("clean", "retried", f"reason {number}") for number in range(10 * MOST_REASONS)])
    found = told(metrics)
    assert found["records_total retried reason 0 clean"] == 1
    assert found["records_total retried other clean"] == 9 * MOST_REASONS
    assert sum("records_total retried" in name for name in found) == MOST_REASONS + 2


@pytest.mark.parametrize(
    ("published", "what", "expected"),
    [
        (AT - timedelta(minutes=5), {}, [300.0]),
        (AT + timedelta(minutes=5), {}, [0.0]),
        (None, {}, []),
        (datetime(2026, 3, 8, 15, tzinfo=UTC), {}, []),
        (AT - timedelta(days=30), {"quiet": Quiet.OLD}, []),
        (AT - timedelta(minutes=5), {"again": "updated"}, []),
    ],
    ids=["live", "a clock that is ahead", "without a date", "a day alone", "old", "a second look"],
)
def test_discovery_is_late_only_for_what_is_new(
    published: datetime | None, what: dict[str, object], expected: list[float]
) -> None:
    found = Candidate.model_validate(
        {"url": "https://example.com/1", "seen": AT, "published": published and published.isoformat(), **what}
    )
    assert [seconds for _, seconds in delays_of(effect("discover", outputs=(found,)))] == expected


@pytest.mark.parametrize("stage", ["discover", "clean", "deliver"])
def test_a_worker_of_one_stage_measures_the_delay_that_ends_there(stage: str) -> None:
    metrics = Measured(stage)
    ended = effect(stage)
    message = {"id": "m", "status": "delivered", "event": "alliance.announced", "created": AT.isoformat()}
    ended.documents = {("deliveries", "m"): as_write({**message, "delivered": AT.isoformat()})}
    candidate = Candidate(url="https://e.com/1", seen=AT, published=AT)
    article = Article(id="a", url="https://e.com/1", canonical_url="https://e.com/1", fetched=AT, seen=AT)
    ended.outputs = [entry_of(candidate)] if stage == "discover" else [entry_of(article)]
    metrics.settled([ended])
    assert [value for name, value in told(metrics).items() if name.endswith("_delay_seconds_count")] == [1]


def test_reading_is_measured_from_discovery_of_live_stories() -> None:
    story = {"id": "a", "url": "https://e.com/1", "canonical_url": "https://e.com/1", "fetched": AT}
    live = Article.model_validate({**story, "seen": AT - timedelta(seconds=4)})
    imported = Article.model_validate({**story, "quiet": "imported"})
    assert list(delays_of(effect("clean", outputs=(live, imported)))) == [(Delays.READING, 4.0)]


@pytest.mark.parametrize(
    ("outcome", "reason", "status", "expected"),
    [
        ("done", "", "delivered", [DeliveryEnding.DELIVERED]),
        ("dropped", "dead letter", "dead", [DeliveryEnding.DEAD]),
        ("dropped", "endpoint paused", "held", [DeliveryEnding.HELD]),
        ("dropped", "endpoint unknown", "disabled", [DeliveryEnding.DISABLED]),
        ("retried", "webhook not accepted", "pending", [DeliveryEnding.RETRIED]),
        ("retried", "quiet hours", "pending", []),
    ],
)
def test_messages_are_counted_by_how_they_ended(
    outcome: str, reason: str, status: str, expected: list[DeliveryEnding]
) -> None:
    ended = effect("deliver", outcome, reason)
    message = {"id": "m", "status": status, "event": "alliance.joined", "created": AT.isoformat()}
    ended.documents = {("deliveries", "m"): as_write(message), ("endpoints failing", "e"): as_write({"at": "x"})}
    assert list(deliveries_of(ended)) == expected
    assert list(delays_of(ended)) == []


def test_an_alert_is_measured_once_and_not_when_it_is_resent() -> None:
    message = {"id": "m", "status": "delivered", "event": "alliance.announced", "created": AT.isoformat()}
    message["delivered"] = (AT + timedelta(seconds=3)).isoformat()
    first, resent = effect("deliver"), effect("deliver")
    first.documents = {("deliveries", "m"): as_write(message)}
    resent.documents = {("deliveries", "m"): as_write({**message, "taken_up": ["c"]})}
    assert list(delays_of(first)) == [(Delays.ALERT, 3.0)]
    assert list(delays_of(resent)) == []


def alliance(change: ChangeKind, quiet: Quiet | None = None) -> Alliance:
    return Alliance.model_validate(
        {
            "id": "1234",
            "kind": "mou",
            "status": "announced",
            "first_seen": AT,
            "members": [Member(id="1", name="가람전자"), Member(id="2", name="다솔통신")],
            "change": Change(id="c", change=change, at=AT, article_id="a", quiet=quiet),
            "quiet": quiet,
        }
    )


def test_each_new_alliance_is_named_once_and_nothing_else_is() -> None:
    outputs = (
        alliance(ChangeKind.ANNOUNCED),
        alliance(ChangeKind.CORROBORATED),
        alliance(ChangeKind.ANNOUNCED, Quiet.IMPORTED),
    )
    with capture_logs() as lines:
        Announcing().settled([effect("resolve", outputs=outputs), effect("alert", outputs=outputs)])
    assert [(line["event"], line["log_level"], line["members"], line["article"]) for line in lines] == [
        ("new alliance", "info", ["가람전자", "다솔통신"], "a")
    ]


def test_what_fails_in_an_observer_reaches_nobody_and_the_others_look_on() -> None:
    class Broken(Unobserved):
        def settled(self, effects: object) -> None:
            raise KeyError("a secret of a record")

    metrics = Measured("fetch")
    with capture_logs() as lines:
        both = Observers([Broken(), metrics])
        both.settled([effect("fetch")])
        both.settled([effect("fetch")])
    assert told(metrics)["records_total done  fetch"] == 2
    assert [(line["event"], line["observer"], line["log_level"]) for line in lines] == [
        ("not measured", "Broken", "error"),
        ("not measured", "Broken", "debug"),
    ]


def test_what_a_bug_writes_is_not_measured_and_stops_nothing() -> None:
    broken = effect("deliver")
    broken.documents = {("deliveries", "m"): (json.dumps({"status": "unheard of"}), None)}
    metrics = Measured("deliver")
    with capture_logs() as lines:
        Observers([metrics]).settled([broken])
    assert [line["event"] for line in lines] == ["not measured"]
