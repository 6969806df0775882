"""The graph as one process knows it: what was computed ahead, and what was written since."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

import structlog

from dongmaeng.backend.backend import Backend
from dongmaeng.graph.contents import Contents
from dongmaeng.graph.elements import NO_MONTH, Graph, GraphQuery, Month
from dongmaeng.graph.selection import select
from dongmaeng.graph.snapshot import UnusableSnapshot, read_snapshot
from dongmaeng.private_files import GRAPH_FILE
from search.alliances import AllianceQuery, BadCursor, wanted_keys
from search.facts import party_keys
from search.store import Store, every_alliance

log = structlog.get_logger(__name__)

T = TypeVar("T")

_REFRESH_SECONDS = 2.0
_MOST_KEPT = 64
_AT_ONCE = 200
"""Changed alliances that are asked for in one go."""
_MOST_GOES = 10
"""Goes in one refresh: what is left comes with the next."""


class KnownGraph:
    """The graph of one data directory and its store; one file and one store at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.contents = Contents()
        self.month: Month = NO_MONTH
        self.older = 0
        """Alliances that are left out because there are too many, the earliest."""
        self.cursor: str | None = None
        """Of the store, up to which it is known; None before the first refresh."""
        self.computed: float | None = None
        """Unix time of the layout; None where there is none yet."""
        self.computed_to: str | None = None
        """Of the store, up to which it was computed; None where it is to be made anew."""
        self._kept: dict[Hashable, object] = {}
        self._stamp: tuple[int, int] | None = None
        self._looked = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    async def refresh(self, store: Store) -> None:
        """Take what was computed and written since the last time, at most every two seconds."""
        async with self._one_at_a_time:
            if time.monotonic() - self._looked < _REFRESH_SECONDS:
                return
            await self.take_file()
            if self.cursor is None:
                cursor = (await store.written_alliances()).cursor
                async for alliance in every_alliance(store):
                    self.contents.take([alliance])
                self._kept.clear()
                self.cursor = cursor
            else:
                try:
                    await self._take_written(store, self.cursor)
                except BadCursor:
                    log.warning("the file of the graph is of another store and is made anew", file=GRAPH_FILE)
                    self.contents, self.cursor, self.computed_to = Contents(), None, None
                    return
            self._looked = time.monotonic()

    async def take_file(self) -> None:
        """Take the file where it is another one than last time; one that cannot be used is named once."""
        try:
            stat = (self._folder / GRAPH_FILE).stat()
        except OSError:
            return
        if (stamp := (stat.st_mtime_ns, stat.st_ino)) == self._stamp:
            return
        self._stamp = stamp
        try:
            snapshot = await asyncio.to_thread(read_snapshot, self._folder)
        except UnusableSnapshot as error:
            log.warning("the file of the graph cannot be used and is made anew", file=GRAPH_FILE, cause=str(error))
            self.computed_to = None
            return
        if snapshot is not None:
            self.contents, self.month, self.older = snapshot.contents, snapshot.month, snapshot.older
            self._kept.clear()
            self.cursor = self.computed_to = snapshot.cursor
            self.computed = stat.st_mtime

    async def _take_written(self, store: Store, cursor: str) -> None:
        for _ in range(_MOST_GOES):
            written = await store.written_alliances(cursor, _AT_ONCE)
            if written.alliances:
                self.contents.take(written.alliances)
                self._kept.clear()
            self.cursor = cursor = written.cursor
            if len(written.alliances) < _AT_ONCE:
                return

    async def graph(self, store: Store, query: GraphQuery) -> Graph:
        """The part of the graph that is asked for; empty where nobody has the name."""
        around = await self._meant(store, query.around) if query.around else None
        if query.around and around is None:
            return Graph((), (), 0, query.since, query.until)
        contents = self.contents
        return self.kept(
            ("graph", query, around),
            lambda: select(contents.alliances.values(), contents.organisations, contents.places, query, around),
        )

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under a key since alliances changed last, else what is made now: pages are asked for again."""
        if key not in self._kept:
            while len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = make()
        return cast(T, self._kept[key])

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
        known = _known[backend] = KnownGraph(backend.settings.data_dir)
    return known
