import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.fetch.politeness import LONGEST_WAIT_IN_PLACE, Politeness
from topics.outcome import Retry


class Time:
    """A clock that only sleeping and a test move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def start(politeness: Politeness, time: Time, record: str, host: str = "a.kr", delay: float = 0.0) -> float:
    async with politeness.turn(host, record, delay):
        return time.now


async def attempt(politeness: Politeness, time: Time, record: str) -> float | Retry:
    try:
        return await start(politeness, time, record)
    except Retry as retry:
        return retry


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.sampled_from([0.0, 0.5, 1.0, 3.0]))
def test_a_burst_is_spread_and_costs_each_record_few_retries(arrivals: list[int], delay: float) -> None:
    async def run() -> None:
        time = Time()
        politeness = Politeness(delay, clock=time, sleep=time.sleep)
        queue = sorted((float(at), f"/{number}", 0) for number, at in enumerate(arrivals))
        starts: list[float] = []
        while queue:
            due, record, retries = queue.pop(0)
            time.now = max(time.now, due)
            outcome = await attempt(politeness, time, record)
            if isinstance(outcome, float):
                starts.append(outcome)
                continue
            assert not outcome.counts
            assert outcome.after is not None
            assert outcome.after > LONGEST_WAIT_IN_PLACE
            assert retries < 3
            queue = sorted([*queue, (time.now + outcome.after, record, retries + 1)])
        assert len(starts) == len(arrivals)
        assert all(later - earlier >= delay - 1e-6 for earlier, later in pairwise(starts))

    asyncio.run(run())


async def test_hosts_do_not_wait_for_each_other() -> None:
    time = Time()
    politeness = Politeness(1.0, clock=time, sleep=time.sleep)
    assert [await start(politeness, time, "/1", host) for host in ("a.kr", "b.kr", "c.kr")] == [0, 0, 0]


async def test_a_crawl_delay_applies_where_it_is_longer() -> None:
    time = Time()
    politeness = Politeness(1.0, clock=time, sleep=time.sleep)
    await start(politeness, time, "/1", delay=1.5)
    assert await start(politeness, time, "/2", delay=1.5) == 1.5
    assert await start(politeness, time, "/3", delay=0.1) == 3.0


async def test_a_paused_host_is_left_alone() -> None:
    time = Time()
    politeness = Politeness(0.0, clock=time, sleep=time.sleep)
    politeness.pause("a.kr", 60)
    with pytest.raises(Retry) as caught:
        await start(politeness, time, "/1")
    assert caught.value.after == 60
    time.now = 60
    assert await start(politeness, time, "/1") == 60


async def test_no_more_than_so_many_at_the_same_time() -> None:
    politeness = Politeness(0.0, concurrency=2)
    running = most = 0

    async def one(record: str) -> None:
        nonlocal running, most
        async with politeness.turn("a.kr", record):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(one(f"/{n}") for n in range(20)))
    assert most == 2


async def test_a_turn_that_fails_is_given_back() -> None:
    politeness = Politeness(0.0, concurrency=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="page"):
            async with politeness.turn("a.kr", "/1"):
                raise ValueError("page")


async def test_many_hosts_and_records_do_not_pile_up() -> None:
    time = Time()
    politeness = Politeness(1.0, clock=time, sleep=time.sleep)
    for number in range(5_000):
        time.now += 1.0
        await start(politeness, time, f"/{number}", f"{number}.kr")
    assert len(politeness._hosts) < 2_500
