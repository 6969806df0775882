"""Shares: what one key holds for long is not missing to the others, and who is alone waits for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.shares import LONGEST_RETRY, Shares
from topics.outcome import Retry

MOMENT = 0.02  # seconds for which what is not known may wait in place


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def held(shares: Shares, key: str, number: int, most: int) -> Iterator[asyncio.Event]:
    """So many turns of a key that last until the event is set."""
    end = asyncio.Event()

    async def hold() -> None:
        async with shares.turn(key, most):
            await end.wait()

    tasks = [asyncio.create_task(hold()) for _ in range(number)]
    try:
        yield end
    finally:
        for task in tasks:
            task.cancel()


async def take(shares: Shares, key: str, most: int, *, trusted: bool = False) -> str:
    async with shares.turn(key, most, trusted=trusted):
        return key


async def test_who_holds_all_its_turns_leaves_those_of_others_alone() -> None:
    shares = Shares("busy", waiting=2, longest_wait=MOMENT)
    with held(shares, "hostile", 3, most=3):
        await asyncio.sleep(0)
        with pytest.raises(Retry, match="busy") as sent_away:
            await take(shares, "hostile", 3)
        assert not sent_away.value.counts
        assert await take(shares, "honest", 3) == "honest"


async def test_those_sent_away_get_times_of_their_own_no_further_off_than_the_limit() -> None:
    clock = Clock()
    shares = Shares("busy", waiting=0, longest_wait=MOMENT, clock=clock)
    with held(shares, "slow", 2, most=2):
        await asyncio.sleep(0)
        clock.now += 10.0  # so long they have taken already
        after = []
        for _ in range(100):
            with pytest.raises(Retry) as sent_away:
                await take(shares, "slow", 2)
            assert sent_away.value.after is not None
            after.append(sent_away.value.after)
    assert after[1:10] == pytest.approx([MOMENT + 5.0 * n for n in range(1, 10)])
    assert max(after) == LONGEST_RETRY


async def test_no_more_wait_in_place_for_what_is_not_known_than_may() -> None:
    shares = Shares("busy", waiting=2, longest_wait=3600)
    with held(shares, "new", 1, most=1) as end:
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(take(shares, "new", 1)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Retry):
            await take(shares, "new", 1)
        end.set()
        assert await asyncio.gather(*waiting) == ["new", "new"]


async def test_who_waited_in_vain_is_sent_away_and_the_next_in_the_queue_is_not_forgotten() -> None:
    shares = Shares("busy", waiting=5, longest_wait=MOMENT, clock=Clock())
    with held(shares, "new", 1, most=1) as end:
        await asyncio.sleep(0)
        with pytest.raises(Retry):
            await take(shares, "new", 1)
        following = asyncio.create_task(take(shares, "new", 1))
        await asyncio.sleep(0)
        end.set()
        assert await following == "new"


async def test_a_trusted_key_has_any_number_of_turns_without_being_sent_away() -> None:
    shares = Shares("busy", waiting=0, longest_wait=3600)
    assert await asyncio.gather(*(take(shares, "quick", 2, trusted=True) for _ in range(50))) == ["quick"] * 50


async def test_a_quick_key_too_leaves_the_places_to_wait_at_to_others() -> None:
    shares = Shares("busy", waiting=2, longest_wait=3600)
    await take(shares, "quick", 1)  # nothing is quicker
    with held(shares, "quick", 1, most=1):
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(take(shares, "quick", 1)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Retry):
            await take(shares, "quick", 1)
        for task in waiting:
            task.cancel()


async def test_no_more_keys_than_the_total_are_inside_whoever_they_are() -> None:
    shares = Shares("busy", waiting=5, total=3, longest_wait=3600)
    with held(shares, "a", 1, most=1), held(shares, "b", 1, most=1), held(shares, "c", 1, most=1):
        await asyncio.sleep(0)
        with pytest.raises(Retry):
            await take(shares, "d", 1)
    await asyncio.sleep(0)
    assert await take(shares, "d", 1) == "d"


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=40),
    st.integers(1, 3),
    st.integers(0, 5),
)
def test_never_more_than_so_many_and_nobody_waits_for_ever(
    calls: list[tuple[str, int]], most: int, waiting: int
) -> None:
    async def run() -> None:
        shares = Shares("busy", waiting=waiting, longest_wait=3600)
        running = dict.fromkeys("abc", 0)
        sent_away: list[float] = []

        async def one(key: str, steps: int) -> None:
            try:
                async with shares.turn(key, most):
                    running[key] += 1
                    assert running[key] <= most
                    for _ in range(steps):
                        await asyncio.sleep(0)
                    running[key] -= 1
            except Retry as retry:
                sent_away.append(retry.after or 0.0)

        async with asyncio.timeout(30):
            await asyncio.gather(*(one(*call) for call in calls))
        assert not any(running.values())
        assert all(after > 0 for after in sent_away)

    asyncio.run(run())


async def test_keys_that_hold_nothing_do_not_pile_up() -> None:
    shares = Shares("busy", waiting=0)
    for number in range(6_000):
        await take(shares, str(number), 1)
    assert len(shares._holders) <= 5_000
