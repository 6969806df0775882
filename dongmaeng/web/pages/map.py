"""`/map`: who is with whom in a period."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dongmaeng.fault import Fault
from dongmaeng.graph.drawing import draw
from dongmaeng.graph.graph import Graph, graph, graph_query
from dongmaeng.graph.known import known_graph
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.filters import BadParameter, alliance_query, filters_of
from dongmaeng.web.links import day
from dongmaeng.web.map_view import kinds_of
from dongmaeng.web.rendering import language_of, render
from dongmaeng.web.texts import Texts, texts_in
from dongmaeng.web.wording import shown_name
from topics.records import SEOUL, Activity, Kind, Status

router = APIRouter()

_CHOICES = {"kind": Kind, "activity": Activity, "status": Status}


@router.get("/map", response_class=HTMLResponse)
async def map_of_companies(request: Request, backend: TheBackend) -> HTMLResponse:
    """Companies and what they have in common, the hubs and the bridges of the month."""
    filters, t = filters_of(request.query_params), texts_in(language_of(request))
    known, found = known_graph(backend), Graph((), (), 0, None, None)
    drawing, wrong, parameter = draw(found), None, "company"
    try:
        query = graph_query(alliance_query(filters))
        found = await graph(backend, query)
        drawing = known.kept(("drawing", query, t.language), lambda: draw(found, partial(shown_name, t)))
    except Fault as error:
        if not error.usage:
            raise
        wrong = error
        parameter = error.parameter if isinstance(error, BadParameter) else parameter
    return render(
        request,
        "map.html",
        status=400 if wrong else 200,
        graph=found,
        drawing=drawing,
        filters=filters,
        wrong=wrong,
        parameter=parameter,
        choices={name: _choices(t, name, filters.value(name)) for name in _CHOICES},
        kinds_drawn=kinds_of(found.edges),
        known=known,
        computed=_moment(known.computed),
        month=[day(_moment(known.month.since)), day(_moment(known.month.until))],
        name_of=lambda id: shown_name(t, known.contents.organisations[id]),
    )


def _choices(t: Texts, name: str, value: str) -> list[tuple[str, str]]:
    """The values of a filter with their words; one that is set by hand to several of them is kept."""
    choices = [("", t(f"map.any_{name}")), *((choice.value, t.of(name, choice)) for choice in _CHOICES[name])]
    known = {choice for choice, _ in choices}
    return choices if value in known else [*choices, (value, value)]


def _moment(time: float | None) -> datetime | None:
    return datetime.fromtimestamp(time, SEOUL) if time else None
