"""Documents read by id, and replaced only where nobody has changed them since."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from elasticsearch import AsyncElasticsearch, NotFoundError

from search.elastic.client import as_unavailable
from search.elastic.definition import Definition
from search.elastic.indices import create_missing, refuse_newer
from search.elastic.remedies import remedy_of
from search.store import StoreUnavailable

T = TypeVar("T")
log = structlog.get_logger(__name__)

LONGEST_ID = 512  # bytes: what Elasticsearch takes
PAGE = 1000  # documents in one request: far below the 100 MB that a server takes
PAUSE = 1.0  # seconds between tries while the server does not answer
_CHANGED = (404, 409)  # answers to a write about a document that is another by now


@dataclass(frozen=True, slots=True)
class Found:
    """A document as it was read or written last."""

    id: str
    source: dict[str, Any] | None = None
    """None where there is no document."""
    last: tuple[int, int] | None = None
    """Its sequence number and primary term, which every write changes."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is to stand in the place of a document that was found."""

    found: Found
    source: dict[str, Any] | None
    """None deletes it."""


class IndexGone(RuntimeError):
    """An index went away while it was in use; the message names it and says what to do."""


class ById:
    """The documents of one index.

    `patient` waits for a server that does not answer, however long that takes, and says so in `trouble`; otherwise
    every call may raise `StoreUnavailable`, and whether a write has taken effect is then not known.
    """

    def __init__(self, client: AsyncElasticsearch, definition: Definition, kind: str, *, patient: bool) -> None:
        self._client = client
        self._definition = definition
        self._index = definition.alias(kind)
        self._patient = patient
        self._ready = False
        self._known_version = False
        self._seen = False
        self.trouble = ""

    async def get(self, ids: Sequence[str]) -> list[Found]:
        """The documents of these ids, as they are now."""
        found: list[Found] = []
        for start in range(0, len(ids), PAGE):
            part = ids[start : start + PAGE]
            found += await self._insist(lambda: self._get(part))  # noqa: B023
        return found

    async def replace(self, replacements: Sequence[Replacement]) -> list[Found | None]:
        """Write each document that is still as it was found; what it is now, or None where it was changed.

        Documents succeed or fail one by one. None also where a reply was lost and the write was sent again.
        """
        done: dict[str, Found | None] = {}

        async def send() -> None:
            await self._prepare()
            left = [one for one in replacements if one.found.id not in done][:PAGE]
            answer = await self._client.bulk(
                index=self._index, operations=[line for one in left for line in _lines(one)], require_alias=True
            )
            refused = ""
            for one, item in zip(left, answer["items"], strict=True):
                [result] = item.values()
                if result["status"] < 300:  # what HTTP calls success
                    last = result["_seq_no"], result["_primary_term"]
                    done[one.found.id] = Found(one.found.id, one.source, last if one.source is not None else None)
                elif _is_missing(result["error"]):
                    self._refuse_gone()
                    refused = f"Elasticsearch refused a document: {result['error']['type']}"
                elif result["status"] in _CHANGED:
                    done[one.found.id] = None
                else:
                    told = remedy_of(result["status"], result["error"])
                    refused = f"Elasticsearch refused a document: {result['error']['type']}: {told}"
            if refused:
                raise StoreUnavailable(refused)

        while len(done) < len(replacements):
            await self._insist(send)
        return [done[one.found.id] for one in replacements]

    async def search(self, query: dict[str, Any]) -> AsyncIterator[Found]:
        """The documents that a query finds, by key; all that was written before is found."""
        await self._insist(self._check_version)
        try:
            await self._insist(lambda: self._client.indices.refresh(index=self._index))
        except NotFoundError:
            self._refuse_gone()
            return
        after: dict[str, Any] = {}
        while True:
            answer = await self._insist(
                lambda: self._client.search(
                    index=self._index,
                    query=query,
                    sort=[{"key": "asc"}],
                    size=PAGE,
                    track_total_hits=False,
                    allow_partial_search_results=False,
                    seq_no_primary_term=True,
                    **after,  # noqa: B023
                )
            )
            hits = answer["hits"]["hits"]
            for hit in hits:
                yield Found(hit["_id"], hit["_source"], (hit["_seq_no"], hit["_primary_term"]))
            if len(hits) < PAGE:
                return
            after = {"search_after": hits[-1]["sort"]}

    async def close(self) -> None:
        await self._client.close()

    async def _check_version(self) -> None:
        if not self._known_version:
            await refuse_newer(self._client, self._definition)
            self._known_version = True

    async def _get(self, ids: Sequence[str]) -> list[Found]:
        await self._check_version()
        answer = await self._client.mget(index=self._index, ids=list(ids))
        if any(_is_missing(document.get("error")) for document in answer["docs"]):
            self._refuse_gone()
        else:
            self._seen = True
        return [_found(document) for document in answer["docs"]]

    def _refuse_gone(self) -> None:
        """Raise `IndexGone` where the index was there before: an empty one would be taken for a new beginning."""
        if self._seen:
            raise IndexGone(
                f"{self._index} is gone from Elasticsearch while it was in use; stop all workers and restore it "
                "(`dongmaeng state check` says whether it is as far as the records)"
            )

    async def _prepare(self) -> None:
        if not self._ready:
            await create_missing(self._client, self._definition)
            self._ready = True

    async def _insist(self, request: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                async with as_unavailable():
                    result = await request()
                self._well()
                return result
            except StoreUnavailable as error:
                if isinstance(error.__cause__, NotFoundError) and not self._ready:
                    raise error.__cause__ from None
                if not self._patient:
                    raise
                self._say(error)
                await asyncio.sleep(PAUSE)

    def _say(self, error: StoreUnavailable) -> None:
        if not self.trouble:
            log.warning("state cannot be read or written, trying again", error=str(error), pause=PAUSE)
        self.trouble = f"state: {error}"

    def _well(self) -> None:
        if self.trouble:
            log.info("state can be read and written again")
        self.trouble = ""


def _is_missing(error: Any) -> bool:
    return error is not None and error["type"] == "index_not_found_exception"


def _found(document: Any) -> Found:
    if "error" in document:
        if _is_missing(document["error"]):  # nothing was ever written
            return Found(document["_id"])
        raise StoreUnavailable(f"Elasticsearch cannot read a document: {document['error']['type']}")
    if not document["found"]:
        return Found(document["_id"])
    return Found(document["_id"], document["_source"], (document["_seq_no"], document["_primary_term"]))


def _lines(one: Replacement) -> list[dict[str, Any]]:
    action: dict[str, Any] = {"_id": one.found.id}
    if one.found.last is not None:
        action["if_seq_no"], action["if_primary_term"] = one.found.last
    if one.source is None:
        return [{"delete": action}]
    return [{"index" if one.found.last is not None else "create": action}, one.source]
