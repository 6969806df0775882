"""Taking the addresses of sources, which may hold secrets, out of the state that earlier versions wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

from agents.discover.claims import LOOKS
from agents.discover.health import SOURCES, move_health
from agents.discover.seen import SEEN
from agents.discover.sources import DiscoverSettings
from topics.records import source_id
from topics.state import State

UPGRADES = "upgrades"
"""State: what was done once and for all."""

_DONE = "sources by id"

_HEX = "0123456789abcdef"


async def forget_addresses(state: State, settings: DiscoverSettings, moment: datetime) -> None:
    """Name sources by their ids wherever the state has their addresses; does it once, and goes on where it was ended.

    Schedules go on as they were, and what was seen stays so.
    """
    if await state.get(UPGRADES, _DONE) is not None:
        return
    for address, document in [found async for found in state.scan(SOURCES)]:
        if source_id(address) != address:
            await move_health(address, document, state)
    for key, _ in [found async for found in state.scan(LOOKS)]:
        if _is_secret(key.partition(" ")[2]):
            await state.delete(LOOKS, key)
    expires = moment + timedelta(days=settings.remember_days)
    for first, second in product(_HEX, _HEX):  # some 15,000 addresses a day are seen: not all in memory at once
        for id, document in [found async for found in state.scan(SEEN, first + second)]:
            if _is_secret(str(document.get("source", ""))):
                await state.put(SEEN, id, {}, expires=expires)
    await state.put(UPGRADES, _DONE, {"at": moment.isoformat()})


def _is_secret(address: str) -> bool:
    return source_id(address) != address
