from __future__ import annotations

import pytest

from agents.tag.ties.geography import code_of, spellings


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("일본", "JP"),
        ("美", "US"),
        ("호주", "AU"),
        ("오스트레일리아", "AU"),
        ("상하이", "CN"),
        ("Germany", "DE"),
        ("홍콩", "HK"),
    ],
)
def test_a_place_has_the_code_of_its_country(place: str, code: str) -> None:
    assert code_of(place) == code


@pytest.mark.parametrize("word", ["수단", "가나", "이란", "알려지지 않은 지역", "유럽 연합"])
def test_words_and_regions_are_no_countries(word: str) -> None:
    with pytest.raises(KeyError):
        code_of(word)


def test_every_code_is_two_capital_letters() -> None:
    codes = {code for names in spellings().values() for code in names.values()}
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in codes)
