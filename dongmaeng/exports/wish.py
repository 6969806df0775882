"""What a person on the command line wants to take away, and the bytes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dongmaeng.backend.articles import query_of
from dongmaeng.backend.backend import Backend
from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.documents import (
    MOST_ENTRIES,
    USUAL_ENTRIES,
    Document,
    calendar_of_signings,
    feed_of_alliances,
    feed_of_search,
)
from dongmaeng.exports.feeds.about import about_alliances, about_search
from dongmaeng.exports.files import (
    MOST_FILE_ALLIANCES,
    MOST_HITS,
    alliance_writer,
    alliances_of,
    graph_writer,
    graphs_of,
    hit_writer,
    hits_of,
)
from dongmaeng.exports.formats import FEEDS, OF_ALLIANCES, OF_GRAPH, OF_SEARCH, Format, Rows, What
from dongmaeng.exports.writer import written
from dongmaeng.fault import Fault
from dongmaeng.graph.graph import graph_query
from dongmaeng.web.filters import Filters, alliance_query
from dongmaeng.web.texts import Language
from search.store import Order

Item = TypeVar("Item")

_LANGUAGE = Language.KOREAN

FORMATS = {What.ALLIANCES: OF_ALLIANCES, What.SEARCH: OF_SEARCH, What.GRAPH: OF_GRAPH}
ROWS = {What.ALLIANCES: (Rows.ALLIANCES, Rows.MEMBERS), What.SEARCH: (), What.GRAPH: (Rows.EDGES, Rows.NODES)}

Count = Callable[[int], None]
"""Is told of each number of items that were written."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported, in which form."""

    what: What
    format: Format
    filters: Filters
    rows: Rows | None = None
    query: str = ""
    order: Order = Order.RELEVANCE
    limit: int | None = None

    def check(self) -> None:
        """Raise `Fault` for what cannot be had."""
        if self.format not in (known := FORMATS[self.what]):
            raise Fault(f"--format {self.format}: {self.what} can be had as {', '.join(known)}", usage=True)
        if self.rows and self.rows not in (rows := ROWS[self.what]):
            raise Fault(f"--rows {self.rows}: of {self.what} there are {' or '.join(rows) or 'no others'}", usage=True)
        if bool(self.query) != (self.what is What.SEARCH):
            raise Fault("--query: goes with search, which needs it", usage=True)
        if self.what is What.SEARCH and self.filters.asked:
            name, value = self.filters.asked[0]
            raise Fault(f"--{name} {value}: say it in the --query of a search", usage=True)


async def exported(wish: Wish, backend: Backend, count: Count) -> AsyncIterator[bytes]:
    """The bytes of what is wanted; raises `Fault`."""
    if wish.format in FEEDS or wish.format is Format.ICS:
        return _at_once((await _document(wish, backend)).body)
    if wish.what is What.SEARCH:
        hits = hits_of(backend, query_of(wish.query), min(wish.limit or MOST_HITS, MOST_HITS), wish.order)
        return written(hit_writer(wish.format), _counted(hits, count))
    query = alliance_query(wish.filters)
    if wish.what is What.GRAPH:
        graphs = graphs_of(backend, graph_query(query))
        return written(graph_writer(wish.format, wish.rows or Rows.EDGES), graphs)
    limit = min(wish.limit or MOST_FILE_ALLIANCES, MOST_FILE_ALLIANCES)
    found = _counted(alliances_of(backend, query, limit), count)
    return written(alliance_writer(wish.format, _pages(backend), wish.rows or Rows.ALLIANCES), found)


async def _document(wish: Wish, backend: Backend) -> Document:
    pages = _pages(backend)
    if wish.format is Format.ICS:
        return await calendar_of_signings(backend, alliance_query(wish.filters), _LANGUAGE, pages)
    if pages.base is None:
        raise Fault(f"{wish.format} needs `public_url` in [web]: the address under which people reach the page")
    limit = min(wish.limit or USUAL_ENTRIES, MOST_ENTRIES)
    if wish.what is What.SEARCH:
        about = about_search(wish.query, wish.format, pages, _LANGUAGE)
        return await feed_of_search(backend, query_of(wish.query), wish.format, about, limit)
    about = about_alliances(wish.filters.asked, wish.format, pages, _LANGUAGE)
    return await feed_of_alliances(backend, alliance_query(wish.filters), wish.format, about, pages, limit)


def _pages(backend: Backend) -> Pages:
    return Pages(backend.settings.web.public_url.rstrip("/") or None)


async def _counted(items: AsyncIterator[Sequence[Item]], count: Count) -> AsyncIterator[Sequence[Item]]:
    async for some in items:
        yield some
        count(len(some))


async def _at_once(body: bytes) -> AsyncIterator[bytes]:
    yield body
