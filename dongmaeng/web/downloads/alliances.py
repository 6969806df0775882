"""`/alliances.csv` and the like, and the same of one company: files, feeds and the calendar of planned signings."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response

from dongmaeng.backend import alliances as known
from dongmaeng.backend.backend import Backend
from dongmaeng.exports.documents import MOST_ENTRIES, USUAL_ENTRIES, calendar_of_signings, feed_of_alliances
from dongmaeng.exports.feeds.about import about_alliances, about_company
from dongmaeng.exports.files import MOST_FILE_ALLIANCES, alliance_writer, alliances_of
from dongmaeng.exports.formats import FEEDS, OF_ALLIANCES, Format, Rows
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.downloads.answers import METHODS, document, file
from dongmaeng.web.downloads.asked import format_of, pages_of
from dongmaeng.web.filters import Filters, alliance_query, choice_of, filters_of, limit_of
from dongmaeng.web.rendering import language_of
from search.alliances import AllianceQuery

router = APIRouter()


@router.api_route("/alliances.{ending}", methods=METHODS)
async def alliances(request: Request, backend: TheBackend, ending: str) -> Response:
    """The alliances that the filters ask for."""
    return await _answer(request, backend, format_of(request, ending, OF_ALLIANCES))


async def company(request: Request, backend: TheBackend, id: str, *, format: Format) -> Response:
    """The alliances of a company, by the id that its page has."""
    return await _answer(request, backend, format, id)


# An id may hold a dot: only these endings are a form, all else is the company's page.
for form in OF_ALLIANCES:
    router.add_api_route(f"/companies/{{id:path}}.{form}", partial(company, format=form), methods=METHODS)


async def _answer(request: Request, backend: Backend, format: Format, company: str | None = None) -> Response:
    params, filters = request.query_params, filters_of(request.query_params)
    of_company = (("company", company),) if company else ()
    query = alliance_query(Filters((*of_company, *filters.asked)))
    pages, language = pages_of(request, backend), language_of(request)
    if format in FEEDS:
        if company is None:
            about = about_alliances(filters.asked, format, pages, language)
        else:
            about = about_company(company, await _name(backend, company), filters.asked, format, pages, language)
        limit = limit_of(params, USUAL_ENTRIES, MOST_ENTRIES)
        return document(request, await feed_of_alliances(backend, query, format, about, pages, limit), format)
    if format is Format.ICS:
        return document(request, await calendar_of_signings(backend, query, language, pages), format)
    limit = limit_of(params, MOST_FILE_ALLIANCES, MOST_FILE_ALLIANCES)
    rows = choice_of(params, "rows", Rows.ALLIANCES, Rows.MEMBERS)
    found, name = alliances_of(backend, query, limit), "-".join(filter(None, ("dongmaeng", company, rows)))
    return await file(request, lambda: alliance_writer(format, pages, rows), found, format, name)


async def _name(backend: Backend, id: str) -> str:
    """What a company is called; its id where nothing is known of it."""
    found = await known.alliances(backend, AllianceQuery(organisations=(id,)), 1)
    members = (member for alliance in found.alliances for member in alliance.members)
    return next((member.name for member in members if member.id == id), id)
