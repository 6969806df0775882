"""Terms and their places in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import BREAK, LONGEST_TERM, analyse, words
from search.embedded.document import pack_places, unpack_places

KOREAN = st.text(
    alphabet=st.one_of(
        st.sampled_from("LG유플러스는 업무협약을\n㈜(反)반+&.ㆍ손잡이고 美한국전력이 SK온"),
        st.characters(),
        st.characters(categories=["Lo"]),
    ),
    max_size=120,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("엘지유플러스와 LGU+가", ["엘지", "유플러스", "lgu", "플러스"]),
        ("업무협약식에서", ["업무", "협약", "식"]),
        ("합작법인을 세웠다", ["합작", "법인", "세우"]),
        ("경영지원팀은", ["경영", "지원", "팀"]),
        ("AI원팀은", ["ai", "원팀"]),
        ("SK온은", ["sk", "온"]),
        ("반(反)쿠팡", ["반", "쿠팡"]),
        ("反(반)쿠팡", ["반", "쿠팡"]),
        ("美합작", ["미", "합작"]),
        ("女배구", ["여", "배구"]),
        ("署長", ["서장"]),
        ("㈜카카오ㆍ(주)네이버·KT", ["카카오", "네이버", "kt"]),
        ("KT&G의 R&D", ["kt&g", "r&d"]),
        ("ＬＧ전자", ["lg", "전자"]),
        ("첫째다. 둘째다.", ["첫째", BREAK, "둘째"]),
        ("a\x00b", ["a", "b"]),
        ("", []),
        ("... !?", []),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert list(words(text)) == terms


def test_compounds_are_marked_part_by_part() -> None:
    text = "  그 한국과학 업무협약"
    assert [text[t.start : t.end] for t in analyse(text)][-2:] == ["업무", "협약"]


@given(KOREAN)
def test_every_term_stands_in_the_text_in_order(text: str) -> None:
    terms = analyse(text)
    for term in terms:
        assert 0 <= term.start <= term.end <= len(text)
        assert term.text == BREAK or (term.start < term.end and 0 < len(term.text) <= LONGEST_TERM)
        assert not any(c.isspace() or c in '"\x00' for c in term.text)
    starts = [term.start for term in terms]
    assert starts == sorted(starts)


@given(KOREAN, KOREAN, KOREAN)
def test_places_survive_packing(title: str, subtitle: str, body: str) -> None:
    columns = [analyse(text) for text in (title, subtitle, body)]
    assert unpack_places(pack_places(columns)) == [[(t.start, t.end) for t in column] for column in columns]


@pytest.mark.parametrize(
    "text", ["가" * 20_000, "a" * 20_000, "家" * 5_000, "𠮷" * 5_000, "가.\n" * 5_000, "(" * 20_000]
)
def test_unusual_texts_end(text: str) -> None:
    assert all(term.end <= len(text) for term in analyse(text))
