"""Handing stored records to stages once more."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from topics.catalogue import Topic
from topics.embedded.journal import Journal
from topics.handling import Entry, Waiting, made_quiet


def replay(journal: Journal, topic: Topic, stages: Sequence[str], since: float | None, until: float | None) -> int:
    """Let the topic's records written in a span of time wait for the stages, quiet; how many records there were."""
    entries = [entry for entry, _ in journal.between(topic.name, since or 0.0, until or time.time())]
    journal.retries.wait(_quiet(topic, entries, stages))
    return len(entries)


def _quiet(topic: Topic, entries: Sequence[Entry], stages: Sequence[str]) -> Iterator[Waiting]:
    for entry in entries:
        if (again := made_quiet(topic, entry)) is not None:
            yield from (Waiting(again, 0.0, "replay", stage, 0) for stage in stages)
