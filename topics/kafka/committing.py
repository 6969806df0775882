"""Makes safe what handlings came to, in an order in which a crash between any two steps repeats work and loses none.

Outputs, retries and quarantine are acknowledged by the cluster; then the state is written; then the positions move.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import structlog
from aiokafka import TopicPartition

from topics.buffered import Documents, Key, as_write
from topics.handling import Effects
from topics.kafka.admission import OWNERS
from topics.kafka.behind import POSITIONS, key_of
from topics.kafka.era import NOWHERE, Era, Fetched, Handled
from topics.kafka.messages import message_aside, message_of, message_waiting
from topics.kafka.producer import Message
from topics.kafka.shared import Shared
from topics.kafka.source import FaustSource, NotAssigned
from topics.stage import Stage

log = structlog.get_logger(__name__)


class TakenOver(RuntimeError):
    """Another worker owns the partitions by now; what was begun in this era is left."""


class Committer:
    """Commits for one stage in one lane."""

    def __init__(self, stage: Stage, lane: str, group: str, shared: Shared, source: FaustSource) -> None:
        self._stage = stage
        self._lane = lane
        self._group = group
        self._layout = shared.layout
        self._producer = shared.producer
        self._backing = shared.backing
        self._tallies = shared.tallies
        self._observer = shared.observer
        self._source = source

    async def commit(self, ready: Sequence[Handled]) -> None:
        """Make all safe that some batches of one era came to; raises `TakenOver`."""
        if not ready:
            return
        era = ready[0].era
        effects = [effect for handled in ready for effect in handled.effects]
        await self._producer.send(list(self._messages(effects)))
        places = [(e.entry.place, e.entry.offset) for e in effects if isinstance(e.entry, Fetched)]
        places += [place for handled in ready for place in handled.skipped]
        for place, offset in places:
            era.parts[place].track.handled(offset)
        moved = {place for place, _ in places}
        if not await self._write_state(era, effects, moved):
            return
        self._observer.settled(effects)
        if era.over:
            return
        try:
            await self._source.commit({place: era.parts[place].track.position for place in moved})
        except NotAssigned as error:
            log.debug("positions not moved", group=self._group, error=str(error))

    def _messages(self, effects: Iterable[Effects]) -> Iterable[Message]:
        for effect in effects:
            place = effect.entry.place if isinstance(effect.entry, Fetched) else NOWHERE
            for output in (*effect.outputs, *effect.endings):
                yield message_of(output, self._layout.topic(output.topic, self._lane))
            for waiting in effect.waiting:
                belongs = place.topic if waiting.stage else self._layout.topic(waiting.entry.topic, self._lane)
                yield message_waiting(waiting, self._layout, belongs, self._group if waiting.stage else "", time.time())
            if effect.quarantined is not None and isinstance(effect.entry, Fetched):
                source = f"{place.topic}/{place.partition}/{effect.entry.offset}"
                yield message_aside(effect.quarantined, self._layout, place.topic, self._group, source)

    async def _write_state(self, era: Era, effects: Sequence[Effects], places: Iterable[TopicPartition]) -> bool:
        """Write what the handlings wrote; False where the partitions are another worker's by now, or `TakenOver`."""
        documents: Documents = {}
        created: set[Key] = set()
        for effect in effects:
            documents |= effect.documents
            created |= effect.created
        own, expected = self._bookkeeping(era, effects, places)
        if await self._backing.write(documents | own, created, expected):
            era.pending.settle(documents)
            return True
        for key, text in expected.items():
            if await self._backing.read(*key) != text:
                log.info("partitions were taken over, leaving what was begun", group=self._group, records=len(effects))
                self._tallies.repeated(self._stage.name, len(effects))
                raise TakenOver
        # Another process created one of the documents meanwhile: its document stays, our outputs are repeats.
        for effect in effects:
            if not await self._backing.write(effect.documents, effect.created, expected):
                self._tallies.repeated(self._stage.name, 1)
        era.pending.settle(documents)
        return await self._backing.write(own, set(), expected)

    def _bookkeeping(
        self, era: Era, effects: Sequence[Effects], places: Iterable[TopicPartition]
    ) -> tuple[Documents, dict[Key, str]]:
        """What is written with the state (counts, how far partitions are handled), and the proof that they are ours."""
        expected: dict[Key, str] = {}
        own: Documents = {}
        for place in places:
            name, part = key_of(self._group, place), era.parts[place]
            expected[OWNERS, name] = part.owner
            if part.track.position > part.known:
                own[POSITIONS, name] = as_write({"next": part.track.position})
        for effect in effects:
            if isinstance(entry := effect.entry, Fetched):
                again = entry.offset < era.parts[entry.place].known
                self._tallies.count(effect, fresh=entry.fresh, repeated=again)
        own |= self._tallies.document()
        return own, expected
