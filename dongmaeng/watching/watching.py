"""All that looks on while a service works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from dongmaeng import __version__
from dongmaeng.fault import Fault
from dongmaeng.settings import Settings
from dongmaeng.watching.announcing import Announcing
from dongmaeng.watching.observers import Observers
from topics.observer import Observer
from topics.stage import Stage

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from dongmaeng.watching.traces import Traces
    from search.store import StoreWriter

REMEDY = "traces.endpoint: OpenTelemetry is not installed: pip install 'dongmaeng[traces]'"


class Watching:
    """What is set up before the parts of a service, since it measures them from their beginning."""

    def __init__(self, observers: Sequence[Observer], registry: CollectorRegistry | None = None) -> None:
        self._observers = observers
        self.registry = registry
        """None where nobody could ask for metrics: then nothing is measured."""

    def observer(self, stages: Sequence[Stage]) -> Observer:
        """Who looks on at some stages."""
        if self.registry is None:
            return Observers(self._observers)
        from dongmaeng.watching.metrics import Metrics

        return Observers([*self._observers, Metrics(stages, self.registry)])

    def writer(self, store: StoreWriter) -> StoreWriter:
        """What stages write to a store, timed."""
        if self.registry is None:
            return store
        from dongmaeng.watching.timed_writer import TimedWriter

        return TimedWriter(store, self.registry)


UNWATCHED = Watching([])


@contextmanager
def watching_of(settings: Settings, worker: str, *, measured: bool = True) -> Iterator[Watching]:
    """What the settings ask for; raises `Fault` where what it needs is missing.

    `measured`: whether somebody may ask this process for metrics.
    """
    observers: list[Observer] = [Announcing()]
    with ExitStack() as stack:
        if settings.traces.endpoint:
            traces = _traces(settings, worker)
            stack.callback(traces.close)
            observers.append(traces)
        yield Watching(observers, _registry(settings) if measured else None)


def _registry(settings: Settings) -> CollectorRegistry | None:
    if not (settings.metrics.listen or settings.web.listen):
        return None
    from dongmaeng.watching.registry import make_registry

    return make_registry()


def _traces(settings: Settings, worker: str) -> Traces:
    try:
        from dongmaeng.watching.traces import traces_to
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("opentelemetry"):
            raise Fault(REMEDY, usage=True) from None
        raise
    return traces_to(settings.traces.endpoint, worker, __version__, settings.traces.share)
