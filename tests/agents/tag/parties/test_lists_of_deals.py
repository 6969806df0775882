"""Sentences that list the deals of many give each deal or none, never one deal of all; and what only looks so."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read
from topics.records import Mention

FIRST, SECOND, THIRD = {"가람전자", "나래통신"}, {"다솔은행", "라온카드"}, {"마루제약", "보람바이오"}


def new(body: str, title: str = "") -> list[set[str]]:
    return [names(m) for m in read(body, title) if m.new]


DATED_LISTS = {
    "by 와 and commas": "가람전자와 나래통신, 다솔은행과 라온카드가 16일 업무협약을 체결했다고 밝혔다.",
    "with 각각 behind the deal": "가람전자와 나래통신, 다솔은행과 라온카드는 16일 서울에서 업무협약을 각각 체결했다.",
    "as subjects each": "가람전자와 나래통신이, 다솔은행과 라온카드가 16일 업무협약을 체결했다.",
    "each with a partner": "가람전자는 나래통신과, 다솔은행은 라온카드와 16일 업무협약을 체결했다고 밝혔다.",
    "by 그리고": "이날 행사에서는 가람전자와 나래통신, 그리고 다솔은행과 라온카드가 16일 업무협약을 체결했다.",
    "by 및": "가람전자-나래통신 및 다솔은행-라온카드가 16일 업무협약을 체결했다.",
    "with legal forms": "㈜가람전자와 ㈜나래통신, 주식회사 다솔은행과 라온카드(주)가 16일 업무협약을 체결했다고 밝혔다.",
    "each with a partner and legal forms": "㈜가람전자는 ㈜나래통신과, ㈜다솔은행은 ㈜라온카드와 16일 협약을 체결했다.",
    "by middle dots": "가람전자·나래통신, 다솔은행·라온카드가 16일 업무협약을 체결했다.",
    "by slashes": "가람전자/나래통신, 다솔은행/라온카드가 16일 업무협약을 체결했다.",
    "by bullets": "△가람전자-나래통신 △다솔은행-라온카드가 16일 업무협약을 체결했다.",
    "by numbers": "①가람전자와 나래통신 ②다솔은행과 라온카드가 16일 업무협약을 체결했다.",
    "said by another": "한국협회는 가람전자와 나래통신, 다솔은행과 라온카드가 16일 업무협약을 체결했다고 밝혔다.",
}


@pytest.mark.parametrize("form", DATED_LISTS)
def test_each_deal_of_a_list_is_a_mention_of_its_own(form: str) -> None:
    assert new(DATED_LISTS[form]) == [FIRST, SECOND]


def test_a_list_may_be_long_and_its_deals_of_more_than_two() -> None:
    assert new("가람전자·나래통신·두레식품, 다솔은행·라온카드, 마루제약·보람바이오 등이 16일 업무협약을 체결했다.") == [
        FIRST | {"두레식품"},
        SECOND,
        THIRD,
    ]


def test_names_of_a_list_that_names_alone_make_known_keep_no_particle() -> None:
    body = "보람건설과 자올해운이, 아라바이오와 새솔에너지가, 다솔해운과 초롱전자가, 해든해운과 해솔식품이 16일 업무협약을 체결했다."
    assert new(body) == [
        {"보람건설", "자올해운"},
        {"아라바이오", "새솔에너지"},
        {"다솔해운", "초롱전자"},
        {"해든해운", "해솔식품"},
    ]


UNDATED_LISTS = {
    "of a year": "가람전자-나래통신, 다솔은행-라온카드 등이 올해 업무협약을 맺었다.",
    "of months": "가람전자·나래통신(3월), 다솔은행·라온카드(4월) 등이 업무협약을 체결했다.",
    "one after another": "가람전자-나래통신, 다솔은행-라온카드 등이 잇달아 업무협약을 맺었다.",
    "each": "가람전자와 나래통신, 다솔은행과 라온카드가 각각 업무협약을 맺었다.",
    "each with a partner": "가람전자는 나래통신과, 다솔은행은 라온카드와 각각 업무협약을 체결했다.",
    "as what they are": "올해 업무협약을 맺은 곳은 가람전자-나래통신, 다솔은행-라온카드 등이다.",
    "behind a colon": "올해 협약은 가람전자-나래통신, 다솔은행-라온카드, 마루제약-보람바이오 등이다.",
    "referred to by the next sentence": "가람전자가 나래통신과, 다솔은행이 라온카드와 만났다. 이들은 16일 업무협약을 체결했다.",
}


@pytest.mark.parametrize("form", UNDATED_LISTS)
def test_a_list_without_a_day_is_a_review_and_no_news(form: str) -> None:
    found = read(UNDATED_LISTS[form])
    assert not any(m.new for m in found)
    assert all(names(m) in (FIRST, SECOND, THIRD) for m in found)


@pytest.mark.parametrize(
    "title",
    [
        "가람전자·나래통신, 다솔은행·라온카드 업무협약",
        "가람전자-나래통신, 다솔은행-라온카드 잇단 업무협약",
        "[주간 MOU] 가람전자와 나래통신, 다솔은행과 라온카드 업무협약 체결",
    ],
)
def test_a_headline_that_lists_deals_is_none_of_all(title: str) -> None:
    assert all(names(m) in (FIRST, SECOND) for m in read("기업들의 협력이 이어지고 있다.", title))
    assert new(DATED_LISTS["by 와 and commas"], title) == [FIRST, SECOND]


ONE_DEAL = {
    "three parties": ("가람전자와 나래통신, 다솔은행은 16일 업무협약을 체결했다.", FIRST | {"다솔은행"}),
    "commas": ("가람전자, 나래통신, 다솔은행, 라온카드는 16일 업무협약을 체결했다.", FIRST | SECOND),
    "와 and commas": ("가람전자와 나래통신, 다솔은행, 라온카드가 16일 업무협약을 체결했다.", FIRST | SECOND),
    "sides with dots": ("가람전자·나래통신과 다솔은행·라온카드가 16일 업무협약을 체결했다.", FIRST | SECOND),
    "sides with commas": ("가람전자, 나래통신과 다솔은행, 라온카드가 16일 업무협약을 체결했다.", FIRST | SECOND),
    "with two others": ("가람전자와 나래통신은 다솔은행, 라온카드와 16일 업무협약을 체결했다.", FIRST | SECOND),
    "with a pair of others": ("가람전자·나래통신은 다솔은행·라온카드와 16일 업무협약을 체결했다.", FIRST | SECOND),
    "counted by the deal": ("가람전자와 나래통신, 다솔은행과 라온카드는 16일 4자 업무협약을 체결했다.", FIRST | SECOND),
    "counted by 등": ("가람전자와 나래통신, 다솔은행과 라온카드 등 15개사는 16일 업무협약을 체결했다.", FIRST | SECOND),
    "a consortium of many": (
        "가람전자와 나래통신, 다솔은행과 라온카드가 16일 수소 컨소시엄을 결성했다고 밝혔다.",
        None,
    ),
    "pairs that are no parties": (
        "가람전자와 나래통신은 16일 인공지능과 빅데이터, 금융과 통신을 잇는 업무협약을 체결했다.",
        FIRST,
    ),
}


@pytest.mark.parametrize("form", ONE_DEAL)
def test_one_deal_of_many_parties_is_no_list(form: str) -> None:
    body, members = ONE_DEAL[form]
    found = [m for m in read(body) if m.new]
    assert len(found) <= 1
    assert not any(m.one_of_several for m in found)
    assert members is None or [names(m) for m in found] == [members]


def test_a_listed_deal_leaves_the_words_of_its_sentence_to_all_of_them() -> None:
    body = "가람전자와 나래통신, 다솔은행과 라온카드는 16일 냉동 물류 자동화를 위한 300억원의 업무협약을 각각 체결했다."
    listed: list[Mention] = [m for m in read(body) if m.new]
    assert len(listed) == 2
    assert all(m.one_of_several and m.evidence in body for m in listed)
    assert {(m.purpose, m.parties, tuple(m.amounts)) for m in listed} == {(None, None, ())}


def test_other_ties_of_an_article_with_a_list_are_read_as_before() -> None:
    body = (
        "가람전자는 16일 두레식품과 냉동 물류 자동화를 위한 업무협약을 체결했다고 밝혔다. "
        "올해 들어 가람전자와 나래통신, 다솔은행과 라온카드도 업무협약을 맺었다."
    )
    found = [m for m in read(body) if m.new]
    assert [names(m) for m in found] == [{"가람전자", "두레식품"}]
    assert (found[0].purpose, found[0].one_of_several) == ("냉동 물류 자동화", False)


def test_a_deal_that_a_sentence_of_its_own_tells_keeps_the_words_of_that() -> None:
    body = (
        "가람전자와 나래통신, 다솔은행과 라온카드가 16일 업무협약을 체결했다. "
        "가람전자는 16일 나래통신과 냉동 물류 자동화를 위한 업무협약을 체결했다고 밝혔다."
    )
    one, other = (m for m in read(body) if m.new)
    assert (names(one), one.purpose, one.one_of_several) == (FIRST, "냉동 물류 자동화", False)
    assert (names(other), other.purpose, other.one_of_several) == (SECOND, None, True)


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("가람전자 등 3곳, 냉동 물류 업무협약", 3),
        ("냉동 물류 위해 3개사 손잡았다", 3),
        ("가람전자, 2개 대학과 업무협약", None),
        ("가람전자, 3곳에 공장… 냉동 물류 업무협약", None),
        ("가람전자, 세 번째 냉동 물류 업무협약", None),
    ],
)
def test_a_headline_counts_the_parties_of_the_texts_only_deal(title: str, count: int | None) -> None:
    (found,) = [m for m in read("가람전자는 16일 나래통신과 업무협약을 체결했다고 밝혔다.", title) if m.new]
    assert found.parties == count
    body = f"{DATED_LISTS['by 와 and commas']}"
    assert all(m.parties is None for m in read(body, title))


def test_a_long_list_is_read_in_linear_time() -> None:
    for piece in ("가람과 나래, ", "가람·", "가람과 ", "가람-나래 ", "가람은 나래와, ", "△가람-나래 "):
        read(f"{piece * 4000}가 16일 업무협약을 체결했다.")
