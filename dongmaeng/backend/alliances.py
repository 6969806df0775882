"""Alliances, for whoever asks: those that are wanted, the story of one, and what was decided."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from agents.resolve.decisions import Remembered, all_decisions
from agents.resolve.differences import accounts, differences
from agents.resolve.entries import Registry
from agents.resolve.picture import describe
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.opening import reachable
from dongmaeng.backend.readings import readings
from dongmaeng.backend.stories import Story
from search.alliances import AllianceFacet, AllianceQuery, AlliancesFound
from search.store import alliance_pages


@of_backend
async def alliances(
    backend: Backend,
    query: AllianceQuery,
    limit: int,
    *,
    cursor: str | None = None,
    facets: Sequence[AllianceFacet] = (),
) -> AlliancesFound:
    """Some of the alliances that are wanted, the latest told first; raises `BadCursor`."""
    store = await backend.store()
    if store is None:
        return AlliancesFound(0, (), facets=dict.fromkeys(facets, ()))
    return await store.alliances(query, limit, cursor=cursor, facets=facets)


async def pages(backend: Backend, query: AllianceQuery, most: int | None = None) -> AsyncIterator[AlliancesFound]:
    """Those that are wanted, some at a time, the latest told first; `most`: how many, without a bound all."""
    store = await backend.store()
    if store is None:
        return
    with reachable(backend.settings):
        async for found in alliance_pages(store, query, most):
            yield found


@of_backend
async def story(backend: Backend, id: str) -> Story | None:
    """All that there is of the alliance of an id, or of the one that took it over; None where there is none."""
    state = await backend.state()
    entry = await Registry(state).entry(id) if state else None
    if state is None or entry is None:
        return None
    held = await all_decisions(state)
    told = accounts(entry)
    return Story(
        entry=entry,
        alliance=describe(entry),
        accounts=told,
        differences=differences(told),
        decisions=[d for d in held if any(side.speaks_of(claim) for side in d.sides for claim in entry.claims)],
        readings=await readings(await backend.store(), told),
    )


@of_backend
async def decisions(backend: Backend) -> list[Remembered]:
    """All that was decided, the latest first."""
    state = await backend.state()
    return await all_decisions(state) if state else []
