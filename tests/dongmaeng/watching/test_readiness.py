"""Whether the parts can be used is told in fixed words, and asked once for many."""

from __future__ import annotations

import asyncio

import pytest

from dongmaeng.watching import readiness
from dongmaeng.watching.readiness import HOLDS, Readiness


async def test_each_part_that_fails_or_hangs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LONGEST_LOOK", 0.05)

    async def well() -> None:
        return

    async def broken() -> None:
        raise RuntimeError("password=1234")

    found = Readiness({"state": well, "store": broken, "carrier": asyncio.Event().wait})
    assert await found.reasons() == ["store cannot be used", "carrier does not answer"]


async def test_what_was_found_holds_for_a_moment() -> None:
    moment, asked = [0.0], []

    async def part() -> None:
        asked.append(moment[0])

    found = Readiness({"state": part}, lambda: moment[0])
    await asyncio.gather(*(found.reasons() for _ in range(100)))
    moment[0] = HOLDS
    await found.reasons()
    moment[0] = HOLDS + 1
    await found.reasons()
    assert asked == [0.0, HOLDS + 1]
