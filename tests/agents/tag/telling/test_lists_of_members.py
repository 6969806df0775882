"""Lists of members that a count or a word like 등 and 간 closes, with marks between the names or without."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read


def members(text: str, title: str = "") -> set[str]:
    return set().union(*map(names, read(text, title)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "가람은행은 이를 위해 나래 다온 RCA 미르뫼 등 4개 손해보험사와 16일 제휴를 체결했다.",
            {"가람은행", "나래", "다온", "RCA", "미르뫼"},
        ),
        (
            "가람은행은 이를 위해 나래손보 다온 미르뫼 등 3개사와 16일 제휴를 체결했습니다.",
            {"가람은행", "나래손보", "다온", "미르뫼"},
        ),
        ("가람은행은 국내 주요 은행 등 3개사와 16일 제휴를 체결했다.", set()),
        ("가람은행은 나래손보 다온 미르뫼 등 7개 부서와 16일 제휴를 체결했다.", set()),
    ],
)
def test_as_many_bare_words_as_a_number_counts_are_names(text: str, expected: set[str]) -> None:
    assert members(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("가람전자와 다솔통신 간 로봇 기술 개발을 위한 업무협약이 16일 체결됐다.", {"가람전자", "다솔통신"}),
        (
            "가람포럼은 지난 6일 새롬특별자치시와 새롬상공회의소 간 로봇 기술 혁신을 위한 업무협약을 체결했다고 밝혔다.",
            {"가람포럼", "새롬특별자치시", "새롬상공회의소"},
        ),
        (
            "가람방송과 다솔일보, 미르의소리간 업무제휴 협약이 16일 오전 체결됐습니다.",
            {"가람방송", "다솔일보", "미르의소리"},
        ),
        ("가람전자는 3년간 다솔통신과 협력하는 업무협약을 16일 체결했다.", {"가람전자", "다솔통신"}),
    ],
)
def test_the_word_for_between_closes_a_list(text: str, expected: set[str]) -> None:
    assert members(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("가람전자는 다솔통신, 새록물산등과 16일 업무협약을 체결했다.", {"가람전자", "다솔통신", "새록물산"}),
        ("가람전자는 다솔통신, 퀴라젬등 3개사와 16일 업무협약을 체결했다.", {"가람전자", "다솔통신", "퀴라젬"}),
        ("가람전자는 노사, 남녀평등과 인권을 위해 다솔통신과 16일 업무협약을 체결했다.", {"가람전자", "다솔통신"}),
    ],
)
def test_the_word_for_and_others_is_glued_to_a_last_name(text: str, expected: set[str]) -> None:
    assert members(text) == expected


def test_a_headline_shortens_the_names_of_its_list() -> None:
    text = "나루제약은 16일 가람약품·새록약품과 판매 제휴 계약을 각각 체결했다고 밝혔다."
    assert members(text, "가람약품·새록등 7개사 업무제휴") == {"나루제약", "가람약품", "새록약품"}


def test_a_short_name_in_a_headlines_list_is_the_one_that_begins_so_below() -> None:
    text = "나루제약은 16일 가람약품·미르바이오텍과 계약을 각각 체결했다고 밝혔다."
    assert members(text, "가람약품·미르등 7개사 22개 품목 업무제휴") == {"가람약품", "미르바이오텍"}
    assert members("미래에셋증권과 교육방송은 16일 행사를 열었다.", "교육·미래 업무협약") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "가람카드와 나래카드, 다솔카드가 만났다. 카드3사는 16일 다솔통신과 업무협약을 체결했다.",
            {"가람카드", "나래카드", "다솔카드", "다솔통신"},
        ),
        (
            "16일 KBS·MBC·SBS 등 지상파 방송 3사와 다솔통신 간 양해각서가 체결됐다.",
            {"KBS", "MBC", "SBS", "다솔통신"},
        ),
        ("이통3사는 16일 다솔카드와 업무협약을 체결했다.", set()),
    ],
)
def test_the_count_of_a_trade_stands_for_those_named(text: str, expected: set[str]) -> None:
    assert members(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "가람해운과 나래해운, 대만의 다솔통신, 일본의 K Naru, 독일 누벨사 대표들이 16일 양해각서를 체결했다.",
            {"가람해운", "나래해운", "다솔통신", "KNaru", "누벨사"},
        ),
        ("가람전자와 나래통신, 지역 상공인 대표들이 16일 업무협약을 체결했다.", {"가람전자", "나래통신"}),
        ("가람전자와 나래통신, 김하늘 대표 관계자들이 16일 업무협약을 체결했다.", {"가람전자", "나래통신"}),
    ],
)
def test_a_list_of_those_whose_leaders_signed(text: str, expected: set[str]) -> None:
    assert members(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "새빛뱅크 컨소시엄을 이끄는 가람데이터는 16일 나래은행이 컨소시엄에 합류했다고 밝혔다.",
            {"가람데이터", "나래은행"},
        ),
        ("가람데이터는 16일 나래은행이 새빛뱅크 컨소시엄 참여를 확정했다고 밝혔습니다.", {"가람데이터", "나래은행"}),
        ("가람전자는 16일 나래통신이 다솔건설과 컨소시엄을 구성했다고 밝혔다.", {"나래통신", "다솔건설"}),
    ],
)
def test_who_tells_that_others_join_its_consortium_is_in_it(text: str, expected: set[str]) -> None:
    assert members(text) == expected


def test_a_partner_whose_chairman_attends_a_signing() -> None:
    text = "가람전자는 16일 김하늘 회장과 이바다 나래통신 회장이 참석한 가운데 합작협의서 체결식을 가졌다."
    assert members(text) == {"가람전자", "나래통신"}
