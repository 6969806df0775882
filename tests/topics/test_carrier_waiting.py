"""What waits or is slow holds up nothing else, whichever carrier it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

from tests.topics.carriers import MakeCarrier, candidates, collect, page, run_until_idle
from topics.carrier import Tally
from topics.catalogue import CANDIDATES, PAGES
from topics.outcome import Later, Retry
from topics.records import Candidate, Page, now
from topics.stage import stage
from topics.state import State


async def test_a_waiting_record_holds_up_nothing_behind_it(make_carrier: MakeCarrier) -> None:
    seen: list[str] = []

    @stage(reads=(CANDIDATES,))
    async def first_waits(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        seen.append(candidate.url)
        if candidate.url.endswith("/0"):
            raise Retry("later", after=3600)
        return
        yield

    async with make_carrier([first_waits]) as carrier:
        await carrier.publish(candidates(20))
        await run_until_idle(carrier)
        [position] = await carrier.positions()
    assert len(seen) == 20
    assert (position.lag, position.waiting) == (0, 1)


async def test_a_pause_that_is_no_failure_uses_up_no_try(make_carrier: MakeCarrier) -> None:
    calls = 0

    @stage(reads=(CANDIDATES,), tries=2)
    async def polite(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        nonlocal calls
        calls += 1
        if calls < 6:
            raise Retry("host busy", after=0, counts=False)
        return
        yield

    async with make_carrier([polite]) as carrier:
        await carrier.publish(candidates(1))
        await run_until_idle(carrier)
        assert (await carrier.tallies())["polite"].done == 1


async def test_a_slow_record_does_not_hold_up_those_beside_it(make_carrier: MakeCarrier) -> None:
    others_done = asyncio.Event()
    handled: list[str] = []

    @stage(reads=(CANDIDATES,), concurrency=2)
    async def uneven(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        if candidate.url.endswith("/0"):
            await others_done.wait()
        handled.append(candidate.url)
        if len(handled) == 19:
            others_done.set()
        return
        yield

    async with make_carrier([uneven]) as carrier:
        await carrier.publish(candidates(20))
        await run_until_idle(carrier)
    assert handled[-1].endswith("/0")


async def test_a_slow_record_does_not_fill_a_window_that_others_may_use(make_carrier: MakeCarrier) -> None:
    others_done = asyncio.Event()
    handled: list[str] = []

    @stage(reads=(CANDIDATES,), concurrency=2, window=2)
    async def uneven(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        if candidate.url.endswith("/0"):
            await others_done.wait()
        handled.append(candidate.url)
        if len(handled) == 9:
            others_done.set()
        return
        yield

    async with make_carrier([uneven]) as carrier:
        await carrier.publish(candidates(10))
        await run_until_idle(carrier)
    assert handled[-1].endswith("/0")


async def test_no_more_records_are_handled_than_the_window_has_before_they_are_safe(
    make_carrier: MakeCarrier,
) -> None:
    ahead: list[int] = []
    handled = 0

    @stage(reads=(CANDIDATES,), concurrency=3, window=3)
    async def call(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        nonlocal handled
        handled += 1
        mine = handled
        safe = (await carrier.tallies()).get("call", Tally()).done
        ahead.append(mine - safe)
        return
        yield

    async with make_carrier([call]) as carrier:
        await carrier.publish(candidates(30))
        await run_until_idle(carrier)
    assert len(ahead) == 30
    assert max(ahead) <= 3


async def test_a_record_for_later_reaches_all_readers_when_due(make_carrier: MakeCarrier) -> None:
    got: list[str] = []

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def postpone(candidate: Candidate, state: State) -> AsyncIterator[Later]:
        yield Later(page(candidate), now() + timedelta(milliseconds=50))

    async with make_carrier([postpone, collect(got)]) as carrier:
        await carrier.publish(candidates(1))
        await run_until_idle(carrier, horizon=5)
    assert got == ["https://example.com/0"]


async def test_what_waits_for_a_stage_that_is_not_run_keeps_nobody_from_being_idle(make_carrier: MakeCarrier) -> None:
    got: list[str] = []

    @stage(reads=(CANDIDATES,))
    async def not_run_again(candidate: Candidate, state: State) -> AsyncIterator[Later]:
        if candidate.url.endswith("/0"):
            raise Retry("later", after=600)
        yield Later(candidates(1)[0], now() + timedelta(minutes=10))

    async with make_carrier([not_run_again]) as carrier:
        await carrier.publish(candidates(2))
        await run_until_idle(carrier)
    async with make_carrier([collect(got)]) as carrier:
        await carrier.publish([page(candidates(1)[0])])
        await run_until_idle(carrier, horizon=3600)
    assert got == ["https://example.com/0"]
