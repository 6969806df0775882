"""Two spellings of one company have one key; names that differ in more than letters have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.tag.names.company_names import is_company_end, key_of_name
from search.company_names import key_of_english_name, without_english_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BGF리테일", "비지에프리테일"),
        ("KT", "케이티"),
        ("SK렌터카", "에스케이렌터카"),
        ("KT&G", "케이티앤지"),
        ("가람전자㈜", "주식회사 가람전자"),
        ("(주)가람 전자", "가람전자(주)"),
        ("ＫＴ", "kt"),
        ("W플러스", "더블유+"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key_of_name(one) == key_of_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("가람전자", "가람전기"),
        ("KT", "KTF"),
        ("가람", "가람그룹"),
        ("주식가람", "가람"),
        ("비지에프", "비지에프리테일"),
    ],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert key_of_name(one) != key_of_name(other)


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(name: str) -> None:
    assert key_of_name(key_of_name(name)) == key_of_name(key_of_name(key_of_name(name)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("S-1 CORPORATION", "S-1"),
        ("GARAM ELECTRONICS CO,.LTD", "GARAM ELECTRONICS"),
        ("Garam Corp.", "Garam"),
        ("GARAMCo.,Ltd", "GARAM"),
        ("Mexico Garam", "Mexico Garam"),
        ("Garam Company Limited", "Garam"),
    ],
)
def test_an_english_name_is_said_without_its_legal_form(name: str, said: str) -> None:
    assert without_english_form(name) == said
    assert key_of_english_name(name) == key_of_english_name(said)


def test_a_name_that_ends_like_a_company_needs_nothing_more() -> None:
    assert is_company_end("가람바이오")
    assert not is_company_end("가람너빌")
