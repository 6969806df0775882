"""The graph of companies and alliances, for whoever asks: the page, the API, the exports, the command line."""

from __future__ import annotations

from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.fault import Fault
from dongmaeng.graph.elements import (
    COUNTED,
    MOST_NODES,
    Edge,
    Graph,
    GraphQuery,
    Node,
    NodeKind,
)
from dongmaeng.graph.known import known_graph
from search.alliances import AllianceQuery

__all__ = [
    "COUNTED",
    "MOST_NODES",
    "Edge",
    "Graph",
    "GraphQuery",
    "Node",
    "NodeKind",
    "graph",
    "graph_query",
]


def graph_query(wanted: AllianceQuery) -> GraphQuery:
    """The graph of the alliances asked for; with a company, of it and those that it is with. Raises `Fault`."""
    if len(wanted.organisations) > 1:
        raise Fault("company: stands once only, for a graph", usage=True)
    return GraphQuery(
        since=wanted.since,
        until=wanted.until,
        kinds=wanted.kinds,
        activities=wanted.activities,
        around=next(iter(wanted.organisations), None),
        statuses=wanted.statuses or COUNTED,
    )


@of_backend
async def graph(backend: Backend, query: GraphQuery) -> Graph:
    """The graph of the alliances asked for; empty where nothing is known yet, or nobody of the name."""
    store = await backend.store()
    if store is None:
        return Graph((), (), 0, query.since, query.until)
    known = known_graph(backend)
    await known.refresh(store)
    return await known.graph(store, query)
