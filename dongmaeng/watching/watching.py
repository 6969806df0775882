"""All that looks on while a service works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.stages import STAGES
from dongmaeng.settings import Settings
from dongmaeng.watching.announcing import Announcing
from dongmaeng.watching.observers import Observers
from topics.observer import Observer

if TYPE_CHECKING:
    from dongmaeng.watching.metrics import Metrics
    from search.store import Store


class Watching:
    """What is set up before the parts of a service, since it measures them from their beginning."""

    def __init__(self, observers: Sequence[Observer], metrics: Metrics | None = None) -> None:
        self.metrics = metrics
        """None where nobody could ask for them: then nothing is measured."""
        self.observer = Observers([*observers, metrics] if metrics is not None else observers)

    def store(self, store: Store) -> Store:
        """The store, with its answers timed."""
        if self.metrics is None:
            return store
        from dongmaeng.watching.timed_store import TimedStore

        return TimedStore(store, self.metrics.registry)


UNWATCHED = Watching([])


def watching_of(settings: Settings, only: Sequence[str]) -> Watching:
    """What the settings ask for, for some stages or (empty) for all."""
    if not (settings.metrics.listen or settings.web.listen):
        return Watching([Announcing()])
    from dongmaeng.watching.metrics import Metrics

    return Watching([Announcing()], Metrics(only or list(STAGES)))
