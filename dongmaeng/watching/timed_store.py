"""A store whose answers are timed, whichever store it is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Histogram

from dongmaeng.watching.metrics import DURATIONS
from search.alliances import AllianceFacet, AllianceQuery, AlliancesFound, AlliancesWritten
from search.query import Query
from search.store import EVERY_ALLIANCE, Facet, Order, SearchResult, Store, Writable, WriteResult
from topics.records import Alliance, Article, TaggedArticle

T = TypeVar("T")


class TimedStore:
    """A `Store` that measures another."""

    def __init__(self, store: Store, registry: CollectorRegistry) -> None:
        self._store = store
        self._seconds = Histogram(
            "dongmaeng_store_duration_seconds",
            "How long the store took to answer.",
            ("operation",),
            buckets=DURATIONS,
            registry=registry,
        )
        self._errors = Counter(
            "dongmaeng_store_errors", "What the store could not do.", ("operation",), registry=registry
        )
        for operation in ("write", "write_alliances"):  # what stages do: failures are seen from the first on
            self._errors.labels(operation)

    @property
    def to_documents(self) -> Callable[[Sequence[bytes]], Sequence[Writable]]:
        return self._store.to_documents

    async def write_documents(self, documents: Sequence[Writable]) -> Sequence[WriteResult]:
        return await self._timed("write", self._store.write_documents(documents))

    async def write(self, articles: Sequence[TaggedArticle]) -> Sequence[WriteResult]:
        return await self._timed("write", self._store.write(articles))

    async def write_alliances(self, alliances: Sequence[Alliance]) -> Sequence[WriteResult]:
        return await self._timed("write_alliances", self._store.write_alliances(alliances))

    async def search(
        self,
        query: Query,
        limit: int = 10,
        *,
        order: Order = Order.RELEVANCE,
        facets: Sequence[Facet] = (),
        fold: bool = False,
        offset: int = 0,
    ) -> SearchResult:
        found = self._store.search(query, limit, order=order, facets=facets, fold=fold, offset=offset)
        return await self._timed("search", found)

    async def get_article(self, id: str) -> TaggedArticle | None:
        return await self._timed("get", self._store.get_article(id))

    async def recent_articles(self, limit: int = 20) -> list[Article]:
        return await self._timed("recent", self._store.recent_articles(limit))

    async def alliances(
        self,
        query: AllianceQuery = EVERY_ALLIANCE,
        limit: int = 100,
        *,
        cursor: str | None = None,
        facets: Sequence[AllianceFacet] = (),
    ) -> AlliancesFound:
        return await self._timed("alliances", self._store.alliances(query, limit, cursor=cursor, facets=facets))

    async def written_alliances(self, cursor: str | None = None, limit: int = 100) -> AlliancesWritten:
        return await self._timed("alliances", self._store.written_alliances(cursor, limit))

    async def get_alliance(self, id: str) -> Alliance | None:
        return await self._timed("get", self._store.get_alliance(id))

    async def close(self) -> None:
        await self._store.close()

    async def _timed(self, operation: str, answer: Awaitable[T]) -> T:
        started = time.perf_counter()
        try:
            return await answer
        except Exception:
            self._errors.labels(operation).inc()
            raise
        finally:
            self._seconds.labels(operation).observe(time.perf_counter() - started)
