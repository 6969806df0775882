"""What a replay would change: the stages run over the records with a state that is read and never written."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from agents.stages import STAGES
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.replayed import AllianceChange, ArticleChange, alliance_change, article_change
from search.store import Store
from topics.buffered import PendingState
from topics.catalogue import TOPICS, Topic
from topics.codec import decode
from topics.handling import Effects, Entry, handle, made_quiet
from topics.records import Alliance, TaggedArticle
from topics.stage import Stage

Span = tuple[float | None, float | None]
"""From when on and before when records were written (Unix time)."""

_COMPARED = "index"
"""The stage whose work is compared in place of being done; all others that are not run reach outside."""


@dataclass
class Handled:
    """What became of the records at one stage."""

    taken: int = 0
    done: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    retried: Counter[str] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    """By reason, like the two before."""

    def add(self, effects: Effects) -> None:
        """Count how one record ended."""
        self.taken += 1
        if effects.outcome == "done":
            self.done += 1
        else:
            counted: Counter[str] = getattr(self, effects.outcome)
            counted[effects.reason] += 1


@dataclass
class Rehearsal:
    """What a replay would lead to."""

    records: int = 0
    unreadable: int = 0
    stages: dict[str, Handled] = field(default_factory=dict)
    handed: Counter[str] = field(default_factory=Counter)
    """Records that would come to stages that are not run here, by stage."""
    articles: dict[str, ArticleChange] = field(default_factory=dict)
    """What would become of articles, by id; of alliances likewise."""
    alliances: dict[str, AllianceChange] = field(default_factory=dict)


@of_backend
async def rehearse(backend: Backend, topic: Topic, readers: Sequence[str], span: Span) -> Rehearsal:
    """What handing the records of a topic to these stages once more would lead to; nothing is written."""
    found, state = Rehearsal(), await backend.state()
    if state is None:
        return found
    rehearsed = _Rehearsed(await _stages(backend), PendingState(state), await backend.store(), found)
    async with backend.operations() as operations:
        async for stored in operations.between(topic, *span):
            found.records += 1
            entry = made_quiet(topic, Entry(topic.name, stored.key, 1, stored.value))
            if entry is None:
                found.unreadable += 1
            else:
                await rehearsed.take(entry, readers)
    return found


async def _stages(backend: Backend) -> Sequence[Stage]:
    """The stages that change nothing but state and records."""
    from agents.pipeline import rereading

    return rereading(await backend.workers(), backend.settings.data_dir)


class _Rehearsed:
    """Takes records and what they lead to through the stages, one after another."""

    def __init__(self, stages: Sequence[Stage], state: PendingState, store: Store | None, found: Rehearsal) -> None:
        self._stages = {stage.name: stage for stage in stages}
        self._state = state
        self._store = store
        self._found = found

    async def take(self, entry: Entry, readers: Sequence[str]) -> None:
        """One record of those that are replayed, with all that it leads to."""
        coming = deque((entry, name) for name in readers)
        while coming:
            entry, name = coming.popleft()
            if name == _COMPARED:
                await self._compare(entry)
            elif stage := self._stages.get(name):
                for effects in await handle(stage, [entry], self._state):
                    self._found.stages.setdefault(name, Handled()).add(effects)
                    coming.extend((output, reader) for output in effects.outputs for reader in _readers(output.topic))
            else:
                self._found.handed[name] += 1

    async def _compare(self, entry: Entry) -> None:
        record = decode(TOPICS[entry.topic], entry.value)
        if isinstance(record, TaggedArticle):
            known = await self._store.get_article(record.article.id) if self._store else None
            self._found.articles[record.article.id] = article_change(known, record)
        elif isinstance(record, Alliance):
            before = await self._store.get_alliance(record.id) if self._store else None
            self._found.alliances[record.id] = alliance_change(before, record)


def _readers(topic: str) -> Sequence[str]:
    return [stage for stage, topics in STAGES.items() if topic in topics]
