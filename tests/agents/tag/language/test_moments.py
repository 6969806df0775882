"""Dates of a Korean sentence, read against a Thursday, 2024-05-16."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.tag.language.moments import Moment, moments, publication_day
from topics.records import SEOUL

THURSDAY = date(2024, 5, 16)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("16일 밝혔다", ["2024-05-16"]),
        ("지난 14일 맺고 16일 밝혔다", ["2024-05-14", "2024-05-16"]),
        ("30일 밝혔다", ["2024-04-30"]),
        ("오는 20일 맺는다", ["2024-05-20"]),
        ("지난달 28일 열렸다", ["2024-04-28"]),
        ("지난달 15일 열렸다", ["2024-04-15"]),
        ("지난달 맺었다", ["2024-04"]),
        ("다음 달 3일 문을 연다", ["2024-06-03"]),
        ("지난해 10월 맺었다", ["2023-10"]),
        ("작년 12월 3일 맺었다", ["2023-12-03"]),
        ("지난 11월 맺었다", ["2023-11"]),
        ("지난 3월 맺었다", ["2024-03"]),
        ("올해 초 꾸렸다", ["2024"]),
        ("2019년 10월 28일 맺었다", ["2019-10-28"]),
        ("2013/05/28 16:54", ["2013-05-28"]),
        ("2016년 맺었다", ["2016"]),
        ("오늘 맺었다", ["2024-05-16"]),
        ("어제(15일) 맺었다", ["2024-05-15"]),
        ("카카오는 14일 맺었다", ["2024-05-14"]),
        ("전날 맺었다", ["2024-05-15"]),
        ("협약식은 하루 전 본사에서 열렸다", ["2024-05-15"]),
        ("협약식은 이틀 앞서 열렸다", ["2024-05-14"]),
        ("출시 하루 전에 협약을 맺었다", []),
        ("협약식은 하루 전부터 붐볐다", []),
        ("12월 31일 끝난다", ["2023-12-31"]),
        ("2021년 말까지 짓는다", []),
        ("20일까지 받는다", []),
        ("20일간 연다", []),
        ("5일 간 연다", []),
        ("14일 치매 진단 기술", ["2024-05-14"]),
        ("14일 차세대 전지", ["2024-05-14"]),
        ("2000-3000억원", []),
        ("가람은 대전일자리재단과 협약을 맺었다", []),
        ("오늘날 가람은 전일본항공과 협약을 맺었다", []),
        ("가람은 전일에 협약을 맺었다고 어제 밝혔다", ["2024-05-15", "2024-05-15"]),
        ("31일 열린 2월 32일 행사", ["2024-03-31", "2024-02"]),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_given(text: str, iso: list[str]) -> None:
    assert [m.iso for m in moments(text, THURSDAY)] == iso


def test_this_day_is_the_last_day_that_was_named() -> None:
    said = Moment(0, 3, 2024, 5, 14)
    assert [m.iso for m in moments("이날 맺었다", THURSDAY, said)] == ["2024-05-14"]
    assert [m.iso for m in moments("이날 맺었다", THURSDAY)] == ["2024-05-16"]


def test_without_an_anchor_only_whole_dates_are_read() -> None:
    assert [m.iso for m in moments("지난 14일과 2019년 3월, 이날", None)] == ["2019-03"]


def test_the_day_of_publication_is_the_seoul_day() -> None:
    assert publication_day(datetime.fromisoformat("2024-05-15T20:00:00+00:00"), "") == THURSDAY
    assert publication_day(datetime(2024, 5, 16, 1, tzinfo=SEOUL), "입력 2013.05.28") == THURSDAY


def test_a_stamp_at_the_top_gives_the_day_of_publication() -> None:
    assert publication_day(None, "하늘신문\n입력 2019년 10월 28일 11시 32분\n가온은") == date(2019, 10, 28)
    assert publication_day(None, "가온은 28일 문을 열었다고 밝혔다. 손님이 많았고 잔치가 열렸다.") is None


@given(
    st.text(alphabet="0123456789년월일지난해오는 ./-이날올초말", max_size=60),
    st.dates(date(1990, 1, 1), date(2035, 12, 31)),
)
def test_any_text_is_read(text: str, anchor: date) -> None:
    for moment in moments(text, anchor):
        assert 0 <= moment.start < moment.end <= len(text)
        assert len(moment.iso) in (4, 7, 10)
        moment.days_before(anchor)
