"""`/search`: articles by Korean text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from dongmaeng.backend.articles import search
from dongmaeng.shapes.hits import SearchShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.cursors import cursor_at, offset_at
from dongmaeng.web.api.declared import ON_READS
from dongmaeng.web.api.parameters import Cursor, Parameters, QueryText
from dongmaeng.web.api.problems import wrong_parameter
from dongmaeng.web.asked import TheBackend
from search.query import parse_query
from search.store import Facet, Order

router = APIRouter(tags=["articles"])

MOST_HITS = 100
DEEPEST = 10_000
"""Hits behind which no answer goes: who wants all of them asks for spans of time."""


class SearchParameters(Parameters):
    """What is looked for."""

    q: QueryText
    limit: int = Field(10, ge=1, le=MOST_HITS, description="How many hits at most.")
    offset: int = Field(0, ge=0, le=DEEPEST, description="How many hits to pass over; or give a cursor.")
    cursor: Cursor = None
    order: Order = Field(Order.RELEVANCE, description="Best first, or latest first.")
    facet: list[Facet] = Field([], description="Also count all articles found by this.")
    fold: bool = Field(False, description="The copies of one story as one hit.")


class SearchPageShape(SearchShape):
    """What a search found, some hits at a time."""

    next: str | None
    """The cursor of what follows; null where nothing does."""


@router.get("/search", response_model=SearchPageShape, responses=ON_READS)
async def search_articles(
    request: Request, backend: TheBackend, asked: Annotated[SearchParameters, Query()]
) -> Response:
    """Search the articles, best and freshest first."""
    question = (asked.q, asked.order, asked.fold)
    offset = asked.offset
    if asked.cursor is not None:
        if asked.offset:
            raise wrong_parameter("offset", "give either a cursor or an offset")
        offset = offset_at(asked.cursor, *question)
    result = await search(
        backend,
        parse_query(asked.q),
        asked.limit,
        order=asked.order,
        facets=list(dict.fromkeys(asked.facet)),
        fold=asked.fold,
        offset=offset,
    )
    ended = offset + len(result.hits)
    more = result.hits and ended < DEEPEST and (ended < result.total or result.at_least)
    page = SearchPageShape(**dict(SearchShape.of(result)), next=cursor_at(ended, *question) if more else None)
    return answer(request, page)
