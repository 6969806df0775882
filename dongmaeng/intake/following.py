"""Pages that were handed over, followed until they are through: on either carrier, whoever does the work.

Stages take records in order. So what some pages led to is handled once each stage, one after the other, has come to
where its topics ended when the stage before it was through. What a stage put off is looked for by the pages' own keys,
and how they ended is read from the topic of endings. What comes behind them is waited for by nobody.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dongmaeng.hand_over import RETRY_HORIZON
from topics.carrier import Operations
from topics.catalogue import ENDINGS
from topics.codec import Undecodable, decode
from topics.records import Ended


@dataclass(slots=True)
class _Wave:
    """Pages that were handed over together."""

    pages: int
    ids: set[str]
    """Of the pages, and of the articles that they became."""
    since: float
    stage: int = 0
    """The number of the stage that they are at."""
    mark: Mapping[str, int] | None = None
    """Where the topics of that stage ended once all that leads to it was there."""
    passed: bool = False
    """Whether the stage had passed the mark at the last look."""


class Following:
    """The pages of one import that are under way."""

    def __init__(self, operations: Operations, stages: Sequence[str]) -> None:
        """`stages`: those that the pages are to pass, in the order of a story's way."""
        self._operations = operations
        self._stages = stages
        self._waves: list[_Wave] = []
        self._counted: dict[int | str, float] = {}
        """Endings that are counted, by place, with the time of each."""
        self.ended: Counter[str] = Counter()
        """How many ended in another way than in the store, by stage and outcome."""

    @property
    def under_way(self) -> int:
        """How many pages are not through yet."""
        return sum(wave.pages for wave in self._waves)

    @property
    def ids(self) -> list[str]:
        """Of what is not through yet."""
        return sorted(id for wave in self._waves for id in wave.ids)

    @property
    def since(self) -> float:
        """When the first of what is not through was handed over (Unix time)."""
        return min((wave.since for wave in self._waves), default=time.time())

    @property
    def standing(self) -> tuple[object, ...]:
        """What changes with each step forward."""
        return tuple((id(wave), wave.stage, wave.passed) for wave in self._waves)

    def add(self, ids: Collection[str], since: float) -> None:
        """Follow pages that were handed over at a moment (Unix time) or later."""
        self._waves.append(_Wave(len(ids), set(ids), since))

    async def look(self) -> None:
        """See how far all have come."""
        if not self._waves:
            return
        put_off = await self._put_off()  # before the positions: what comes back from there lies before the ends
        reach = await self._operations.reach(self._stages, backfill=True)
        cleaned, through = [], []
        for wave in self._waves:
            if not put_off[self._stages[wave.stage]].isdisjoint(wave.ids):
                wave.mark, wave.passed = None, False
                continue
            if wave.passed:
                if wave.stage == 0:
                    cleaned.append(wave)
                wave.stage, wave.mark, wave.passed = wave.stage + 1, None, False
            if wave.stage == len(self._stages):
                through.append(wave)
                continue
            at = reach[self._stages[wave.stage]]
            if wave.mark is None:
                wave.mark = at.ends
            wave.passed = at.has_passed(wave.mark)
        if cleaned or through:
            await self._read_endings([*cleaned, *through], through)
        self._waves = [wave for wave in self._waves if wave not in through]
        self._counted = {place: at for place, at in self._counted.items() if at >= self.since}

    async def _put_off(self) -> dict[str, set[str]]:
        """What waits at each stage and will be taken up soon."""
        found: dict[str, set[str]] = {stage: set() for stage in self._stages}
        if not any(wave.passed or wave.mark is None for wave in self._waves):
            return found  # nothing is decided at this look
        moment = time.time()
        for waiting in await self._operations.waiting(self.ids):
            if waiting.stage in found and waiting.due_at(moment) <= moment + RETRY_HORIZON:
                found[waiting.stage].add(waiting.entry.key)
        return found

    async def _read_endings(self, waves: Iterable[_Wave], through: Collection[_Wave]) -> None:
        """Learn under which ids the pages of waves go on, and count how those that are through ended."""
        keys = {id: wave for wave in waves for id in wave.ids}
        since = min(wave.since for wave in keys.values()) if keys else time.time()
        for stored in await self._operations.of_keys(ENDINGS, keys.keys(), since):
            try:
                ended = decode(ENDINGS, stored.value)
            except Undecodable:
                continue
            wave = keys[stored.key]
            if not isinstance(ended, Ended) or stored.written < wave.since or ended.story.source:
                continue  # a source named it at the same time
            if ended.renamed:
                wave.ids.add(ended.renamed)
            elif wave in through and ended.stage in self._stages and stored.place not in self._counted:
                self._counted[stored.place] = stored.written
                self.ended[f"{ended.stage} {ended.outcome}"] += 1
