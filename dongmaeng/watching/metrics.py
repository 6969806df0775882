"""What a process measures of the work of its stages.

All counters begin at nothing with the process, which Prometheus takes for what it is; the counts that are kept with the
journal may go back by a little after a crash or a restored backup, which it would take for a new beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram

from dongmaeng.watching.milestones import Delays, DeliveryEnding, delays_of, deliveries_of
from topics.handling import Effects
from topics.stage import Stage

OUTCOMES = ("done", "dropped", "retried", "quarantined")

MOST_REASONS = 100
"""Reasons of a stage and outcome that are told apart: there are some twenty, and no bug may make a series a story."""

OTHER = "other"
"""In the place of reasons beyond these."""

DURATIONS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Seconds: from a read of the state to the longest call of a webhook."""

DELAYS = (1, 5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400)
"""Seconds: from a burst on one's own site to a source that is looked at twice a day."""

HELP_OF_DELAYS = {
    Delays.DISCOVERY: ("discover", "From publication, as the source says, to discovery."),
    Delays.READING: ("clean", "From discovery to a page that was read."),
    Delays.ALERT: ("deliver", "From a page that was fetched to a new alliance that was told of."),
}
"""The stage that ends each, and what it is."""


class Metrics:
    """Measures what stages do, as an `Observer`; `stages`: those of this process, and no others are told of."""

    def __init__(self, stages: Sequence[Stage], registry: CollectorRegistry) -> None:
        def count(name: str, help: str, *labels: str) -> Callable[..., Counter]:
            return cache(Counter(f"dongmaeng_{name}", help, labels, registry=registry).labels)

        def durations(name: str, help: str, label: str) -> Callable[..., Histogram]:
            histogram = Histogram(f"dongmaeng_{name}", help, (label,), buckets=DURATIONS, registry=registry)
            return cache(histogram.labels)

        # By labels, kept: to look a series up costs more than what is then noted, and a story reads some fifty times.
        self._records = count("records", "Tries of records by how they ended.", "stage", "outcome", "reason")
        self._written = count("records_written", "Records that stages gave to topics.", "stage", "topic")
        self._repeated = count("records_repeated", "Records handled once more after a crash or a move.", "stage")
        self._seconds = durations("stage_duration_seconds", "How long a stage took for what it took at once.", "stage")
        self._state = durations("state_duration_seconds", "How long the state took to answer.", "operation")
        self._reasons: dict[tuple[str, str], set[str]] = {}
        for stage in stages:  # a series that begins at its first count hides that count from Prometheus
            self._repeated(stage.name)
            self._seconds(stage.name)
            for topic in stage.writes:
                self._written(stage.name, topic.name)
            for outcome in OUTCOMES:
                self._records(stage.name, outcome, "")
        names = [stage.name for stage in stages]
        self._delays = {
            delay: Histogram(f"dongmaeng_{delay}_delay_seconds", help, buckets=DELAYS, registry=registry)
            for delay, (stage, help) in HELP_OF_DELAYS.items()
            if stage in names
        }
        if "deliver" in names:
            self._deliveries = count("deliveries", "Messages by how an attempt ended.", "status")
            for status in DeliveryEnding:
                self._deliveries(status)

    def handled(self, stage: Stage, effects: Sequence[Effects], began: float, seconds: float) -> None:
        self._seconds(stage.name).observe(seconds)

    def settled(self, effects: Sequence[Effects]) -> None:
        for effect in effects:
            self._records(effect.stage, effect.outcome, self._bounded(effect)).inc()
            for entry in effect.given:
                self._written(effect.stage, entry.topic).inc()
            if effect.stage == "deliver":
                for ending in deliveries_of(effect):
                    self._deliveries(ending).inc()
            for delay, seconds in delays_of(effect):
                self._delays[delay].observe(seconds)

    def repeated(self, stage: str, records: int) -> None:
        self._repeated(stage).inc(records)

    def asked_state(self, operation: str, seconds: float) -> None:
        self._state(operation).observe(seconds)

    def _bounded(self, effect: Effects) -> str:
        known = self._reasons.setdefault((effect.stage, effect.outcome), set())
        if effect.reason in known or len(known) < MOST_REASONS:
            known.add(effect.reason)
            return effect.reason
        return OTHER
