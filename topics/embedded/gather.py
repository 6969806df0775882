"""How long a commit waits for what else becomes ready, so that one sync and one write of a page serve many records."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass

from topics.embedded.consumer import Consumer

_LOOK = 0.05  # seconds between looks whether a stage stands still meanwhile


@dataclass(frozen=True, slots=True)
class Gather:
    """A wait that ends once little is left to do or a stage stands still for it."""

    seconds: float
    """The longest wait."""
    waiting: int
    """How many records must wait for their turn at a stage: a commit a little later delays none of them."""

    async def wait(self, consumers: Collection[Consumer]) -> None:
        """Wait while there is enough to do that needs no commit."""
        until = time.monotonic() + self.seconds
        while (
            time.monotonic() < until
            and any(consumer.waiting >= self.waiting for consumer in consumers)
            and not any(consumer.is_held_up for consumer in consumers)
        ):
            await asyncio.sleep(_LOOK)


NEWS = Gather(0.2, 32)
"""Of the day: a little more than a stage handles at once waits."""
ARCHIVE = Gather(5.0, 1)
"""Nobody waits for a story of it, only for the last."""
