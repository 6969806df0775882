"""The map of one company and its partners, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from dongmaeng.backend.backend import Backend
from dongmaeng.graph.drawing import Drawing, draw_around
from dongmaeng.graph.graph import Graph, GraphQuery, graph
from dongmaeng.web.map_view import kinds_of
from dongmaeng.web.texts import Texts
from dongmaeng.web.wording import shown_name
from topics.records import Kind

MOST_PARTNERS = 40
"""Partners around one company that can be drawn and told apart."""


@dataclass(frozen=True, slots=True)
class CompanyMap:
    """What the template `company_map.html` draws."""

    id: str
    """The id of the company."""
    graph: Graph
    drawing: Drawing
    kinds: tuple[Kind, ...]


async def company_map(backend: Backend, t: Texts, id: str) -> CompanyMap:
    """The map of the company with a member id: itself in the middle, the partners that it has most with around it."""
    found = await graph(backend, GraphQuery(around=id, most=MOST_PARTNERS + 1))
    return CompanyMap(id, found, draw_around(found, partial(shown_name, t)), tuple(kinds_of(found.edges)))
