"""The graph as one process knows it: kept in memory, and brought up to date by what was written since."""

from __future__ import annotations

import asyncio
import time
from weakref import WeakKeyDictionary

from dongmaeng.backend.backend import Backend
from dongmaeng.graph.contents import Contents
from dongmaeng.graph.elements import Graph, GraphQuery
from dongmaeng.graph.selection import select
from search.alliances import MOST_ALLIANCES, AllianceQuery, wanted_keys
from search.facts import party_keys
from search.store import Store

_REFRESH_SECONDS = 2.0
_AT_ONCE = 200
"""Changed alliances that are asked for in one go."""
_MOST_AT_ONCE = 10
"""Goes in one request: what is left comes with the next."""


class KnownGraph:
    """The graph of one backend."""

    def __init__(self) -> None:
        self.contents = Contents()
        self._cursor: str | None = None
        self._looked = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    async def refresh(self, store: Store) -> None:
        """Take what was written since the last time, at most every two seconds."""
        async with self._one_at_a_time:
            if time.monotonic() - self._looked < _REFRESH_SECONDS:
                return
            if self._cursor is None:
                self._cursor = (await store.written_alliances()).cursor
                self.contents.take((await store.alliances(limit=MOST_ALLIANCES)).alliances)
            else:
                await self._take_written(store, self._cursor)
            self._looked = time.monotonic()

    async def _take_written(self, store: Store, cursor: str) -> None:
        for _ in range(_MOST_AT_ONCE):
            written = await store.written_alliances(cursor, _AT_ONCE)
            self.contents.take(written.alliances)
            self._cursor = cursor = written.cursor
            if len(written.alliances) < _AT_ONCE:
                return

    async def graph(self, store: Store, query: GraphQuery) -> Graph:
        """The part of the graph that is asked for; empty where nobody has the name."""
        around = await self._meant(store, query.around) if query.around else None
        if query.around and around is None:
            return Graph((), (), 0, query.since, query.until)
        contents = self.contents
        return select(contents.alliances.values(), contents.organisations, contents.places, query, around)

    async def _meant(self, store: Store, around: str) -> str | None:
        """The id of the node that is meant by an id, a name or a code."""
        if around in self.contents.organisations or around in self.contents.alliances:
            return around
        found = await store.alliances(AllianceQuery(organisations=(around,)), 1)
        keys = wanted_keys(around)
        members = (member for alliance in found.alliances for member in alliance.members)
        nodes = (alliance.id for alliance in found.alliances if alliance.id in self.contents.alliances)
        return next((member.id for member in members if keys & party_keys(member)), next(nodes, None))


_known: WeakKeyDictionary[Backend, KnownGraph] = WeakKeyDictionary()


def known_graph(backend: Backend) -> KnownGraph:
    """The graph of a backend, as it was when it was refreshed last."""
    known = _known.get(backend)
    if known is None:
        known = _known[backend] = KnownGraph()
    return known
