"""How far the stages have come, for whoever asks."""

from __future__ import annotations

from dongmaeng.backend.backend import Backend, of_backend
from topics.carrier import Position, Tally


@of_backend
async def progress(backend: Backend) -> list[tuple[Position, Tally]]:
    """Each stage with how far it has come and what it has done."""
    async with backend.operations() as operations:
        tallies = await operations.tallies()
        return [(position, tallies.get(position.stage, Tally())) for position in await operations.positions()]
