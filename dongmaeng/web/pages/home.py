"""`/`: the latest alliances, by day, and new ones as they come."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from dongmaeng.web.asked import TheBackend
from dongmaeng.web.facets import ALLIANCE_FACETS, chosen, facet_links
from dongmaeng.web.filters import BadParameter, alliance_query, cursor_of, filters_of, limit_of
from dongmaeng.web.links import day
from dongmaeng.web.live import BEGINNING
from dongmaeng.web.rendering import language_of, render
from dongmaeng.web.texts import texts_in
from search.alliances import AlliancesFound, is_wanted
from topics.records import Alliance

router = APIRouter()

A_PAGE = 20
_MOST = 200


@router.get("/", response_class=HTMLResponse)
async def home(request: Request, backend: TheBackend) -> HTMLResponse:
    """The latest alliances, new ones as they come."""
    filters = filters_of(request.query_params)
    found, wrong = AlliancesFound(0, ()), None
    limit, cursor, heard = A_PAGE, None, BEGINNING
    try:
        query = alliance_query(filters)
        limit, cursor = limit_of(request.query_params, A_PAGE, _MOST), cursor_of(request.query_params)
        if store := await backend.store():
            heard = (await store.written_alliances()).cursor or BEGINNING  # first: nothing falls in between
            found = await store.alliances(query, limit, cursor=cursor, facets=ALLIANCE_FACETS)
    except BadParameter as error:
        wrong = error
    t = texts_in(language_of(request))
    asked_limit = limit if limit != A_PAGE else None
    return render(
        request,
        "home.html",
        status=400 if wrong else 200,
        found=found,
        days=_by_day(found.alliances),
        filters=filters,
        chosen=chosen(t, "/", filters),
        facets=facet_links(t, "/", filters, found),
        first=filters.url("/", limit=asked_limit) if cursor else "",
        after=filters.url("/", limit=asked_limit, cursor=found.next) if found.next else "",
        events=f"/api/v1/events?{urlencode({'after': heard})}",
        cards=filters.url("/cards", language=t.language),
        wrong=wrong,
    )


@router.get("/cards/{id}", response_class=HTMLResponse)
async def card(request: Request, backend: TheBackend, id: str) -> Response:
    """One alliance as the page shows it, for the page that heard of it; nothing where its filters leave it out."""
    query = alliance_query(request.query_params)
    store = await backend.store()
    alliance = await store.get_alliance(id) if store else None
    if alliance is None:
        raise HTTPException(404)
    if not is_wanted(alliance, query):
        return Response(status_code=204)
    return render(request, "card.html", alliance=alliance)


def _by_day(alliances: Sequence[Alliance]) -> list[tuple[str, list[Alliance]]]:
    """Alliances by the day in Seoul on which they were first told."""
    return [(told, list(one)) for told, one in groupby(alliances, lambda alliance: day(alliance.first_told))]
