"""What was set aside, for whoever asks."""

from __future__ import annotations

from dongmaeng.backend.backend import Backend, of_backend
from topics.handling import Quarantined


@of_backend
async def quarantined(backend: Backend) -> list[Quarantined]:
    """The records set aside, newest first."""
    async with backend.operations() as operations:
        return [aside async for aside in operations.quarantined()]
