"""Deals told without names, on invented stories: their parties stand in a sentence that lists who takes part."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

LISTED = [
    (
        "전기차 부품을 함께 개발하자는 협약이 16일 체결됐다. "
        "협약에 참여한 3개사는 현대모비스, LG화학, 한온시스템 등이다.",
        {"현대모비스", "LG화학", "한온시스템"},
    ),
    (
        "지역 기업들이 16일 수소 사업을 위한 업무협약을 체결했다. "
        "협약식에는 김하늘 두산에너빌리티 대표, 이나래 포스코 사장 등이 참석했다.",
        {"두산에너빌리티", "포스코"},
    ),
]

COUNTED = [
    (
        "가람시와 나래테크노파크는 16일 3개 바이오 기업과 업무협약을 체결하고 함께 협력하기로 했다. "
        "이번 협약을 통해 기술이전을 받는 기업은 다솔메딕스, 라온제약, 마루바이오 등이다.",
        {"가람시", "나래테크노파크", "다솔메딕스", "라온제약", "마루바이오"},
    ),
    (
        "가람은행은 16일 지역 4개 바이오 벤처기업과 공동연구 업무협약을 맺었다고 밝혔다. "
        "협약을 맺은 업체는 ▲나래통신(3D 프린팅), ▲다솔메딕스(산소공급기), ▲라온헬스케어(AI 코칭), ▲하이채움(칫솔).",
        {"가람은행", "나래통신", "다솔메딕스", "라온헬스케어", "하이채움"},
    ),
    (
        "가람도는 16일 기업·기관 21곳과 AI 업무협약을 체결했다고 밝혔다. "
        "코스닥 상장사인 나래칩스를 비롯해 다솔연구원, 바름그룹의 해외 파트너인 라온반도체 등이 맞손을 잡았다. "
        "이밖에 △마루테크놀로지 △바름세미콘 △사라소프트 △미래창고 등도 가람도와 손을 잡았다.",
        {"가람도", "나래칩스", "다솔연구원", "라온반도체", "마루테크놀로지", "바름세미콘", "사라소프트", "미래창고"},
    ),
    (
        "가람소프트는 16일 게임 개발사 3곳과 업무협약을 체결했습니다. "
        "이번에 협약을 맺은 곳은 나래게임즈, 다솔스튜디오, 라온인터랙티브입니다.",
        {"가람소프트", "나래게임즈", "다솔스튜디오", "라온인터랙티브"},
    ),
    (
        "가람시가 16일 지역 병원 3곳과 업무협약을 체결했다. 협약 병원은 나래병원·다솔병원·라온의료원 등 3곳이다.",
        {"가람시", "나래병원", "다솔병원", "라온의료원"},
    ),
]

OF_OTHERS = [
    "가람시는 16일 지역 기업 3곳과 업무협약을 체결했다. 지난해 협약을 맺은 기업은 나래통신, 다솔건설, 라온푸드다.",
    "가람시는 16일 지역 기업 3곳과 업무협약을 체결했다. 이들 기업의 고객사는 나래통신, 다솔건설 등이다.",
    "가람시는 16일 지역 기업 3곳과 업무협약을 체결했다. 주요 제품은 세탁기, 냉장고, 청소기 등이다.",
    "가람시는 16일 3개 분야에서 업무협약을 체결했다. 이번 협약으로 뜨는 기업은 나래통신, 다솔건설 등이다.",
]


@pytest.mark.parametrize(("body", "parties"), COUNTED)
def test_partners_who_are_counted_are_those_listed_behind(body: str, parties: set[str]) -> None:
    assert [names(m) for m in read(body) if m.new] == [parties]


@pytest.mark.parametrize("body", OF_OTHERS)
def test_no_partners_are_those_of_another_list(body: str) -> None:
    assert [m for m in read(body) if m.new] == []


@pytest.mark.parametrize(("body", "parties"), LISTED)
def test_a_deal_without_parties_takes_those_listed_behind(body: str, parties: set[str]) -> None:
    assert [names(m) for m in read(body) if m.new] == [parties]


def test_guests_do_not_join_a_deal_that_names_its_parties() -> None:
    body = (
        "KT는 16일 현대건설과 업무협약을 체결했다. 협약식에는 김하늘 KT 대표, 이나래 현대건설 사장, "
        "박가온 신한은행 부행장 등이 참석했다."
    )
    assert [names(m) for m in read(body) if m.new] == [{"KT", "현대건설"}]


def test_those_present_are_no_parties_beside_both_companies() -> None:
    body = (
        "LG화학과 GS칼텍스가 합작사를 설립하기로 합의했다. 양사는 16일 LG화학 김하늘 대표와 LG전자 이나래 대표가 "
        "참석한 가운데 협약식을 가졌다."
    )
    assert [names(m) for m in read(body) if m.new] == [{"LG화학", "GS칼텍스"}]
