"""`/search.csv?q=` and the like: what a search finds, as files and feeds."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from dongmaeng.exports.documents import MOST_ENTRIES, USUAL_ENTRIES, feed_of_search
from dongmaeng.exports.feeds.about import about_search
from dongmaeng.exports.files import MOST_HITS, USUAL_HITS, hit_writer, hits_of
from dongmaeng.exports.formats import FEEDS, OF_SEARCH
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.downloads.answers import METHODS, document, file
from dongmaeng.web.downloads.asked import format_of, pages_of
from dongmaeng.web.filters import BadParameter, choice_of, limit_of
from dongmaeng.web.rendering import language_of
from search.query import LONGEST_QUERY, parse_query
from search.store import Order

router = APIRouter()


@router.api_route("/search.{ending}", methods=METHODS)
async def search(request: Request, backend: TheBackend, ending: str) -> Response:
    """The articles that a query finds."""
    format = format_of(request, ending, OF_SEARCH)
    text = request.query_params.get("q", "").strip()
    if not 0 < len(text) <= LONGEST_QUERY:
        raise BadParameter("q", f"takes what is searched for, of at most {LONGEST_QUERY} characters")
    query = parse_query(text)
    if format in FEEDS:
        about = about_search(text, format, pages_of(request, backend), language_of(request))
        limit = limit_of(request.query_params, USUAL_ENTRIES, MOST_ENTRIES)
        return document(request, await feed_of_search(backend, query, format, about, limit), format)
    limit = limit_of(request.query_params, USUAL_HITS, MOST_HITS)
    order = choice_of(request.query_params, "order", *Order)
    return await file(
        request, lambda: hit_writer(format), hits_of(backend, query, limit, order), format, "dongmaeng-search"
    )
