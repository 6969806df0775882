"""The breaker: what one source names at one host is delayed while its calls end in a time limit, and nothing else."""

from __future__ import annotations

import pytest

from agents.breaker import Breaker, Named
from topics.outcome import Retry

HOSTILE = Named("https://hostile.example/rss", "host.example")


class Clock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("fetch", clock)


def fail(breaker: Breaker, times: int, named: Named = HOSTILE) -> None:
    for _ in range(times):
        breaker.failed(named, "timed out")


def delay(breaker: Breaker, named: Named = HOSTILE) -> float:
    """Seconds for which a call is sent away; 0 where it is let through."""
    try:
        breaker.admit(named)
    except Retry as retry:
        return 0.0 if retry.counts or retry.after is None else retry.after
    return 0.0


def test_a_few_bad_endings_delay_nothing(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert delay(breaker) == 0
    assert not breaker.delayed()


def test_what_another_source_names_there_and_what_it_names_elsewhere_is_not_held(breaker: Breaker) -> None:
    fail(breaker, 50)
    assert delay(breaker) > 0
    assert delay(breaker, Named("https://host.example/rss", "host.example")) == 0
    assert delay(breaker, Named(HOSTILE.source, "other.example")) == 0


def test_the_pause_grows_to_a_bound_and_one_good_ending_ends_it(breaker: Breaker, clock: Clock) -> None:
    pauses = []
    fail(breaker, 3)
    for _ in range(12):
        pauses.append(delay(breaker))
        clock.now += pauses[-1]
        assert delay(breaker) == 0  # one try
        fail(breaker, 1)
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == 300
    breaker.went_well(HOSTILE)
    assert [delay(breaker) for _ in range(3)] == [0, 0, 0]


def test_of_many_each_is_told_a_time_of_its_own_and_one_at_a_time_is_let_through(
    breaker: Breaker, clock: Clock
) -> None:
    fail(breaker, 3)
    assert [delay(breaker) for _ in range(4)] == [5, 10, 15, 20]
    clock.now += 5
    assert delay(breaker) == 0
    assert delay(breaker) > 0


def test_it_says_what_is_delayed_why_and_until_when(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 2)
    clock.now += 7
    fail(breaker, 1)
    clock.now += 1
    (delayed,) = breaker.delayed()
    assert (delayed.named, delayed.what, delayed.reason, delayed.endings) == (HOSTILE, "fetch", "timed out", 3)
    assert (delayed.lasting, delayed.due) == (8, 4)


def test_pairs_do_not_pile_up(breaker: Breaker) -> None:
    for number in range(6_000):
        fail(breaker, 3, Named("https://hostile.example/rss", f"{number}.example"))
    assert len(breaker.delayed()) <= 5_000
