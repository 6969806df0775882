"""`/graph`: who is with whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from dongmaeng.graph.graph import COUNTED, MOST_NODES, graph, graph_query
from dongmaeng.shapes.graphs import GraphShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import ON_READS
from dongmaeng.web.api.parameters import Company, Moment, Parameters
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.filters import alliance_query
from topics.records import Activity, Kind, Status

router = APIRouter(tags=["companies"])

MOST_ASKED = 5_000
"""Nodes of one answer; /graph.graphml and its like have all."""


class GraphParameters(Parameters):
    """Which part of the graph; every condition that is set must hold for an alliance to count."""

    company: Company | None = Field(None, description="By id, name or code: it and those that it is with.")
    since: Moment = Field(None, description="First told then or later.")
    until: Moment = Field(None, description="First told then or before.")
    kind: list[Kind] = Field([], description="Any of these.")
    activity: list[Activity] = Field([], description="Any of these.")
    status: list[Status] = Field([], description=f"Any of these; {', '.join(COUNTED)} where none is given.")
    most: int = Field(MOST_NODES, ge=1, le=MOST_ASKED, description="How many nodes at most.")


@router.get("/graph", response_model=GraphShape, responses=ON_READS)
async def get_graph(request: Request, backend: TheBackend, asked: Annotated[GraphParameters, Query()]) -> Response:
    """Companies as nodes, what they have in common as edges: those with the most alliances of a period."""
    query = replace(graph_query(alliance_query(request.query_params)), most=asked.most)
    return answer(request, GraphShape.of(await graph(backend, query)))
