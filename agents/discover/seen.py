"""Which addresses were named before: by their own sites, and apart from that by others, whose word claims nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from agents.urls import article_id
from topics.state import State

SEEN = "seen"
"""State: the addresses that a source which speaks for their site has named, by article id."""

SEEN_ELSEWHERE = "seen elsewhere"
"""State: the addresses that other sources have named."""

_UNDATED = "undated"
"""In a document of `SEEN`: nobody has said yet when the story is from."""


async def is_new_to_its_site(id: str, dated: bool, wants_date: bool, state: State, expires: datetime) -> bool:
    """Whether an address is to be taken from a source that speaks for its site; from now on it counts as seen.

    Others may have named it before: what they got then may have been gone, or not there yet. It is taken once more
    where it was quiet for want of a date (`wants_date`) and now comes with one (`dated`).
    """
    known = await state.get(SEEN, id)
    if known is None:
        return await state.create(SEEN, id, {_UNDATED: True} if wants_date else {}, expires=expires)
    if not (known.get(_UNDATED) and dated):
        return False
    await state.put(SEEN, id, {}, expires=expires)
    return True


async def is_new_elsewhere(id: str, state: State, expires: datetime) -> bool:
    """Whether an address is to be taken from a source that does not speak for its site."""
    if await state.get(SEEN, id) is not None:
        return False
    return await state.create(SEEN_ELSEWHERE, id, {}, expires=expires)


async def none_seen(urls: Iterable[str], own: bool, state: State) -> bool:
    """Whether no address of a page was named before; `own`: by a source that speaks for their sites."""
    spaces = (SEEN,) if own else (SEEN, SEEN_ELSEWHERE)
    ids = [article_id(url) for url in urls]
    for id in reversed(ids):  # the last is the oldest in most feeds, and known on most days
        for space in spaces:
            if await state.get(space, id) is not None:
                return False
    return bool(ids)
