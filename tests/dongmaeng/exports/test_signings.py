"""The calendar of planned signings as icalendar reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from dongmaeng.exports.signings import signings
from tests.dongmaeng.exports.alliances import ALLIANCES, HOSTILE, NOON, alliance, hostile
from tests.dongmaeng.exports.files import PAGES
from topics.records import Alliance, Change, ChangeKind, Status


def planned(number: int = 0, date: str | None = "2026-03-20", **fields: object) -> Alliance:
    return alliance(number, status=Status.PLANNED, date=date, **fields)


def calendar(alliances: Sequence[Alliance]) -> bytes:
    return signings(alliances, "체결 예정 동맹", "ko", PAGES)


def events(alliances: Sequence[Alliance]) -> list[Event]:
    return Calendar.from_ical(calendar(alliances)).walk("VEVENT")


def test_a_planned_signing_is_a_whole_day() -> None:
    (event,) = events([planned()])
    assert event.decoded("dtstart") == date(2026, 3, 20)
    assert event.decoded("dtend") == date(2026, 3, 21)
    assert str(event["summary"]) == "가람전자와 나래통신, 업무협약(MOU) 추진"
    assert str(event["uid"]) == "a00000@dongmaeng"
    assert str(event["status"]) == "TENTATIVE"
    assert str(event["url"]) == "https://dongmaeng.example/alliances/a00000"
    assert "https://news.example.com/0" in str(event["description"])


@pytest.mark.parametrize("day", ["2026-03", "2026", None, "", "2026-02-30", "20260320", "곧"])
def test_of_a_month_no_day_is_guessed(day: str | None) -> None:
    assert events([planned(date=day)]) == []


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PLANNED])
def test_what_is_not_planned_is_no_event(status: Status) -> None:
    assert events([alliance(status=status)]) == []


def test_a_change_moves_the_event_and_no_new_one_comes() -> None:
    before = planned()
    moved = Change(id="c", change=ChangeKind.CHANGED, at=NOON + timedelta(days=3), article_id="r")
    (first,), (second,) = (
        events([before]),
        events([before.model_copy(update={"date": "2026-03-27", "changes": [*before.changes, moved]})]),
    )
    assert first["uid"] == second["uid"]
    assert second["sequence"] > first["sequence"]
    assert second.decoded("last-modified") == NOON + timedelta(days=3)
    assert second.decoded("dtstart") == date(2026, 3, 27)


def test_the_same_alliances_give_the_same_bytes() -> None:
    assert calendar([planned(1), planned(2)]) == calendar([planned(1), planned(2)])


def test_an_empty_calendar_is_one() -> None:
    read = Calendar.from_ical(calendar([]))
    assert str(read["x-wr-calname"]) == "체결 예정 동맹"
    assert str(read["version"]) == "2.0"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_makes_no_event_or_property(text: str) -> None:
    known = hostile(text).model_copy(update={"status": Status.PLANNED, "date": "2026-03-20"})
    data = calendar([known, planned(7)])
    assert data.decode().count("\r\nBEGIN:VEVENT\r\n") == 2
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    first, second = Calendar.from_ical(data).walk("VEVENT")
    assert second["uid"] == "a00007@dongmaeng"
    assert set(first) == set(second)


@settings(max_examples=50)
@given(st.lists(ALLIANCES, max_size=4))
def test_any_alliances_make_a_calendar(alliances: Sequence[Alliance]) -> None:
    due = [one for one in alliances if one.status is Status.PLANNED and one.date == "2026-03-02"]
    assert [str(event["uid"]) for event in events(alliances)] == [f"{one.id}@dongmaeng" for one in due]
