"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.days import DayError, day_of, days_of

TUESDAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "first", "behind"),
    [
        ("2020-06-01", "2020-06-01", "2020-06-02"),
        ("2020.6.1", "2020-06-01", "2020-06-02"),
        ("2020/06", "2020-06-01", "2020-07-01"),
        ("2020년 6월 1일", "2020-06-01", "2020-06-02"),
        ("2020년", "2020-01-01", "2021-01-01"),
        ("2020", "2020-01-01", "2021-01-01"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("오늘", "2024-03-05", "2024-03-06"),
        ("어제", "2024-03-04", "2024-03-05"),
        ("그제", "2024-03-03", "2024-03-04"),
        ("Yesterday", "2024-03-04", "2024-03-05"),
        ("7d", "2024-02-27", "2024-02-28"),
        ("7일 전", "2024-02-27", "2024-02-28"),
        ("2w", "2024-02-20", "2024-02-21"),
        ("2주", "2024-02-20", "2024-02-21"),
        ("1m", "2024-02-05", "2024-02-06"),
        ("3개월전", "2023-12-05", "2023-12-06"),
        ("1y", "2023-03-05", "2023-03-06"),
        ("3년", "2021-03-05", "2021-03-06"),
        ("이번주", "2024-03-04", "2024-03-11"),
        ("지난 주", "2024-02-26", "2024-03-04"),
        ("이번달", "2024-03-01", "2024-04-01"),
        ("지난달", "2024-02-01", "2024-03-01"),
        ("올해", "2024-01-01", "2025-01-01"),
        ("작년", "2023-01-01", "2024-01-01"),
    ],
)
def test_forms(text: str, first: str, behind: str) -> None:
    assert days_of(text, TUESDAY) == (date.fromisoformat(first), date.fromisoformat(behind))


def test_a_month_ago_is_in_the_month_before_however_short() -> None:
    assert day_of("1m", date(2024, 3, 31)) == date(2024, 2, 29)
    assert day_of("1y", date(2024, 2, 29)) == date(2023, 2, 28)


@pytest.mark.parametrize("text", ["", "d", "7", "7x", "내일모레", "2020-06-01-01", "٣d", "202-1", "5월"])
def test_what_names_no_day_is_told_the_forms(text: str) -> None:
    with pytest.raises(DayError, match="YYYY-MM-DD"):
        day_of(text, TUESDAY)


@pytest.mark.parametrize("text", ["2020-02-30", "2020-13", "0000", "99999y", "99999m"])
def test_days_that_never_were(text: str) -> None:
    with pytest.raises(DayError, match="no such day"):
        day_of(text, TUESDAY)


@given(st.text(st.sampled_from("0123456789-.dwmy일주달년전 "), max_size=12), st.dates())
def test_any_text_names_days_or_is_refused(text: str, today: date) -> None:
    try:
        first, behind = days_of(text, today)
    except DayError:
        return
    assert first <= behind
