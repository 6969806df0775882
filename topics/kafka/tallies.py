"""What this worker has done, kept in the state beside what it did, and what all workers have done together."""

from __future__ import annotations

import json
from dataclasses import asdict

from topics.buffered import Backing, Documents, as_write
from topics.carrier import Tally
from topics.handling import Effects
from topics.observer import UNOBSERVED, Observer

SPACE = "kafka tallies"


class Tallies:
    """The counts of one worker: a document of its own, so that workers need not agree."""

    def __init__(self, prefix: str, worker: str, observer: Observer = UNOBSERVED) -> None:
        self.worker = worker
        self._observer = observer
        self._key = (SPACE, f"{prefix}{worker}")
        self._tallies: dict[str, Tally] = {}

    async def load(self, backing: Backing) -> None:
        """Go on from what a worker of this name had counted before."""
        text = await backing.read(*self._key)
        self._tallies = _parse(text) if text else {}

    def count(self, effect: Effects, *, fresh: bool, repeated: bool) -> None:
        """Count one handling: one that is known to be a repeat only as such."""
        tally = self._tallies.setdefault(effect.stage, Tally())
        if repeated:
            self.repeated(effect.stage, 1)
            return
        tally.taken += fresh
        tally.written += effect.written
        if effect.outcome == "done":
            tally.done += 1
        else:
            reasons: dict[str, int] = getattr(tally, effect.outcome)
            reasons[effect.reason] = reasons.get(effect.reason, 0) + 1

    def repeated(self, stage: str, n: int) -> None:
        self._tallies.setdefault(stage, Tally()).repeated += n
        self._observer.repeated(stage, n)

    def document(self) -> Documents:
        """The counts as they are to be written."""
        return {self._key: as_write({stage: asdict(tally) for stage, tally in self._tallies.items()})}


async def sum_of_tallies(backing: Backing, prefix: str) -> dict[str, Tally]:
    """What the stages have done, over all workers."""
    total: dict[str, Tally] = {}
    for _, text in await backing.read_all(SPACE, prefix):
        for stage, tally in _parse(text).items():
            _add(total.setdefault(stage, Tally()), tally)
    return total


def _parse(text: str) -> dict[str, Tally]:
    return {stage: Tally(**counts) for stage, counts in json.loads(text).items()}


def _add(total: Tally, more: Tally) -> None:
    for name in ("taken", "written", "done", "repeated"):
        setattr(total, name, getattr(total, name) + getattr(more, name))
    for name in ("dropped", "retried", "quarantined"):
        reasons = getattr(total, name)
        for reason, n in getattr(more, name).items():
            reasons[reason] = reasons.get(reason, 0) + n
