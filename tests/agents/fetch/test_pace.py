"""Hosts are asked more slowly while they struggle, slowly faster again, and as they asked after a restart."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.fetch.pace import PACES, Paces
from agents.fetch.politeness import Politeness
from tests.fakes import MemoryState
from topics.outcome import Retry
from topics.records import now

HOST = "haneul.example"


class World:
    """A host and those who ask it, on a clock that only a test moves."""

    def __init__(self, usual: float = 1.0) -> None:
        self.moment = now()
        self.usual = usual
        self.state = MemoryState(self.clock)
        self.restart()

    def clock(self) -> datetime:
        return self.moment

    def restart(self) -> None:
        self.politeness = Politeness(self.usual, clock=lambda: self.moment.timestamp())
        self.paces = Paces(self.politeness, self.usual, 2, self.clock)

    async def delay(self, *, outsider: bool = False) -> float:
        return await self.paces.delay(HOST, self.state, outsider=outsider)

    async def good(self, took: float = 0.1, *, outsider: bool = False) -> None:
        await self.paces.answered_well(HOST, took, self.state, outsider=outsider)

    async def bad(self, *, outsider: bool = False, told_to_wait: bool = False) -> None:
        await self.paces.struggled(HOST, self.state, outsider=outsider, told_to_wait=told_to_wait)

    async def wait(self, *, outsider: bool = False) -> float:
        """Seconds for which a request is sent away; 0 where it may be made now."""
        delay = await self.delay(outsider=outsider)
        try:
            async with self.politeness.turn(HOST, "/1", delay, outsider=outsider):
                return 0.0
        except Retry as retry:
            return retry.after or 0.0


async def test_host_in_order_has_the_usual_delay_and_costs_no_document() -> None:
    world = World()
    for _ in range(50):
        await world.good()
    assert await world.delay() == 0
    assert [key async for key in world.state.scan(PACES)] == []


async def test_delay_grows_with_errors_and_faster_when_told_to_wait_up_to_a_bound() -> None:
    world = World()
    await world.bad()
    assert await world.delay() == 1.5
    await world.bad(told_to_wait=True)
    assert await world.delay() == 3.0
    for _ in range(50):
        await world.bad()
    assert await world.delay() == 60.0


async def test_delay_falls_slowly_and_is_forgotten_when_it_is_the_usual_one() -> None:
    world = World()
    for _ in range(3):
        await world.bad(told_to_wait=True)
    delays = []
    while await world.delay():
        delays.append(await world.delay())
        await world.good()
    assert delays == sorted(delays, reverse=True)
    assert len(delays) > 15
    assert [key async for key in world.state.scan(PACES)] == []


async def test_nobody_is_asked_faster_than_he_answers() -> None:
    world = World()
    for _ in range(30):
        await world.good(took=8.0)
    assert await world.delay() == pytest.approx(4.0, rel=0.01)
    for _ in range(40):
        await world.good()
    assert await world.delay() == 0


@given(st.lists(st.sampled_from(["good", "slow", "bad", "wait"]), max_size=60))
async def test_delay_stays_within_its_bounds_whatever_is_answered(answers: list[str]) -> None:
    world = World()
    for answer in answers:
        if answer in ("good", "slow"):
            await world.good(0.1 if answer == "good" else 15.0)
        else:
            await world.bad(told_to_wait=answer == "wait")
        assert await world.delay() == 0 or 1.0 < await world.delay() <= 60.0
        kept = await world.delay()
        world.restart()
        assert await world.delay() == kept


async def test_error_now_and_then_leaves_the_usual_delay() -> None:
    world = World()
    for n in range(200):
        await (world.bad() if n % 10 == 0 else world.good())
        assert await world.delay() <= 1.5


async def test_what_outsiders_are_answered_slows_down_them_alone() -> None:
    world = World()
    for _ in range(5):
        await world.bad(outsider=True)
    assert await world.delay(outsider=True) > 5
    assert await world.delay() == 0


async def test_host_that_asked_to_wait_is_left_alone_after_a_restart_too() -> None:
    world = World()
    await world.paces.leave_alone(HOST, 3600, world.state, outsider=False)
    world.moment += timedelta(seconds=600)
    assert await world.wait() == pytest.approx(3000, abs=1.1)
    world.restart()
    assert await world.wait() == pytest.approx(3000, abs=1.1)
    world.moment += timedelta(seconds=3001)
    world.restart()
    assert await world.wait() == 0


async def test_wait_asked_of_outsiders_binds_them_alone_after_a_restart_too() -> None:
    world = World()
    await world.paces.leave_alone(HOST, 3600, world.state, outsider=True)
    world.restart()
    assert await world.wait(outsider=True) == pytest.approx(3600)
    assert await world.wait() == 0


async def test_delay_outlives_a_restart_and_is_forgotten_a_day_after_the_last_trouble() -> None:
    world = World()
    await world.bad(told_to_wait=True)
    world.restart()
    assert await world.delay() == 2.0
    world.moment += timedelta(days=1, seconds=1)
    world.restart()
    assert await world.delay() == 0


async def test_without_a_usual_delay_there_is_none_but_who_asks_is_left_alone() -> None:
    world = World(usual=0.0)
    for _ in range(5):
        await world.bad(told_to_wait=True)
        await world.good(took=15.0)
    assert await world.delay() == 0
    await world.paces.leave_alone(HOST, 60, world.state, outsider=False)
    assert await world.wait() == pytest.approx(60)


@pytest.mark.parametrize("document", [{"delay": "x"}, {"delay": 1e9}, {"until": "soon"}, {"until": "2026-01-01T00:00"}])
async def test_document_that_cannot_be_read_is_as_none(document: dict[str, object]) -> None:
    world = World()
    await world.state.put(PACES, HOST, document)
    assert await world.delay() == 0
    assert await world.wait() == 0


async def test_clock_that_was_ahead_keeps_no_host_waiting_for_a_year() -> None:
    world = World()
    world.moment += timedelta(days=365)
    await world.paces.leave_alone(HOST, 3600, world.state, outsider=False)
    world.moment -= timedelta(days=365)
    world.restart()
    assert await world.wait() == 0
