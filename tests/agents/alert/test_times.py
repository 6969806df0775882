"""Quiet hours and digests, in Korean time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.alert.times import Digest, digest, quiet_hours
from topics.records import SEOUL


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("hours", "moment", "until"),
    [
        ("22:00-07:00", "2024-03-04T23:00", "2024-03-05T07:00"),
        ("22:00-07:00", "2024-03-05T00:30", "2024-03-05T07:00"),
        ("22:00-07:00", "2024-03-04T22:00", "2024-03-05T07:00"),
        ("22:00-07:00", "2024-03-05T07:00", None),
        ("22:00-07:00", "2024-03-05T12:00", None),
        ("12:00 – 13:30", "2024-03-05T12:59", "2024-03-05T13:30"),
        ("12:00-13:30", "2024-03-05T11:59", None),
    ],
)
def test_quiet_hours_end_at_their_end(hours: str, moment: str, until: str | None) -> None:
    assert quiet_hours(hours).until(at(moment)) == (at(until) if until else None)


def test_quiet_hours_are_of_korea_wherever_the_clock_is() -> None:
    assert quiet_hours("22:00-07:00").until(datetime(2024, 3, 4, 14, tzinfo=UTC)) == at("2024-03-05T07:00")


@pytest.mark.parametrize("text", ["", "22-7", "22:00", "24:00-07:00", "08:00-08:00", "22:00-07:00 KST"])
def test_what_is_no_span_of_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"quiet_hours|no time of day"):
        quiet_hours(text)


@pytest.mark.parametrize(
    ("text", "moment", "due"),
    [
        ("hourly", "2024-03-04T09:00", "2024-03-04T10:00"),
        ("hourly", "2024-03-04T23:59", "2024-03-05T00:00"),
        ("daily 08:30", "2024-03-04T08:29", "2024-03-04T08:30"),
        ("daily 08:30", "2024-03-04T08:30", "2024-03-05T08:30"),
        (" daily  8:30 ", "2024-03-04T23:00", "2024-03-05T08:30"),
    ],
)
def test_a_digest_goes_at_its_next_time(text: str, moment: str, due: str) -> None:
    found = digest(text)
    assert found is not None
    assert found.due(at(moment)) == at(due)


def test_at_once_gathers_nothing() -> None:
    assert digest("at once") is None


@pytest.mark.parametrize("text", ["", "weekly", "daily", "daily 24:00", "daily 08:60"])
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"digest|no time of day"):
        digest(text)


MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001, given its zone below
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(SEOUL),
)


@given(MOMENTS, st.one_of(st.just(Digest()), st.times().map(lambda t: Digest(t.replace(second=0, microsecond=0)))))
def test_a_digest_is_always_due_later_and_within_its_period(moment: datetime, gathered: Digest) -> None:
    due = gathered.due(moment)
    assert moment < due <= moment + timedelta(days=1)
    assert gathered.due(due) > due
