import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.health import SourceHealth
from agents.discover.rhythm import Rhythm, usual_week
from agents.discover.weeks import cell_of
from topics.records import SEOUL

MONDAY = datetime(2026, 11, 2, tzinfo=SEOUL)
"""No holiday is near."""

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda naive: naive.replace(tzinfo=SEOUL))  # noqa: DTZ001
spans = st.timedeltas(timedelta(0), timedelta(days=40))


def watched(times: Sequence[datetime], since: datetime, until: datetime, pause: timedelta = HOUR) -> Rhythm:
    """What is known of a source after looks at a steady pace; its stories have the times given."""
    rhythm, left = Rhythm().learn([], since), sorted(times)
    while since < until:
        since += pause
        rhythm = rhythm.learn([t for t in left if t <= since], since)
        left = [t for t in left if t > since]
    return rhythm


@given(st.lists(moments, max_size=30), moments, spans, spans)
def test_what_is_expected_of_two_spans_is_expected_of_both_together(
    times: list[datetime], begin: datetime, one: timedelta, other: timedelta
) -> None:
    rhythm = Rhythm().learn(times, begin)
    middle, end = begin + one, begin + one + other
    together = rhythm.expected(begin, end)
    assert rhythm.expected(begin, middle) + rhythm.expected(middle, end) == pytest.approx(together)
    assert rhythm.expected(end, begin) == 0 or begin == end


@given(st.lists(st.lists(st.none() | moments, max_size=20), max_size=8), st.lists(moments, min_size=8, max_size=8))
def test_whatever_was_told_something_is_expected_at_any_time_and_the_document_stays_small(
    looks: list[list[datetime | None]], at: list[datetime]
) -> None:
    rhythm = Rhythm()
    for times, moment in zip(looks, at, strict=False):
        rhythm = rhythm.learn(times, moment)
    assert (rhythm.rates > 0).all()
    assert len(rhythm.model_dump_json()) <= 2_000
    again = Rhythm.model_validate(json.loads(rhythm.model_dump_json()))
    assert again.rates == pytest.approx(rhythm.rates, rel=1e-4)


def test_of_a_new_source_the_usual_week_is_expected() -> None:
    assert Rhythm().rates == pytest.approx(usual_week() * 20 / 86_400)
    assert Rhythm().stories_a_day == pytest.approx(20)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("\n3\t1", "\n3\tfew"), "line 8: holds what is no number"),
        (("\n3\t1", "\n3\t0"), "line 8: needs hour 3 and four positive numbers"),
        (("\n3\t1", "\n4\t1"), "line 8: needs hour 3 and four positive numbers"),
        (("\n23\t3\t2\t3\t2", ""), "needs a line for each hour"),
    ],
)
def test_a_wrong_line_of_the_usual_week_is_named(change: tuple[str, str], fault: str, tmp_path: Path) -> None:
    text = resources.files("agents.discover").joinpath("usual_week.tsv").read_text("utf-8")
    (tmp_path / "week.tsv").write_text(text.replace(*change), "utf-8")
    with pytest.raises(ValueError, match=fault):
        usual_week(tmp_path / "week.tsv")


def test_the_stamps_of_the_first_look_tell_how_much_a_source_publishes() -> None:
    busy = Rhythm().learn([MONDAY - timedelta(minutes=3 * n) for n in range(100)], MONDAY)
    quiet = Rhythm().learn([MONDAY - timedelta(days=2 * n, minutes=7) for n in range(10)], MONDAY)
    assert busy.stories_a_day > 300
    assert quiet.stories_a_day < 2


def test_a_weekly_is_expected_on_its_day() -> None:
    thursdays = [
        MONDAY + timedelta(days=3, hours=7, minutes=2 * n) + week * WEEK for week in range(4) for n in range(15)
    ]
    rhythm = watched(thursdays, MONDAY, MONDAY + 4 * WEEK)
    thursday = MONDAY + 4 * WEEK + timedelta(days=3, hours=7)
    assert rhythm.expected(thursday, thursday + HOUR) > 5
    assert rhythm.expected(thursday - DAY, thursday - DAY + HOUR) < 0.3
    assert rhythm.expected(MONDAY + 4 * WEEK, MONDAY + 5 * WEEK) == pytest.approx(15, rel=0.3)


