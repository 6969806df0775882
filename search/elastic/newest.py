"""When the latest article was published, by which the freshness of others is told; asked of the server now and then."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from elasticsearch import AsyncElasticsearch

_KEPT_SECONDS = 60.0
"""Seconds: against the month in which freshness halves, nothing."""


class Newest:
    """Remembers when the latest article of an index was published."""

    def __init__(self, client: AsyncElasticsearch, index: str) -> None:
        self._client = client
        self._index = index
        self._moment: datetime | None = None
        self._since = float("-inf")

    def forget(self) -> None:
        """Something was written."""
        self._since = float("-inf")

    async def ask(self) -> datetime | None:
        """The moment; None where no article has one."""
        if time.monotonic() - self._since > _KEPT_SECONDS:
            aggs = {"newest": {"max": {"field": "published"}}}
            answer = await self._client.search(index=self._index, size=0, track_total_hits=False, aggs=aggs)
            value = answer["aggregations"]["newest"]["value"]
            self._moment = None if value is None else datetime.fromtimestamp(value / 1000, UTC)
            self._since = time.monotonic()
        return self._moment
