import asyncio
import heapq
from collections import Counter
from collections.abc import Callable
from itertools import count, pairwise

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


async def start(
    politeness: Politeness,
    time: Time,
    record: str,
    host: str = "a.kr",
    delay: float = 0.0,
    *,
    outsider: bool = False,
) -> float:
    async with politeness.turn(host, record, delay, outsider=outsider):
        return time.now


async def attempt(politeness: Politeness, time: Time, record: str, *, outsider: bool = False) -> float | Retry:
    try:
        return await start(politeness, time, record, outsider=outsider)
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


@pytest.mark.parametrize("outsider", [False, True])
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), min_size=1, max_size=40),
    st.sampled_from([0.5, 1.0, 3.0]),
    st.integers(0, 9),
)
def test_copies_of_a_record_do_not_put_each_other_off(
    outsider: bool, arrivals: list[tuple[int, int]], delay: float, late: int
) -> None:
    """Each in its turn, however late it is brought back."""
    copies = Counter(record for _, record in arrivals)

    async def run() -> None:
        time = Time()
        politeness = Politeness(delay, clock=time, sleep=time.sleep)
        queue = sorted((float(at), record, 0) for at, record in arrivals)
        while queue:
            due, record, retries = queue.pop(0)
            time.now = max(time.now, due)
            outcome = await attempt(politeness, time, str(record), outsider=outsider)
            if isinstance(outcome, Retry):
                assert outcome.after is not None
                assert retries < 3 * copies[record]
                queue = sorted([*queue, (time.now + outcome.after + late / 10, record, retries + 1)])

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


@pytest.mark.parametrize(("every", "most"), [(1.0, 2_000), (0.05, 4_000)])
async def test_many_hosts_and_records_do_not_pile_up(every: float, most: int) -> None:
    time = Time()
    politeness = Politeness(1.0, clock=time, sleep=time.sleep)
    for number in range(8_000):
        time.now += every
        await start(politeness, time, f"/{number}", f"{number}.kr")
    assert len(politeness._hosts) <= most


class World:
    """Records that come at their times, each in a task of its own, on a clock that goes from event to event."""

    def __init__(self, delay: float) -> None:
        self.now = 0.0
        self.starts: dict[str, float] = {}
        self.tries: Counter[str] = Counter()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._politeness = Politeness(delay, clock=lambda: self.now, sleep=self._sleep)

    def arrive(self, record: str, at: float, *, outsider: bool) -> None:
        self._at(at, lambda: self._tasks.append(asyncio.create_task(self._come(record, outsider))))

    async def run(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        while self._events:
            self.now, _, event = heapq.heappop(self._events)
            event()
            for _ in range(10):  # let tasks go on until they sleep or end
                await asyncio.sleep(0)
        await asyncio.gather(*self._tasks)

    async def _come(self, record: str, outsider: bool) -> None:
        self.tries[record] += 1
        try:
            async with self._politeness.turn("a.kr", record, outsider=outsider):
                self.starts[record] = self.now
        except Retry as retry:
            self.arrive(record, self.now + (retry.after or 0.0), outsider=outsider)

    async def _sleep(self, seconds: float) -> None:
        over = asyncio.Event()
        self._at(self.now + seconds, over.set)
        await over.wait()

    def _at(self, moment: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._order), event))


async def test_what_the_site_itself_names_goes_before_a_thousand_addresses_of_outsiders() -> None:
    world = World(delay=1.0)
    for number in range(1_000):
        world.arrive(f"/foreign/{number}", 0.0, outsider=True)
    for number in range(10):
        world.arrive(f"/own/{number}", 100.0 + 20.0 * number, outsider=False)
    await world.run()
    own = [world.starts[f"/own/{number}"] - (100.0 + 20.0 * number) for number in range(10)]
    assert max(own) <= 2.0  # seconds: as long as two requests
    starts = sorted(world.starts.values())
    assert len(starts) == 1_010
    assert all(later - earlier >= 1.0 - 1e-6 for earlier, later in pairwise(starts))
    assert starts[-1] <= 1_020  # a second each, and few lost between
    assert world.tries.total() <= 3 * 1_010


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 30)), min_size=1, max_size=40),
    st.sampled_from([0.0, 0.5, 1.0, 3.0]),
)
def test_whoever_comes_when_all_have_their_turn_and_never_two_at_a_time(
    arrivals: list[tuple[bool, int]], delay: float
) -> None:
    world = World(delay)
    for number, (outsider, at) in enumerate(arrivals):
        world.arrive(f"/{number}", float(at), outsider=outsider)
    asyncio.run(world.run())
    assert len(world.starts) == len(arrivals)
    assert all(later - earlier >= delay - 1e-6 for earlier, later in pairwise(sorted(world.starts.values())))


async def test_outsiders_leave_one_request_at_a_time_to_the_site_itself() -> None:
    politeness = Politeness(0.0, concurrency=2)
    end = asyncio.Event()

    async def slow(record: str) -> None:
        async with politeness.turn("a.kr", record, outsider=True):
            await end.wait()

    held = asyncio.create_task(slow("/foreign/1"))
    await asyncio.sleep(0)
    second = asyncio.create_task(slow("/foreign/2"))
    await asyncio.sleep(0)
    async with politeness.turn("a.kr", "/own"):
        assert not held.done()
        assert not second.done()
    end.set()
    await asyncio.gather(held, second)


async def test_a_pause_told_to_outsiders_binds_them_alone() -> None:
    time = Time()
    politeness = Politeness(0.0, clock=time, sleep=time.sleep)
    politeness.pause("a.kr", 60, outsider=True)
    with pytest.raises(Retry) as caught:
        async with politeness.turn("a.kr", "/foreign", outsider=True):
            pass
    assert caught.value.after == 60
    assert await start(politeness, time, "/own") == 0
    time.now = 60
    async with politeness.turn("a.kr", "/foreign", outsider=True):
        assert time.now == 60
