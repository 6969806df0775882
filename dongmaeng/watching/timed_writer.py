"""What stages write to a store, timed, whichever store it is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram

from dongmaeng.watching.metrics import DURATIONS
from search.store import StoreWriter, Writable, WriteResult
from topics.records import Alliance

T = TypeVar("T")

WRITE, WRITE_ALLIANCES = "write", "write_alliances"


class TimedWriter:
    """A `StoreWriter` that measures another."""

    def __init__(self, store: StoreWriter, registry: CollectorRegistry) -> None:
        self._store = store
        self._seconds = Histogram(
            "dongmaeng_store_duration_seconds",
            "How long the store took to write.",
            ("operation",),
            buckets=DURATIONS,
            registry=registry,
        )
        self._errors = Counter(
            "dongmaeng_store_errors", "Writes that the store could not do.", ("operation",), registry=registry
        )
        for operation in (WRITE, WRITE_ALLIANCES):
            self._errors.labels(operation)

    @property
    def to_documents(self) -> Callable[[Sequence[bytes]], Sequence[Writable]]:
        return self._store.to_documents

    async def write_documents(self, documents: Sequence[Writable]) -> Sequence[WriteResult]:
        return await self._timed(WRITE, self._store.write_documents(documents))

    async def write_alliances(self, alliances: Sequence[Alliance]) -> Sequence[WriteResult]:
        return await self._timed(WRITE_ALLIANCES, self._store.write_alliances(alliances))

    async def _timed(self, operation: str, answer: Awaitable[T]) -> T:
        started = time.perf_counter()
        try:
            return await answer
        except Exception:
            self._errors.labels(operation).inc()
            raise
        finally:
            self._seconds.labels(operation).observe(time.perf_counter() - started)
