"""What a process measures of the work of its stages.

All counters begin at nothing with the process, which Prometheus takes for what it is; the counts that are kept with the
journal may go back by a little after a crash or a restored backup, which it would take for a new beginning.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Sequence

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
        own, names = registry, [stage.name for stage in stages]
        self._records = Counter(
            "dongmaeng_records", "Tries of records by how they ended.", ("stage", "outcome", "reason"), registry=own
        )
        self._written = Counter(
            "dongmaeng_records_written", "Records that stages gave to topics.", ("stage", "topic"), registry=own
        )
        self._repeated = Counter(
            "dongmaeng_records_repeated", "Records handled once more after a crash or a move.", ("stage",), registry=own
        )
        self._seconds = Histogram(
            "dongmaeng_stage_duration_seconds",
            "How long a stage took for what it took at once.",
            ("stage",),
            buckets=DURATIONS,
            registry=own,
        )
        self._state = Histogram(
            "dongmaeng_state_duration_seconds",
            "How long the state took to answer.",
            ("operation",),
            buckets=DURATIONS,
            registry=own,
        )
        self._reasons: dict[tuple[str, str], set[str]] = {}
        self._read: dict[str, Histogram] = {}
        """By operation: looking a label up costs as much as what is then noted, and a story reads some fifty times."""
        for stage in stages:  # a series that begins at its first count hides that count from Prometheus
            self._repeated.labels(stage.name)
            self._seconds.labels(stage.name)
            for topic in stage.writes:
                self._written.labels(stage.name, topic.name)
            for outcome in OUTCOMES:
                self._records.labels(stage.name, outcome, "")
        self._delays = {
            delay: Histogram(f"dongmaeng_{delay}_delay_seconds", help, buckets=DELAYS, registry=own)
            for delay, (stage, help) in HELP_OF_DELAYS.items()
            if stage in names
        }
        if "deliver" in names:
            self._deliveries = Counter(
                "dongmaeng_deliveries", "Messages by how an attempt ended.", ("status",), registry=own
            )
            for status in DeliveryEnding:
                self._deliveries.labels(status)

    def handled(self, stage: Stage, effects: Sequence[Effects], began: float, seconds: float) -> None:
        self._seconds.labels(stage.name).observe(seconds)

    def settled(self, effects: Sequence[Effects]) -> None:
        for effect in effects:
            self._records.labels(effect.stage, effect.outcome, self._bounded(effect)).inc()
            for topic, records in Counts(entry.topic for entry in effect.given).items():
                self._written.labels(effect.stage, topic).inc(records)
            if effect.stage == "deliver":
                for ending in deliveries_of(effect):
                    self._deliveries.labels(ending).inc()
            for delay, seconds in delays_of(effect):
                self._delays[delay].observe(seconds)

    def repeated(self, stage: str, records: int) -> None:
        self._repeated.labels(stage).inc(records)

    def asked_state(self, operation: str, seconds: float) -> None:
        noted = self._read.get(operation) or self._read.setdefault(operation, self._state.labels(operation))
        noted.observe(seconds)

    def _bounded(self, effect: Effects) -> str:
        known = self._reasons.setdefault((effect.stage, effect.outcome), set())
        if effect.reason in known or len(known) < MOST_REASONS:
            known.add(effect.reason)
            return effect.reason
        return OTHER
