"""The graph computed ahead: layout, communities, the hubs and the bridges of the month."""

from __future__ import annotations

import asyncio
from collections import Counter

from dongmaeng.backend.backend import Backend
from dongmaeng.graph.alliance import common
from dongmaeng.graph.communities import communities
from dongmaeng.graph.contents import Contents
from dongmaeng.graph.elements import COUNTED
from dongmaeng.graph.layout import NO_LAYOUT, Layout, lay_out
from dongmaeng.graph.month import month_of
from dongmaeng.graph.places import NO_COMMUNITY, Place, place_others
from dongmaeng.graph.snapshot import Snapshot, UnusableSnapshot, read_snapshot, write_snapshot
from dongmaeng.settings import Settings
from search.store import every_alliance

MOST_KEPT = 100_000
"""Alliances that the graph keeps in memory, the latest told."""


def compute_and_write(settings: Settings) -> None:
    """Compute the graph of all that the store of the settings knows, and write its file; for a process of its own."""
    asyncio.run(_compute_and_write(settings))


async def _compute_and_write(settings: Settings) -> None:
    async with Backend(settings) as backend:
        store = await backend.store()
        if store is None:
            return
        cursor = (await store.written_alliances()).cursor
        contents, older = Contents(), 0
        async for alliance in every_alliance(store):
            if len(contents.alliances) < MOST_KEPT:
                contents.take([alliance])
            else:
                older += 1
    write_snapshot(settings.data_dir, compute(contents, _before(settings), cursor, older))


def _before(settings: Settings) -> Snapshot | None:
    try:
        return read_snapshot(settings.data_dir)
    except UnusableSnapshot:  # the process that asked for this one has named it
        return None


def compute(contents: Contents, before: Snapshot | None, cursor: str, older: int = 0) -> Snapshot:
    """The snapshot of some alliances, drawn near to how they were drawn before; the same for the same input.

    The places in `contents` do not count: those of `before` do.
    """
    weights = _counted(contents)
    layout = _layout_of(before) if before else NO_LAYOUT
    numbers = {id: place.community for id, place in before.contents.places.items()} if before else {}
    if before is None or _counted(before.contents) != weights:
        layout, numbers = lay_out(weights, layout), communities(weights, numbers)
    places = {id: Place(x, y, numbers.get(id, NO_COMMUNITY)) for id, (x, y) in layout.points.items()}
    others = place_others(places, common(contents.alliances.values()))
    places |= {id: Place(place.x, place.y, numbers.get(id, place.community)) for id, place in others.items()}
    return Snapshot(
        Contents(contents.alliances, contents.organisations, places),
        layout.scale,
        tuple(layout.points),
        month_of([one for one in contents.alliances.values() if one.status in COUNTED], numbers),
        cursor,
        older,
    )


def _counted(contents: Contents) -> Counter[tuple[str, str]]:
    return common(alliance for alliance in contents.alliances.values() if alliance.status in COUNTED)


def _layout_of(snapshot: Snapshot) -> Layout:
    places = snapshot.contents.places
    return Layout({id: (places[id].x, places[id].y) for id in snapshot.laid_out}, snapshot.scale)