def test_holidays_are_days_of_their_own() -> None:
    """Chuseok of 2026 begins on Thursday, the 24th of September."""
    monday, thursday = datetime(2026, 9, 21, tzinfo=SEOUL), datetime(2026, 9, 24, tzinfo=SEOUL)
    hourly = [monday - 4 * WEEK + n * HOUR / 2 for n in range(4 * 7 * 48)]
    rhythm = watched(hourly, monday - 4 * WEEK, monday)
    assert rhythm.expected(thursday, thursday + DAY) < 0.7 * rhythm.expected(thursday - WEEK, thursday - WEEK + DAY)
    silent = watched(hourly, monday - 4 * WEEK, thursday + 2 * DAY)
    chuseok = datetime(2026, 9, 26, tzinfo=SEOUL)
    assert silent.expected(chuseok, chuseok + DAY) < 0.5 * rhythm.expected(chuseok, chuseok + DAY)


def test_a_source_that_gives_no_times_is_known_by_the_looks() -> None:
    rhythm, moment = Rhythm().learn([], MONDAY), MONDAY
    for n in range(28 * 24):
        moment += HOUR
        rhythm = rhythm.learn([None] * (5 if n % 24 == 7 else 0), moment)
    assert rhythm.expected(moment + 7 * HOUR, moment + 8 * HOUR) == pytest.approx(5, rel=0.4)
    assert rhythm.expected(moment + 12 * HOUR, moment + 13 * HOUR) < 0.3


@pytest.mark.parametrize("stamp", [MONDAY, MONDAY + DAY, MONDAY - 300 * DAY, MONDAY + 2000 * DAY, MONDAY - DAY * 0.9])
def test_stamps_that_cannot_be_are_no_times(stamp: datetime) -> None:
    moment = MONDAY + timedelta(hours=14)
    rhythm = Rhythm().learn([], moment).learn([stamp] * 1000, moment + HOUR)
    assert rhythm.stories.sum() == rhythm.stories[cell_of(moment)] == 300
    assert rhythm.expected(moment - 12 * HOUR, moment - 11 * HOUR) < rhythm.expected(moment, moment + HOUR)


def test_an_archive_that_is_imported_is_not_taken_for_a_rhythm() -> None:
    rhythm = Rhythm().learn([], MONDAY)
    assert rhythm.learn([None] * 50_000, MONDAY + HOUR).stories_a_day < 24 * 400


def test_a_rhythm_that_changes_is_learned_anew() -> None:
    mornings = [MONDAY + n * DAY + 8 * HOUR + k * HOUR / 5 for n in range(28) for k in range(4)]
    evenings = [MONDAY + n * DAY + 20 * HOUR + k * HOUR / 5 for n in range(28, 70) for k in range(4)]
    until = MONDAY + 70 * DAY
    rhythm = watched(mornings + evenings, MONDAY, until)
    assert rhythm.expected(until + 20 * HOUR, until + 21 * HOUR) > 2 * rhythm.expected(
        until + 8 * HOUR, until + 9 * HOUR
    )


def test_a_clock_that_was_ahead_leaves_nothing_behind_that_counts() -> None:
    ahead = Rhythm().learn([], MONDAY).learn([None] * 3, MONDAY + timedelta(days=20))
    rhythm = ahead.learn([], MONDAY + HOUR).learn([None], MONDAY + 2 * HOUR)
    assert rhythm.watched == MONDAY + 2 * HOUR
    assert rhythm.minutes.sum() == ahead.minutes.sum() + 60


@pytest.mark.parametrize(
    "broken",
    [
        {"stories": "AAAA"},
        {"minutes": "한"},
        {"stories": "!"},
        3,
        [],
        {"last": "soon"},
        {"watched": "2026-11-02T00:00:00"},
    ],
)
def test_a_rhythm_that_cannot_be_read_costs_nothing_else(broken: object) -> None:
    health = SourceHealth.model_validate({"source": "a", "items_seen": 7, "rhythm": broken})
    assert health.items_seen == 7
    assert health.rhythm.stories_a_day == Rhythm().stories_a_day
