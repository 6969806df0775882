"""What the command line does with a journal, beside a running service or without one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from math import inf

from topics.carrier import Position, Reach, Stored, Tally
from topics.catalogue import Topic
from topics.embedded.journal import Journal
from topics.embedded.replay import replay
from topics.handling import Entry, Quarantined, Waiting


class JournalOperations:
    """`Operations` on a journal; without one, on nothing."""

    def __init__(self, journal: Journal | None, reads: Mapping[str, tuple[str, ...]]) -> None:
        """`reads`: the topics that each stage reads."""
        self._journal = journal
        self._reads = dict(reads)

    async def tallies(self) -> dict[str, Tally]:
        return self._journal.progress.tallies() if self._journal else {}

    async def positions(self) -> list[Position]:
        return self._journal.positions(self._reads) if self._journal else []

    async def reach(self, stages: Sequence[str], *, backfill: bool = False) -> dict[str, Reach]:
        found = {}
        for stage in stages if self._journal else ():
            assert self._journal
            handled = self._journal.progress.position(stage)  # before the end
            found[stage] = Reach({"": handled}, {"": self._journal.end(self._reads[stage])})
        return found

    async def check_topics(self) -> None:
        """The journal makes its own topics as they should be."""

    async def quarantined(self) -> AsyncIterator[Quarantined]:
        if self._journal:
            for aside in self._journal.quarantine.records():
                yield aside

    async def release(self, ids: Sequence[int]) -> int:
        return self._journal.quarantine.release(ids) if self._journal and ids else 0

    async def tail(self, topic: Topic, limit: int) -> list[Stored]:
        found = self._journal.tail(topic.name, limit) if self._journal else []
        return [_stored(entry, written) for entry, written in found]

    async def of_key(self, topic: Topic, key: str, since: float | None, until: float | None) -> list[Stored]:
        found = self._journal.between(topic.name, since or 0.0, until or inf, key=key) if self._journal else ()
        return [_stored(entry, written) for entry, written in found]

    async def of_keys(self, topic: Topic, keys: Collection[str], since: float) -> list[Stored]:
        found = self._journal.of_keys(topic.name, keys, since) if self._journal else ()
        return [_stored(entry, written) for entry, written in found]

    async def between(self, topic: Topic, since: float | None, until: float | None) -> AsyncIterator[Stored]:
        for entry, written in self._journal.between(topic.name, since or 0.0, until or inf) if self._journal else ():
            yield _stored(entry, written)

    async def waiting(self, keys: Collection[str]) -> list[Waiting]:
        return self._journal.retries.waiting(keys) if self._journal else []

    async def replay(self, topic: Topic, stages: Sequence[str], since: float | None, until: float | None) -> int:
        return replay(self._journal, topic, stages, since, until) if self._journal else 0


def _stored(entry: Entry, written: float) -> Stored:
    return Stored(entry.seq or 0, entry.key, entry.value, written)
