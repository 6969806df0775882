"""Whether the parts that a service needs can be used now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

LONGEST_LOOK = 3.0
"""Seconds that a part may take to answer."""

HOLDS = 2.0
"""Seconds for which what was found is told again: however many ask, the parts are asked once."""


class Readiness:
    """Asks the parts, by name, each of which raises where it cannot be used."""

    def __init__(
        self, parts: Mapping[str, Callable[[], Awaitable[object]]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._parts = parts
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._found: list[str] = []
        self._at = float("-inf")

    async def reasons(self) -> list[str]:
        """What cannot be used, a few words each, the same for all causes: those are in the log and in `status`."""
        async with self._one_at_a_time:
            if self._clock() - self._at > HOLDS:
                looked = await asyncio.gather(*(_look(name, part) for name, part in self._parts.items()))
                self._found = [reason for reason in looked if reason]
                self._at = self._clock()
            return self._found


async def _look(name: str, part: Callable[[], Awaitable[object]]) -> str:
    try:
        await asyncio.wait_for(part(), LONGEST_LOOK)
    except TimeoutError:
        return f"{name} does not answer"
    except Exception:
        return f"{name} cannot be used"
    return ""
