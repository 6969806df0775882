import unicodedata
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.discover.dates import parse_time
from topics.records import SEOUL

EVENING = datetime(2021, 3, 4, 21, 20, 9, tzinfo=SEOUL)
SEEN = datetime(2021, 3, 4, 21, 30, tzinfo=SEOUL)


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-04 오후 9:20:09",
        "오후 9:20:09 2021-03-04",
        "2021-03-04 21:20:09",
        "2021.03.04. 21:20:09",
        "2021/03/04 21:20:09",
        "2021년 3월 4일 오후 9시 20분 9초",
        "20210304212009",
        "2021-03-04T21:20:09+09:00",
        "2021-03-04T21:20:09.5+0900",
        "2021-03-04T21:20:09+09",
        "2021-03-04T12:20:09Z",
        "Thu, 04 Mar 2021 21:20:09 +0900",
        "Thu, 04 Mar 2021 21:20:09+0900",
        "Thu, 4 Mar 21 12:20:09 GMT",
        "04 March 2021 21:20:09 KST",
        "Mar 4, 2021 9:20:09 PM",
        "Thu Mar  4 21:20:09 2021",
        "  Thu,  04 Mar 2021\n21:20:09 GMT+0900 (KST) ",
        "Thu, 04 Mar 2021 21:20:09 +0200",
        "Thu, 04 Mar 2021 21:20:09 GMT",
        "Thu Mar 04 21:20:09 KST 2021",
        "Thu Mar 04 12:20:09 UTC 2021",
        "Thu Mar 04 21:20:09 GMT+09:00 2021",
        "목, 04 3월 2021 21:20:09 +0900",
        "목요일, 4 삼월 2021 21:20:09 KST",
        "목 3월 04 21:20:09 KST 2021",
        "3월 4일, 2021 오후 9:20:09",
        "2021년 3월 4일 목요일 오후 9시 20분 9초",
        "2021. 03. 04. (목) 21:20:09 KST",
        "2021-03-04 [21:20:09]",
        "21-03-04 21:20:09",
        "'21.03.04 오후 9:20:09",
        "21년 3월 4일 21시 20분 9초",
        "21:20:09 2021-03-04",
        "20210304T122009Z",
        "목요일, 04 03 2021 21:20:09 +0900",
        "03/04/2021 21:20:09",
        "04.03.2021 21:20:09",
        "2021년 3월 4일 밤 9시 20분 9초",
        "２０２１．０３．０４　２１：２０：０９",
        "2021年 3月 4日 21:20:09",
        "Thu, 04 Mar 2021 21:20:09 UTC+9",
        unicodedata.normalize("NFD", "2021년 3월 4일 오후 9:20:09"),
    ],
)
def test_the_forms_korean_feeds_use(text: str) -> None:
    assert parse_time(text, seen=SEEN) == EVENING


def test_a_day_alone_is_its_beginning_in_seoul() -> None:
    assert parse_time("2021-03-04") == datetime(2021, 3, 4, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("text", "hour"), [("오전 12:05", 0), ("오후 12:05", 12), ("오전 11:05", 11), ("오후 11:05", 23)]
)
def test_noon_and_midnight(text: str, hour: int) -> None:
    assert parse_time(f"2021-03-04 {text}") == datetime(2021, 3, 4, hour, 5, tzinfo=SEOUL)


def test_a_foreign_source_keeps_its_zone() -> None:
    stamp = parse_time("Thu, 04 Mar 2021 21:20:09 +0200", korean=False, seen=SEEN + timedelta(days=1))
    assert stamp == EVENING + timedelta(hours=7)


def test_a_stamp_far_in_the_future_is_no_stamp() -> None:
    assert parse_time("2031-03-04 21:20:09", seen=SEEN) is None
    assert parse_time("2021-03-05 09:00:00", seen=SEEN) is not None  # tomorrow's paper


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("방금 전", datetime(2021, 3, 4, 21, 30, tzinfo=SEOUL)),
        ("15분 전", datetime(2021, 3, 4, 21, 15, tzinfo=SEOUL)),
        ("22시간 전", datetime(2021, 3, 3, 23, 30, tzinfo=SEOUL)),
        ("2일 전", datetime(2021, 3, 2, tzinfo=SEOUL)),
        ("1주 전", datetime(2021, 2, 25, tzinfo=SEOUL)),
        ("어제 오후 9:05", datetime(2021, 3, 3, 21, 5, tzinfo=SEOUL)),
    ],
)
def test_how_long_ago_is_told_from_the_look(text: str, moment: datetime) -> None:
    for form in ("NFC", "NFD"):
        assert parse_time(unicodedata.normalize(form, text), seen=SEEN) == moment
    assert parse_time(text) is None


@pytest.mark.parametrize("zone", ["", " KST", " +0900", " GMT+09:00"])
@pytest.mark.parametrize("month", ["Nov", "11월", "십일월"])
def test_a_day_that_looks_like_an_offset_is_none(zone: str, month: str) -> None:
    seen = datetime(2026, 11, 30, tzinfo=SEOUL)
    at = datetime(2026, 11, 29, 20, 10, tzinfo=SEOUL)
    assert parse_time(f"20:10{zone} 2026-11-29", korean=False, seen=seen) == at
    assert parse_time(f"29 {month} 2026 20:10{zone}", korean=False, seen=seen) == at


@pytest.mark.parametrize(
    "text", [None, "", "어제", "2021-13-40", "0000-00-00 00:00", "2021-03-04 99:99", "x" * 10_000, "9" * 90]
)
def test_no_time(text: str | None) -> None:
    assert parse_time(text) is None


@given(st.text(st.characters() | st.sampled_from("0123456789:-/.,+ TZ년월일시분오전후GMTKSapm"), max_size=120))
def test_any_text_gives_seoul_time_or_nothing(text: str) -> None:
    stamp = parse_time(text, seen=SEEN)
    assert stamp is None or stamp.tzinfo is SEOUL


@given(
    st.integers(0, 50_000_000).map(
        lambda minutes: datetime(1990, 1, 1, tzinfo=SEOUL) + timedelta(minutes=minutes, seconds=minutes % 60)
    ),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y%m%d%H%M%S"]),
)
def test_what_is_written_without_zone_is_read_as_seoul_time(moment: datetime, form: str) -> None:
    assert parse_time(moment.strftime(form)) == moment
