"""Words one slip of the keyboard away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.keyboard import hangul_of, keys_of
from search.slips import LONGEST_WORD, neighbours, other_mode, runs_of

SYLLABLES = st.text(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("헤온전자", "해온전자"),
        ("해온저자", "해온전자"),
        ("해오넌자", "해온전자"),
        ("해온젅ㅏ", "해온전자"),
        ("온해전자", "해온전자"),
        ("해온전자자", "해온전자"),
        ("협럭", "협력"),
        ("외교", "왜교"),
        ("samsng", "samsung"),
        ("Nvaer", "naver"),
    ],
)
def test_one_slip_away(typed: str, meant: str) -> None:
    assert meant in neighbours(typed)


@pytest.mark.parametrize("typed", ["하온정자", "해온전차기", "가", "a", "", "12", "ㅋㅋㅋ"])
def test_more_than_one_slip_away(typed: str) -> None:
    assert "해온전자" not in neighbours(typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("skfoxhdtls", "나래통신"), ("ㅜㅁㅍㄷㄱ", "naver"), ("kt", None), ("가a", None), ("KT", None)]
)
def test_the_keyboard_in_its_other_mode(typed: str, meant: str | None) -> None:
    assert other_mode(typed) == meant


def test_slips_are_looked_for_in_runs_of_one_script() -> None:
    assert runs_of("LG유플라스") == ["유플라스", "LG"]
    assert runs_of("가1나" + "다" * (LONGEST_WORD + 1)) == []


@given(SYLLABLES)
def test_syllables_are_what_their_keys_type(text: str) -> None:
    keys = keys_of(text)
    assert keys is not None
    assert hangul_of("".join(keys)) == text


@given(st.text(max_size=20))
def test_the_neighbours_of_any_text_are_other_words(text: str) -> None:
    for run in runs_of(text):
        assert all(len(other) > 1 and other.isalpha() and other != run for other in neighbours(run))
