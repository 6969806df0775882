from __future__ import annotations

import unicodedata

import pytest

from agents.clean.lines.author_names import author_names, is_person_name


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("부산, 울산 한서준 기자 seo@haneul.example", ["한서준"]),
        ("한서준,최유나", ["한서준", "최유나"]),
        ("한서준 외 1명", ["한서준"]),
        ("하늘신문 | 네이버", []),
        ("조선일보", []),
        ("https://sns.example/haneul", []),
        ("디지털뉴스팀", []),
        ("韓瑞俊", ["韓瑞俊"]),
        ("Jane Doe", ["Jane Doe"]),
        ("오민재 사진기자", []),
        ("", []),
    ],
)
def test_author_fields(value: str, names: list[str]) -> None:
    assert author_names(value) == names


@pytest.mark.parametrize("name", ["독고은", "동방휘", "제갈민", "황보나래"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_surnames_of_two_syllables_in_either_form(name: str, form: str) -> None:
    assert author_names(unicodedata.normalize(form, name)) == [name]


@pytest.mark.parametrize("word", ["독고", "독감은", "독서실"])
def test_words_that_begin_like_such_surnames_are_no_names(word: str) -> None:
    assert author_names(word) == []


def test_places_and_desks_are_no_names() -> None:
    assert is_person_name("한서준")
    assert not any(map(is_person_name, ["서울", "사회부", "온라인", "가람전자공업", "A"]))
