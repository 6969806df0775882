"""Traces of stories over all stages, as an `Observer`: a span for each step, told to a collector of OpenTelemetry.

A trace begins where a step writes a record of a story and was not led there by another step: at `discover`, for each
story of a feed by itself, or at the first stage of what is handed in. What it writes carries the step's name (W3C Trace
Context), in a header of Kafka or a column of the journal.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span, SpanKind, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from topics.catalogue import ALLIANCES, ARTICLES, CANDIDATES, DELIVERIES, MENTIONS, PAGES, TAGGED
from topics.handling import Effects
from topics.observer import Unobserved
from topics.stage import Stage

log = structlog.get_logger(__name__)

OF_STORIES = frozenset(t.name for t in (CANDIDATES, PAGES, ARTICLES, TAGGED, MENTIONS, ALLIANCES, DELIVERIES))

LONGEST_SEND = 5.0
"""Seconds that the collector may take for a batch of spans, also when the service ends."""

_PARENT = "traceparent"


class Traces(Unobserved):
    """Makes spans of what stages do, and names them in the records that they write."""

    def __init__(self, exporter: SpanExporter, worker: str, version: str, share: float = 1.0) -> None:
        told = {"service.name": "dongmaeng", "service.version": version, "service.instance.id": worker}
        self._provider = TracerProvider(
            resource=Resource.create(told),
            sampler=ParentBased(TraceIdRatioBased(share)),
            shutdown_on_exit=False,
        )
        self._processor = BatchSpanProcessor(
            Telling(exporter), schedule_delay_millis=2_000, export_timeout_millis=int(LONGEST_SEND * 1000)
        )
        self._provider.add_span_processor(self._processor)
        self._tracer = self._provider.get_tracer("dongmaeng")
        self._names = TraceContextTextMapPropagator()

    def handled(self, stage: Stage, effects: Sequence[Effects], began: float, seconds: float) -> None:
        begin = int(began * 1e9)
        end = begin + int(seconds * 1e9)
        for effect in effects:
            if effect.entry.trace:
                name = self._span(effect, begin, end)
                self._name(effect, dict.fromkeys(range(len(effect.outputs)), name))
            elif any(output.topic in OF_STORIES for output in effect.outputs):
                self._name(effect, {place: self._span(effect, begin, end) for place in range(len(effect.outputs))})

    def close(self) -> None:
        """Send what is left, for a few seconds at most."""
        self._provider.shutdown()

    def _span(self, effect: Effects, begin: int, end: int) -> str:
        """Make a span of a step; gives its name for the records that it wrote."""
        leading = self._names.extract({_PARENT: effect.entry.trace})
        span = self._tracer.start_span(
            effect.stage, context=leading, kind=SpanKind.CONSUMER, start_time=begin, attributes=_attributes(effect)
        )
        if effect.outcome == "quarantined":
            span.set_status(StatusCode.ERROR, effect.reason)
        span.end(end)
        return self._name_of(span)

    def _name_of(self, span: Span) -> str:
        """The span as records name it, sampled or not: what is left out is left out as a whole."""
        carried: dict[str, str] = {}
        self._names.inject(carried, set_span_in_context(span))
        return carried.get(_PARENT, "")

    def _name(self, effect: Effects, names: dict[int, str]) -> None:
        for place, name in names.items():
            output = effect.outputs[place]
            if output.topic in OF_STORIES:
                effect.outputs[place] = replace(output, trace=name)


class Telling(SpanExporter):
    """An exporter that says once when nobody takes what is sent, and once when somebody does again."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._failing = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self._exporter.export(spans)
        failing = result is not SpanExportResult.SUCCESS
        if failing and not self._failing:
            log.warning("traces are not taken by the collector and are left out")
        elif self._failing and not failing:
            log.info("traces are taken by the collector again")
        self._failing = failing
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()


def traces_to(endpoint: str, worker: str, version: str, share: float) -> Traces:
    """Traces that go to a collector, which may be away: then they are left out."""
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)  # it logs each batch that nobody takes
    return Traces(OTLPSpanExporter(endpoint=endpoint, timeout=LONGEST_SEND), worker, version, share)


def _attributes(effect: Effects) -> dict[str, str | int]:
    return {
        "dongmaeng.topic": effect.entry.topic,
        "dongmaeng.key": effect.entry.key,
        "dongmaeng.outcome": effect.outcome,
        "dongmaeng.reason": effect.reason,
        "dongmaeng.attempt": effect.entry.attempt,
        "dongmaeng.written": effect.written,
    }
