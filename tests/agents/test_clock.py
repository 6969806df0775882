"""Hours and dates as Koreans and their machines write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.clock import hour_of_day, month_and_day, plain_signs


@pytest.mark.parametrize(
    ("half", "hour", "expected"),
    [
        ("오전", 12, 0),
        ("오후", 12, 12),
        ("새벽", 1, 1),
        ("새벽", 12, 0),
        ("낮", 11, 11),
        ("한낮", 12, 12),
        ("낮", 1, 13),
        ("저녁", 7, 19),
        ("밤", 11, 23),
        ("밤", 12, 0),
        ("밤", 1, 1),
        ("PM", 6, 18),
        ("a.m.", 12, 0),
        (None, 7, 7),
        ("오후", 15, 15),
    ],
)
def test_the_part_of_the_day_says_which_hour_is_meant(half: str | None, hour: int, expected: int) -> None:
    assert hour_of_day(hour, half) == expected


@given(st.integers(0, 23), st.sampled_from(["오전", "오후", "새벽", "아침", "낮", "저녁", "밤", "pm", None]))
def test_every_hour_stays_in_the_day(hour: int, half: str | None) -> None:
    assert 0 <= hour_of_day(hour, half) <= 23


@given(st.integers(1, 12), st.integers(13, 31), st.booleans())
def test_a_day_beyond_twelve_is_known_in_either_order(month: int, day: int, month_first: bool) -> None:
    assert month_and_day(month, day, month_first=month_first) == (month, day)
    assert month_and_day(day, month, month_first=month_first) == (month, day)


def test_full_width_signs_become_plain_and_other_text_stays() -> None:
    assert plain_signs("２０２６．１１．２８　１５：０５") == "2026.11.28 15:05"
    assert plain_signs("입력 2026.11.28") == "입력 2026.11.28"
