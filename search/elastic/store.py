"""The store in Elasticsearch."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, cast

from elasticsearch import AsyncElasticsearch, NotFoundError
from elasticsearch.helpers import async_streaming_bulk

from search.alliances import AllianceFacet, AllianceQuery, AlliancesFound, AlliancesWritten, select, written_since
from search.elastic import alliances
from search.elastic.by_id import LONGEST_ID
from search.elastic.client import BUSY, as_unavailable, connect
from search.elastic.document import Action, action_or_refusal, actions_of_records, alliance_of, article_of
from search.elastic.indices import create_missing, refuse_newer
from search.elastic.known import known
from search.elastic.match import match_of, texts_of
from search.elastic.newest import Newest
from search.elastic.remedies import remedy_of
from search.elastic.searching import Page, request_of, result_of
from search.elastic.settings import ElasticSettings
from search.elastic.terms import Terms
from search.forgiving import Ways, search_forgiving
from search.query import Query
from search.share import Share
from search.store import (
    EVERY_ALLIANCE,
    Facet,
    Order,
    SearchResult,
    StoreUnavailable,
    Writable,
    WriteResult,
    Written,
)
from topics.records import Alliance, Article, TaggedArticle

# Bulks of 200 to 500 documents and at most 5 MB are the quickest; larger ones only fill the server's memory.
_CHUNK, _CHUNK_BYTES = 500, 5 << 20
_RETRIES, _FIRST_WAIT, _LONGEST_WAIT = 8, 0.5, 10.0  # seconds: about half a minute in all
# How long the server waits for a shard or a master that is away; then the records wait with the carrier.
_SERVER_WAITS = "5s"
_REFUSED = (400, 413)
_UNKNOWN_FIELD = "strict_dynamic_mapping_exception"  # the fault of the index: no document would be taken


class ElasticStore:
    """A `Store` in Elasticsearch; the indices are made by the first write where they are missing."""

    def __init__(self, url: str, settings: ElasticSettings | None = None, *, refresh: bool = False) -> None:
        """With `refresh` every write can be found when it returns: for tests and small tools."""
        settings = settings or ElasticSettings()
        self.definition = settings.definition
        self.client: AsyncElasticsearch = connect(url, settings)
        self._articles = self.definition.alias("articles")
        self._alliances = self.definition.alias("alliances")
        self._terms = Terms(self.client, self._articles)
        self._newest = Newest(self.client, self._articles)
        self._refresh = refresh
        self._ready = False
        self._known_version = False
        self._written: set[str] = set()
        self._alliances_say_when = False

    async def prepare(self) -> None:
        """Make what is missing of the indices, before the first write."""
        if not self._ready:
            await create_missing(self.client, self.definition)
            self._ready = self._known_version = True

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[None]:
        """Raises `StoreUnavailable`, and `NewerIndex` where this program is too old for what is there."""
        async with as_unavailable():
            if not self._known_version:
                await refuse_newer(self.client, self.definition)
                self._known_version = True
            yield

    @property
    def to_documents(self) -> Callable[[Sequence[bytes]], Sequence[Writable]]:
        """What makes documents of articles as records (JSON), in any process."""
        return partial(actions_of_records, index=self._articles)

    async def write_documents(self, documents: Sequence[Writable]) -> Sequence[WriteResult]:
        """Store what `to_documents` made, one result for each; raises `StoreUnavailable`."""
        return await self._write([one if isinstance(one, WriteResult) else cast(Action, one) for one in documents])

    async def write(self, articles: Sequence[TaggedArticle]) -> Sequence[WriteResult]:
        """Store articles by id, one result for each; raises `StoreUnavailable`."""
        return await self._write([action_or_refusal(article, self._articles) for article in articles])

    async def write_alliances(self, alliances: Sequence[Alliance]) -> Sequence[WriteResult]:
        """Store alliances by id, one result for each; raises `StoreUnavailable`."""
        return await self._write([action_or_refusal(alliance, self._alliances) for alliance in alliances])

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
        page = Page(max(limit, 0), max(offset, 0), order, facets, fold)
        ways = Ways(
            lambda query, share: self._find(query, page, share),
            self._count,
            partial(known, self.client, self._articles),
        )
        return await search_forgiving(query, ways)

    async def _find(self, query: Query, page: Page, share: Share | None) -> SearchResult:
        async with self._reading():
            try:
                await self._terms.ask(texts_of(query))
                match = match_of(query, self._terms.of, share)
                newest = await self._newest.ask()
                if newest and query.before:
                    newest = min(newest, query.before)
                answer = await self.client.search(index=self._articles, **request_of(match, page, newest))
            except NotFoundError:
                return SearchResult(0, (), dict.fromkeys(page.facets, ()))
        self._terms.are_of(hit["_index"] for hit in answer["hits"]["hits"])
        return result_of(answer.body, page, match.names)

    async def _count(self, query: Query) -> int:
        async with self._reading():
            try:
                await self._terms.ask(texts_of(query))
                match = match_of(query, self._terms.of)
                return int((await self.client.count(index=self._articles, query=match.query))["count"])
            except NotFoundError:
                return 0

    async def get_article(self, id: str) -> TaggedArticle | None:
        """The article with this id or, failing that, the latest with this source id."""
        async with self._reading():
            found = await self._get(self._articles, id)
            if found is None:
                hits = await self._hits(self._articles, {"term": {"source_id": id}}, [], 10, version=True)
                latest = max(hits, key=lambda hit: int(hit["_version"]), default=None)
                found = latest["_source"] if latest else None
        return article_of(found) if found else None

    async def recent_articles(self, limit: int = 20) -> list[Article]:
        """The latest articles by publication, latest first."""
        async with self._reading():
            hits = await self._hits(self._articles, {"match_all": {}}, [{"published": "desc"}], max(0, limit))
        return [article_of(hit["_source"]).article for hit in hits]

    async def alliances(
        self,
        query: AllianceQuery = EVERY_ALLIANCE,
        limit: int = 100,
        *,
        cursor: str | None = None,
        facets: Sequence[AllianceFacet] = (),
    ) -> AlliancesFound:
        """Some of the alliances that are wanted, the latest told first; raises `BadCursor`."""
        async with self._reading():
            if not await self._says_when_told():
                return select(await alliances.every(self.client, self._alliances), query, limit, cursor, facets)
            try:
                return await alliances.find(self.client, self._alliances, query, limit, cursor, facets)
            except NotFoundError:  # the index was dropped
                return select((), query, limit, cursor, facets)

    async def written_alliances(self, cursor: str | None = None, limit: int = 100) -> AlliancesWritten:
        """What was written since a cursor, the earliest first; raises `BadCursor`."""
        async with self._reading():
            if not await self._says_when_told():
                return written_since(await alliances.every(self.client, self._alliances), cursor, limit)
            return await alliances.written(self.client, self.definition, cursor, limit)

    async def _says_when_told(self) -> bool:
        """Whether the index of alliances has what this version finds them by; one of an earlier version has not."""
        if not self._alliances_say_when:
            try:
                answer = await self.client.indices.get_mapping(index=self._alliances)
            except NotFoundError:
                return False
            self._alliances_say_when = all("told" in told["mappings"]["properties"] for told in answer.values())
        return self._alliances_say_when

    async def get_alliance(self, id: str) -> Alliance | None:
        """The alliance with this id."""
        async with self._reading():
            found = await self._get(self._alliances, id)
        return alliance_of(found) if found else None

    async def refresh(self) -> None:
        """Make all that was written findable now."""
        written, self._written = self._written, set()
        if written:
            async with as_unavailable():
                await self.client.indices.refresh(index=sorted(written))

    async def close(self) -> None:
        """Make what was written findable and close the connections."""
        try:
            await self.refresh()
        except StoreUnavailable:
            pass  # it will be within a second of the server's return
        finally:
            await self.client.close()

    async def _write(self, actions: Sequence[Action | WriteResult]) -> list[WriteResult]:
        results: list[WriteResult | None] = [a if isinstance(a, WriteResult) else None for a in actions]
        to_send = [action for action in actions if not isinstance(action, WriteResult)]
        places: dict[str, deque[int]] = defaultdict(deque)
        for place, action in enumerate(actions):
            if not isinstance(action, WriteResult):
                places[action["_id"]].append(place)
        if to_send:
            async with as_unavailable():
                await self.prepare()
                async for id, result in self._send(to_send):
                    results[places[id].popleft()] = result
            self._written |= {action["_index"] for action in to_send}
            self._newest.forget()
        return [result for result in results if result is not None]

    async def _send(self, actions: Sequence[Action]) -> AsyncIterator[tuple[str, WriteResult]]:
        """The ending of each document, those that were tried again last; raises `StoreUnavailable`."""
        ended = async_streaming_bulk(
            self.client,
            actions,
            chunk_size=_CHUNK,
            max_chunk_bytes=_CHUNK_BYTES,
            raise_on_error=False,
            max_retries=_RETRIES,
            initial_backoff=_FIRST_WAIT,
            max_backoff=_LONGEST_WAIT,
            retry_on_status=BUSY,
            refresh=self._refresh,
            timeout=_SERVER_WAITS,
            require_alias=True,  # of the request: the helper drops it from an action, and an index would be made
        )
        async for _, item in ended:
            (told,) = item.values()
            if told.get("status") == 404:
                self._ready = False  # the index was dropped: the next write makes it anew
            yield told["_id"], _result(told)

    async def _get(self, index: str, id: str) -> dict[str, Any] | None:
        if len(id.encode("utf-8", "replace")) > LONGEST_ID:
            return None  # nothing can be under it, and the server would refuse the address
        try:
            answer = await self.client.get(index=index, id=id)
        except NotFoundError:
            return None
        return dict(answer["_source"])

    async def _hits(
        self, index: str, query: dict[str, Any], sort: list[dict[str, Any]], size: int, *, version: bool = False
    ) -> list[dict[str, Any]]:
        try:
            answer = await self.client.search(index=index, query=query, sort=sort, size=size, version=version)
        except NotFoundError:
            return []
        return list(answer["hits"]["hits"])


def _result(told: dict[str, Any]) -> WriteResult:
    status = int(told.get("status", 0))
    if 200 <= status < 300:
        return WriteResult(told["_id"], Written.STORED)
    if status == 409:
        return WriteResult(told["_id"], Written.STALE)
    cause = told.get("error", {})
    if isinstance(cause, dict) and cause.get("type") == _UNKNOWN_FIELD:
        raise StoreUnavailable("an index was made by another version: `dongmaeng index rebuild` brings it up to date")
    text = f"{cause.get('type')}: {cause.get('reason')}"[:500] if isinstance(cause, dict) else str(cause)[:500]
    if status in _REFUSED:
        return WriteResult(told["_id"], Written.REFUSED, "cannot be stored", ValueError(text))
    told_of = remedy_of(status, cause if isinstance(cause, dict) else {})
    raise StoreUnavailable(f"Elasticsearch answered {status} for a document: {told_of}")
