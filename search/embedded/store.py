"""The embedded store: SQLite FTS5 in the same file as the carrier's journal, over its own connection and thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw

from search.alliances import AllianceFacet, AllianceQuery, AlliancesFound, AlliancesWritten
from search.embedded.alliances import Alliances
from search.embedded.articles import Articles
from search.embedded.document import documents_of, documents_of_records
from search.embedded.file import StoreFile
from search.embedded.known import known
from search.embedded.rebuild import Make, Rebuild, RebuildProgress, is_needed
from search.embedded.upgrade import upgrade
from search.forgiving import Ways, search_forgiving
from search.query import Query
from search.share import Share
from search.store import EVERY_ALLIANCE, Facet, Order, SearchResult, StoreUnavailable, Writable, WriteResult
from topics.records import Alliance, Article, TaggedArticle

T = TypeVar("T")

# Articles written at a time: between two such parts a search gets its turn.
_PART = 50


class EmbeddedStore:
    """A `Store` in one SQLite file; another process may read it (`read_only=True`) while this one writes."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._file = StoreFile(path, upgrade=None if read_only else upgrade)
        self._articles = Articles(self._file)
        self._alliances = Alliances(self._file)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")

    @property
    def to_documents(self) -> Callable[[Sequence[bytes]], Sequence[Writable]]:
        """What makes documents of articles as records (JSON), in any process."""
        return documents_of_records

    async def write_documents(self, documents: Sequence[Writable]) -> Sequence[WriteResult]:
        """Store what `to_documents` made, one result for each; raises `StoreUnavailable`."""
        results: list[WriteResult] = []
        for start in range(0, len(documents), _PART):
            results += await self._run(partial(self._articles.write, documents[start : start + _PART]))
        return results

    async def write(self, articles: Sequence[TaggedArticle]) -> Sequence[WriteResult]:
        """Store articles by id, one result for each; raises `StoreUnavailable`."""
        results: list[WriteResult] = []
        for start in range(0, len(articles), _PART):
            documents = await self._run(partial(documents_of, articles[start : start + _PART]))
            results += await self.write_documents(documents)
        return results

    async def write_alliances(self, alliances: Sequence[Alliance]) -> Sequence[WriteResult]:
        """Store alliances by id, one result for each; raises `StoreUnavailable`."""
        return await self._run(partial(self._alliances.write, alliances))

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
        """The articles that match, best first; raises `StoreUnavailable`."""
        ways = Ways(
            lambda query, share: self._find(query, limit + offset, order, facets, fold, share),
            self._count,
            lambda field, words: self._run(partial(known, self._file, field, words)),
        )
        result = await search_forgiving(query, ways)
        return replace(result, hits=result.hits[offset:])

    async def _find(
        self, query: Query, limit: int, order: Order, facets: Sequence[Facet], fold: bool, share: Share | None
    ) -> SearchResult:
        return await self._run(partial(self._articles.search, query, limit, order, facets, fold, share))

    async def _count(self, query: Query) -> int:
        return (await self._find(query, 0, Order.TIME, (), False, None)).total

    async def get_article(self, id: str) -> TaggedArticle | None:
        """The article with this id or, failing that, the latest with this source id."""
        return await self._run(partial(self._articles.get, id))

    async def recent_articles(self, limit: int = 20) -> list[Article]:
        """The latest articles by publication, latest first."""
        return await self._run(partial(self._articles.recent, limit))

    async def alliances(
        self,
        query: AllianceQuery = EVERY_ALLIANCE,
        limit: int = 100,
        *,
        cursor: str | None = None,
        facets: Sequence[AllianceFacet] = (),
    ) -> AlliancesFound:
        """Some of the alliances that are wanted, the latest told first; raises `BadCursor`."""
        return await self._run(partial(self._alliances.find, query, limit, cursor, facets))

    async def written_alliances(self, cursor: str | None = None, limit: int = 100) -> AlliancesWritten:
        """What was written since a cursor, the earliest first; raises `BadCursor`."""
        return await self._run(partial(self._alliances.written, cursor, limit))

    async def get_alliance(self, id: str) -> Alliance | None:
        """The alliance with this id."""
        return await self._run(partial(self._alliances.get, id))

    async def needs_rebuild(self) -> bool:
        """Whether some articles are found by the analysis of another version."""
        return await self._run(partial(is_needed, self._file))

    async def rebuild(
        self, make: Make, show: Callable[[RebuildProgress], None], *, force: bool = False
    ) -> RebuildProgress | None:
        """Analyse all articles anew, some at a time, where that is needed; None where it is not."""
        rebuild = await self._run(partial(Rebuild, self._file))
        progress = await self._run(partial(rebuild.begin, force=force))
        if progress is None:
            return None
        while not await self._run(rebuild.end):
            rows = await self._run(rebuild.part)
            documents = await make([row.record.encode() for row in rows])
            await self._run(partial(rebuild.replace, rows, documents))
            done = progress.done + len(rows)
            progress = RebuildProgress(done, max(done, progress.total))
            show(progress)
        return progress

    async def close(self) -> None:
        """Close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._file.close)
        self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except apsw.Error as error:
            raise StoreUnavailable(f"{self._file.name}: {error}") from error
