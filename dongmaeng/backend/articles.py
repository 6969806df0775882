"""Articles, for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.fault import Fault
from search.query import Query, QueryError, parse_query
from search.store import Facet, Order, SearchResult
from topics.records import TaggedArticle


def query_of(text: str) -> Query:
    """The query that a person typed; raises `Fault`."""
    try:
        return parse_query(text)
    except QueryError as error:
        raise Fault(f"{text!r}: {error}", usage=True) from None


@of_backend
async def search(
    backend: Backend,
    query: Query,
    limit: int,
    *,
    order: Order = Order.RELEVANCE,
    facets: Sequence[Facet] = (),
    fold: bool = False,
    offset: int = 0,
) -> SearchResult:
    """The articles that match, from the one at `offset` on; nothing where nothing was ever stored."""
    store = await backend.store()
    if store is None:
        return SearchResult(total=0, hits=(), facets=dict.fromkeys(facets, ()))
    return await store.search(query, limit, order=order, facets=facets, fold=fold, offset=offset)


@of_backend
async def article(backend: Backend, id: str) -> TaggedArticle | None:
    """The article with an id, or with your own id of an imported item."""
    store = await backend.store()
    return await store.get_article(id) if store else None
