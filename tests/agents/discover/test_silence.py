"""A source is silent where it pauses as it never did, in time and in the stories that were to be expected."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agents.discover.silence import Pauses, silence
from topics.records import SEOUL

BEGIN = datetime(2026, 3, 2, tzinfo=SEOUL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def expected(since: datetime, until: datetime) -> float:
    """One an hour."""
    return (until - since) / HOUR


def known(*hours: float, times: int = 100) -> Pauses:
    """The pauses of a source that made these in turn."""
    pauses, moment = Pauses(), BEGIN
    for number in range(times * len(hours)):
        began, moment = moment, moment + hours[number % len(hours)] * HOUR
        pauses.take_in(began, moment, expected(began, moment))
    return pauses


def told_after(pauses: Pauses) -> float:
    """Hours until a source that stops is silent."""
    began = pauses.last or BEGIN
    return next(hours for hours in range(10_000) if silence(pauses, began, began + hours * HOUR, expected))


def test_a_source_is_silent_before_it_has_paused_twice_as_long_as_ever() -> None:
    pauses = known(1, 1, 2, 9, 1, 5, times=60)
    assert 9 * 1.25 < told_after(pauses) <= 18


def test_a_silence_says_since_when_and_against_what() -> None:
    pauses = known(1, 9, times=100)
    began = pauses.last or BEGIN
    found = silence(pauses, began, began + 20 * HOUR, expected)
    assert found is not None
    assert (found.since, found.expected, found.longest) == (began, 20, 9 * HOUR)


def test_a_pause_is_no_silence_where_nothing_was_to_be_expected() -> None:
    pauses = known(1, 9, times=100)
    began = pauses.last or BEGIN
    assert silence(pauses, began, began + 90 * HOUR, lambda since, until: 3.0) is None


def test_of_a_source_known_for_a_short_time_nothing_is_usual() -> None:
    young = known(1, 9, times=60)
    assert (young.last or BEGIN) - BEGIN < 28 * DAY
    assert silence(young, BEGIN, BEGIN + 90 * DAY, expected) is None
    assert silence(Pauses(), BEGIN, BEGIN + 90 * DAY, expected) is None


def test_who_was_out_of_order_for_long_is_not_waited_for_so_long_again() -> None:
    pauses = known(1, 9, times=100)
    began = pauses.last or BEGIN
    pauses.take_in(began, began + 60 * DAY, 60 * 24)
    assert pauses.longest == 18 * 3600
    assert told_after(pauses) < 48


def test_an_old_pause_counts_less_and_less() -> None:
    pauses = known(1, 9, times=100)
    moment = pauses.last or BEGIN
    for _ in range(2 * 365 * 4):
        pauses.take_in(moment, moment + 6 * HOUR, 6)
        moment += 6 * HOUR
    assert pauses.longest == 6 * 3600


@given(st.lists(st.tuples(st.floats(0.0, 2_000.0), st.floats(0.0, 1e6)), max_size=80), st.integers(0, 10_000))
def test_whatever_the_pauses_no_silence_is_within_the_longest_and_once_told_it_lasts(
    made: list[tuple[float, float]], hours: int
) -> None:
    pauses, moment = Pauses(), BEGIN
    for length, stories in made:
        began, moment = moment, moment + length * HOUR
        pauses.take_in(began, moment, stories)
    found = silence(pauses, moment, moment + hours * HOUR, expected)
    if found is not None:
        assert hours * HOUR > found.longest
        assert silence(pauses, moment, moment + (hours + 1) * HOUR, expected) is not None
    assert Pauses.model_validate_json(pauses.model_dump_json()) == pauses
    assert len(pauses.model_dump_json()) < 300
