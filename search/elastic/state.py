"""State that survives, in Elasticsearch by id."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from elasticsearch import AsyncElasticsearch, ConflictError, NotFoundError

from search.elastic.client import as_unavailable
from search.elastic.definition import Definition
from search.elastic.indices import create_missing
from topics.state import Document

_PAGE = 1000
_LONGEST_ID = 512  # bytes: what Elasticsearch takes


class ElasticState:
    """A `State`: a get or a create by key is immediate and exact; raises `StoreUnavailable`.

    Every write takes effect at once.
    """

    def __init__(self, client: AsyncElasticsearch, definition: Definition) -> None:
        self._client = client
        self._definition = definition
        self._index = definition.alias("state")
        self._ready = False

    async def get(self, space: str, key: str) -> Document | None:
        """The document, or None where there is none or it has expired."""
        async with as_unavailable():
            found = await self._get(space, key)
        return None if found is None or _expired(found["_source"]) else found["_source"]["document"]

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        """Write the document in place of any other."""
        async with as_unavailable():
            await self._prepare()
            await self._client.index(
                index=self._index,
                id=_id(space, key),
                document=_source(space, key, document, expires),
                require_alias=True,
            )

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        """Write the document unless there is one; True where this call wrote it."""
        source = _source(space, key, document, expires)
        async with as_unavailable():
            await self._prepare()
            try:
                await self._client.index(
                    index=self._index, id=_id(space, key), document=source, op_type="create", require_alias=True
                )
            except ConflictError:
                return await self._replace_expired(space, key, source)
        return True

    async def delete(self, space: str, key: str) -> None:
        """Forget the document, if there is one."""
        async with as_unavailable():
            with suppress(NotFoundError):
                await self._client.delete(index=self._index, id=_id(space, key))

    async def scan(self, space: str, prefix: str = "") -> AsyncIterator[tuple[str, Document]]:
        """All documents of a space whose key starts with the prefix, by key."""
        async with as_unavailable():
            try:
                await self._client.indices.refresh(index=self._index)
            except NotFoundError:
                return
            after: dict[str, Any] = {}
            while True:
                answer = await self._client.search(
                    index=self._index,
                    query={"bool": {"filter": [{"term": {"space": space}}, {"prefix": {"key": prefix}}]}},
                    sort=[{"key": "asc"}],
                    size=_PAGE,
                    track_total_hits=False,
                    **after,
                )
                hits = answer["hits"]["hits"]
                for hit in hits:
                    if not _expired(hit["_source"]):
                        yield hit["_source"]["key"], hit["_source"]["document"]
                if len(hits) < _PAGE:
                    return
                after = {"search_after": hits[-1]["sort"]}

    async def _prepare(self) -> None:
        if not self._ready:
            await create_missing(self._client, self._definition)
            self._ready = True

    async def _get(self, space: str, key: str) -> Any:
        try:
            return await self._client.get(index=self._index, id=_id(space, key))
        except NotFoundError:
            return None

    async def _replace_expired(self, space: str, key: str, source: dict[str, Any]) -> bool:
        known = await self._get(space, key)
        if known is not None and not _expired(known["_source"]):
            return False
        # Of two that find it expired only one writes: the other's sequence number is no longer the last.
        last = {"if_seq_no": known["_seq_no"], "if_primary_term": known["_primary_term"]} if known else {}
        try:
            await self._client.index(
                index=self._index, id=_id(space, key), document=source, op_type=None if known else "create", **last
            )
        except ConflictError:
            return False
        return True


def _id(space: str, key: str) -> str:
    id = f"{space}/{key}"
    return id if len(id.encode("utf-8", "replace")) <= _LONGEST_ID else hashlib.sha256(id.encode()).hexdigest()


def _source(space: str, key: str, document: Document, expires: datetime | None) -> dict[str, Any]:
    source = {"space": space, "key": key, "document": document}
    return source | {"expires": expires.astimezone(UTC).isoformat()} if expires else source


def _expired(source: dict[str, Any]) -> bool:
    expires = source.get("expires")
    return expires is not None and datetime.fromisoformat(expires) <= datetime.now(UTC)
