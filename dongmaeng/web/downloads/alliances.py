"""`/alliances.csv` and the like, and the same of one company: files, feeds and the calendar of planned signings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from dongmaeng.backend.backend import Backend
from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.documents import MOST_ENTRIES, USUAL_ENTRIES, calendar_of_signings, feed_of_alliances
from dongmaeng.exports.feeds.feed import About
from dongmaeng.exports.files import MOST_FILE_ALLIANCES, alliance_writer, alliances_of
from dongmaeng.exports.formats import FEEDS, OF_ALLIANCES, Format, Rows
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.downloads.answers import METHODS, document, file
from dongmaeng.web.downloads.asked import address_of, format_of, pages_of, rows_of
from dongmaeng.web.filters import Filters, alliance_query, filters_of, limit_of
from dongmaeng.web.rendering import language_of
from dongmaeng.web.texts import texts_in
from search.alliances import AllianceQuery
from search.store import Store
from topics.records import Status

router = APIRouter()


@router.api_route("/alliances.{ending}", methods=METHODS)
async def alliances(request: Request, backend: TheBackend, ending: str) -> Response:
    """The alliances that the filters ask for."""
    format = format_of(request, ending, OF_ALLIANCES)
    filters = filters_of(request.query_params)
    title = texts_in(language_of(request))("feed.alliances")
    return await _answer(request, backend, format, filters, title, pages_of(request, backend), "")


async def company(request: Request, backend: TheBackend, id: str, *, format: Format) -> Response:
    """The alliances of a company, by the id that its page has."""
    filters = filters_of(request.query_params)
    title = texts_in(language_of(request))("feed.company", company=await _name(await backend.store(), id))
    asked = Filters((("company", id), *filters.asked))
    return await _answer(request, backend, format, asked, title, pages_of(request, backend), id)


# An id may hold a dot: only these endings are a form, all else is the company's page.
for form in OF_ALLIANCES:
    router.add_api_route(f"/companies/{{id:path}}.{form}", partial(company, format=form), methods=METHODS)


async def _answer(
    request: Request, backend: Backend, format: Format, filters: Filters, title: str, pages: Pages, company: str
) -> Response:
    query, store, language = alliance_query(filters), await backend.store(), language_of(request)
    if format in FEEDS:
        limit = limit_of(request.query_params, USUAL_ENTRIES, MOST_ENTRIES)
        about = _about(request, filters, title, pages, company)
        return document(request, await feed_of_alliances(store, query, format, about, pages, limit), format)
    if format is Format.ICS:
        planned = replace(query, statuses=(Status.PLANNED,))
        name = texts_in(language)("feed.signings")
        return document(request, await calendar_of_signings(store, planned, name, language, pages), format)
    limit = limit_of(request.query_params, MOST_FILE_ALLIANCES, MOST_FILE_ALLIANCES)
    rows = rows_of(request, Rows.ALLIANCES, Rows.MEMBERS)
    stem = "-".join(filter(None, ("dongmaeng", company, rows)))
    return await file(
        request, lambda: alliance_writer(format, pages, rows), alliances_of(store, query, limit), format, stem
    )


def _about(request: Request, filters: Filters, title: str, pages: Pages, company: str) -> About:
    """What the feed is of: its id is its address without the host, so that it stays when the service moves."""
    narrowing = filters.without("company", company) if company else filters
    told = ", ".join(value for _, value in narrowing.asked)
    texts = texts_in(language_of(request))
    page = pages.company(company) if company else narrowing.url(pages.home() or "/")
    return About(
        id="urn:dongmaeng:feed:" + quote(narrowing.url(f"{company or 'alliances'}"), safe=""),
        title=texts("feed.filtered", title=title, filters=told) if told else title,
        language=language_of(request),
        address=address_of(request, pages),
        page=page or "",
    )


async def _name(store: Store | None, id: str) -> str:
    """What a company is called; its id where nothing is known of it."""
    found = await store.alliances(AllianceQuery(organisations=(id,)), 1) if store else None
    members = (member for alliance in (found.alliances if found else ()) for member in alliance.members)
    return next((member.name for member in members if member.id == id), id)
