"""Entries as messages of the cluster: outputs, records that wait and records set aside."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

from topics.catalogue import TOPICS
from topics.handling import Entry, Quarantined, Waiting
from topics.kafka.headers import Headers
from topics.kafka.layout import Layout
from topics.kafka.producer import Message


def message_of(entry: Entry, topic: str) -> Message:
    """An entry for all readers of a topic of the cluster."""
    key = entry.key.encode()
    traced = (("traceparent", entry.trace.encode()),) if entry.trace else ()
    return Message(topic, key, entry.value, (("id", key), *_kind(entry.topic, entry.version), *traced))


def message_waiting(waiting: Waiting, layout: Layout, belongs: str, stage: str, moment: float) -> Message:
    """A record to be taken up again when it is due: by one group, or (empty `stage`) by all readers of its topic."""
    due = waiting.due_at(moment)
    headers = Headers(attempt=waiting.attempt, stage=stage, topic=belongs, due=due, reason=waiting.reason)
    return _message(waiting.entry, next_stop(layout, belongs, due - moment), headers)


def message_aside(aside: Quarantined, layout: Layout, belongs: str, stage: str, source: str) -> Message:
    """A record for quarantine; a repeat takes the place of the first."""
    headers = Headers(
        attempt=aside.entry.attempt,
        stage=stage,
        topic=belongs,
        reason=aside.reason,
        cause=aside.cause,
        at=time.time(),
        source=source,
    )
    message = _message(aside.entry, layout.quarantine, headers)
    return Message(message.topic, f"{stage} {source}".encode(), message.value, message.headers)


def next_stop(layout: Layout, belongs: str, remaining: float) -> str:
    """The topic for a record that still has to wait so many seconds: the longest delay that is not too long."""
    if remaining <= 0:
        return belongs
    delays = layout.delays
    fitting = [name for name, seconds in delays.items() if seconds <= remaining]
    return fitting[-1] if fitting else next(iter(delays))


def _message(entry: Entry, topic: str, headers: Headers) -> Message:
    full = replace(headers, id=entry.key, type=_type(entry.topic), version=entry.version, traceparent=entry.trace)
    return Message(topic, entry.key.encode(), entry.value, full.raw())


@cache
def _kind(topic: str, version: int) -> tuple[tuple[str, bytes], ...]:
    return tuple(Headers(type=_type(topic), version=version).raw())


def _type(topic: str) -> str:
    return TOPICS[topic].record.__name__ if topic in TOPICS else ""
