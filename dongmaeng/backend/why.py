"""What became of a story, and which stories led to nothing, for whoever asks."""

from __future__ import annotations

from collections.abc import AsyncIterator

from agents.urls import loggable_text
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.fault import NotFound
from dongmaeng.shapes.ways import WayShape
from dongmaeng.ways.looking import look_for
from dongmaeng.ways.silent import Silent, silent_stories
from dongmaeng.ways.telling import way_of


@of_backend
async def way(backend: Backend, asked: str) -> WayShape:
    """The way of the story with this address, article id or own id of an imported item; raises `NotFound`."""
    async with backend.operations() as operations:
        found = await look_for(asked, backend.settings, operations, await backend.store(), await backend.state())
    if not found.is_known and found.is_alliance:
        raise NotFound(f"{asked} is an alliance: dongmaeng alliances show {asked} tells its story", usage=False)
    if not found.is_known:
        names = " and ".join(f"article {id}" for id in found.ids)
        places = " and ".join(found.searched)
        told = f"nothing is known of {loggable_text(asked)}; looked for {names} in {places}"
        raise NotFound(told, usage=False)
    return way_of(found)


async def silent(backend: Backend, since: float | None) -> AsyncIterator[Silent | None]:
    """What was tagged since a moment (Unix time): the stories that led to no alliance, and None for every other one."""
    async with backend.operations() as operations:
        async for story in silent_stories(operations, since):
            yield story
