"""The graph of companies and alliances, for whoever asks: the page, the API, the exports, the command line."""

from __future__ import annotations

from dongmaeng.backend.backend import Backend
from dongmaeng.graph.elements import (
    COUNTED,
    MOST_NODES,
    MOST_PAIRED,
    Edge,
    Graph,
    GraphQuery,
    Node,
    NodeKind,
)
from dongmaeng.graph.known import known_graph

__all__ = ["COUNTED", "MOST_NODES", "MOST_PAIRED", "Edge", "Graph", "GraphQuery", "Node", "NodeKind", "graph"]


async def graph(backend: Backend, query: GraphQuery) -> Graph:
    """The graph of the alliances asked for; empty where nothing is known yet, or nobody of the name."""
    store = await backend.store()
    if store is None:
        return Graph((), (), 0, query.since, query.until)
    known = known_graph(backend)
    await known.refresh(store)
    return await known.graph(store, query)
