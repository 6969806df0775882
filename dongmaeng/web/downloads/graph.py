"""`/graph.gexf` and the like: who is with whom, no company left out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from dongmaeng.exports.files import graph_writer, graphs_of
from dongmaeng.exports.formats import OF_GRAPH, Format, Rows
from dongmaeng.graph.graph import graph_query
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.downloads.answers import METHODS, file
from dongmaeng.web.downloads.asked import format_of
from dongmaeng.web.filters import alliance_query, choice_of

router = APIRouter()


@router.api_route("/graph.{ending}", methods=METHODS)
async def graph(request: Request, backend: TheBackend, ending: str) -> Response:
    """The graph of the alliances that the filters ask for; with `company`, of it and those that it is with."""
    format = format_of(request, ending, OF_GRAPH)
    rows = choice_of(request.query_params, "rows", Rows.EDGES, Rows.NODES)
    query = graph_query(alliance_query(request.query_params))
    name = f"dongmaeng-{rows}" if format in (Format.CSV, Format.PARQUET) else "dongmaeng-graph"
    return await file(request, lambda: graph_writer(format, rows), graphs_of(backend, query), format, name)
