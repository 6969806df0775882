"""`/search?q=`: articles by Korean text, counted and narrowed, with the alliances of the companies asked for."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dongmaeng.backend.articles import search as find
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.filters import YES, choice_of, limit_of, number_of
from dongmaeng.web.pages.search_view import alliances_asked_for, facets_of, found_words, hit_views, search_url
from dongmaeng.web.rendering import language_of, render
from dongmaeng.web.texts import texts_in
from search.query import QueryError, parse_query
from search.store import Facet, Order, SearchResult

router = APIRouter()

A_PAGE = 20
_MOST = 100
_MOST_OFFSET = 10_000
_LONGEST_TYPED = 2_000


@router.get("/search", response_class=HTMLResponse)
async def search_page(request: Request, backend: TheBackend, q: str = "") -> HTMLResponse:
    """The articles that a query finds, best first."""
    params = request.query_params
    order = choice_of(params, "order", *Order)
    fold = params.get("fold", "") in YES
    limit = limit_of(params, A_PAGE, _MOST)
    offset = number_of(params, "offset", 0, 0, _MOST_OFFSET)
    asked = q.strip()[:_LONGEST_TYPED]
    t = texts_in(language_of(request))
    kept = {"order": order if order is not Order.RELEVANCE else None, "fold": "true" if fold else None}
    result, wrong = SearchResult(0, ()), None
    beside: dict[str, object] = {}
    if asked:
        try:
            query = parse_query(asked)
            result = await find(backend, query, limit, order=order, facets=list(Facet), fold=fold, offset=offset)
            beside = {"alliances": await alliances_asked_for(await backend.store(), query)}
        except QueryError as error:
            wrong = error
    more = offset + len(result.hits) < result.total and offset + limit <= _MOST_OFFSET and result.hits
    return render(
        request,
        "search.html",
        status=400 if wrong else 200,
        q=asked,
        wrong=wrong,
        result=result,
        found=found_words(t, result),
        hits=hit_views(result.hits),
        facets=facets_of(t, asked, result, kept),
        order=order,
        orders=[(one, search_url(asked, kept | {"order": one})) for one in Order],
        fold=fold,
        fold_url=search_url(asked, kept | {"fold": None if fold else "true"}),
        suggestion_url=search_url(result.suggestion, kept) if result.suggestion else "",
        before=search_url(asked, kept | {"offset": max(0, offset - limit) or None}) if offset else "",
        after=search_url(asked, kept | {"offset": offset + limit}) if more else "",
        **({"alliances": ()} | beside),
    )
