"""Members whose names have several words, and words beside a name that are none of it."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

SIGNED = "업무협약을 체결했다고 16일 밝혔다."


def members(text: str, title: str = "") -> set[str]:
    return set().union(*map(names, read(text, title)))


@pytest.mark.parametrize(
    ("partner", "expected"),
    [
        ("미국 뉴로 다이내믹 로보틱스와", "뉴로다이내믹로보틱스"),
        ("프랑스 벨포르 마린 에너지와", "벨포르마린에너지"),
        ("인도 타란 스틸 리미티드와", "타란스틸리미티드"),
        ("국내 로봇 스타트업 뉴로 다이내믹 로보틱스와", "뉴로다이내믹로보틱스"),
        ("텐센트 뮤직 엔터테인먼트 그룹과", "텐센트뮤직엔터테인먼트그룹"),
        ("IP 콜라보레이션 그룹 fxQM(에프엑스큐엠)과", "fxQM"),
        ("미국의 핵연료 및 서비스 공급사인 센트로스와", "센트로스"),
        ("㈜스위프트 리테일링과", "스위프트리테일링"),
        ("㈜스위프트 리테일링사와", "스위프트리테일링"),
        ("㈜스위프트 김하늘 대표와", "스위프트"),
        ("㈜스위프트 연구소와", "스위프트"),
        ("(사)벤처기업융합 미르연합회와", "벤처기업융합미르연합회"),
        ("지린성 옌지시와", "옌지시"),
        (
            "중국 최대 설계 기업 '차이나미르엔지니어링공사(China Mir Engineering Corporation)'와",
            "차이나미르엔지니어링공사",
        ),
    ],
)
def test_a_name_is_taken_whole_and_with_nothing_else(partner: str, expected: str) -> None:
    assert members(f"나루백화점은 {partner} {SIGNED}") == {"나루백화점", expected}


@pytest.mark.parametrize("partner", ["미국 유명 스튜디오와", "국내 미디어와", "미국 손해보험사와", "일본 IT벤처와"])
def test_words_for_a_kind_of_firm_are_no_name(partner: str) -> None:
    assert members(f"나루백화점은 {partner} {SIGNED}") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"나루해운은 중국의 코란, 대만의 야릉, 일본의 N Line, 독일 제나로사와 {SIGNED}",
            {"나루해운", "코란", "야릉", "NLine", "제나로"},
        ),
        (
            f"나루해운은 중국의 상하이, 대만의 타이베이를 잇는 노선을 위해 다솔해운과 {SIGNED}",
            {"나루해운", "다솔해운"},
        ),
        (f"나루해운은 일본 항만·물류 전문기업 다솔해운과 {SIGNED}", {"나루해운", "다솔해운"}),
        (
            f"나루전자는 CEMC, CEMC 수소에너지, 금준그룹과 {SIGNED}",
            {"나루전자", "CEMC", "CEMC수소에너지", "금준그룹"},
        ),
        (
            f"나루식품은 일본 계란업체인 ‘이제’, 일본 소재 업체인 ‘하마푸드’와 {SIGNED}",
            {"나루식품", "이제", "하마푸드"},
        ),
    ],
)
def test_each_name_of_a_list_stands_behind_its_country_or_what_it_is(text: str, expected: set[str]) -> None:
    assert members(text) == expected


def test_the_side_of_a_firm_is_the_firm() -> None:
    text = "나루백화점이 49%, ㈜스위프트 리테일링측이 51%의 지분을 갖는다. 양측은 16일 합작 계약을 체결했다."
    assert members(text) == {"나루백화점", "스위프트리테일링"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"가람전자의 쇼핑 플랫폼 ‘누리빛’은 다솔통신과 {SIGNED}", {"가람전자", "다솔통신"}),
        (f"다솔통신은 가람전자의 결제 서비스 ‘누리빛’과 {SIGNED}", {"가람전자", "다솔통신"}),
        (f"다솔통신은 가람전자의 자회사 ‘누리빛’과 {SIGNED}", {"다솔통신", "누리빛"}),
        (f"중고거래 플랫폼 ‘누리빛’은 다솔통신과 {SIGNED}", {"누리빛", "다솔통신"}),
    ],
)
def test_a_product_stands_for_the_company_that_owns_it(text: str, expected: set[str]) -> None:
    assert members(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"가람증권은 짜오란(招蘭)증권과 {SIGNED}", {"가람증권", "짜오란증권"}),
        (f"가람전자(加藍電子)와 다솔통신(多率)은 {SIGNED}", {"가람전자", "다솔통신"}),
    ],
)
def test_hanja_in_brackets_is_no_part_of_a_name(text: str, expected: set[str]) -> None:
    assert members(text) == expected


def test_a_person_glued_to_an_office_is_no_member() -> None:
    assert members("가람전자는 16일 김하늘부회장과 만나 협력하기로 합의했다고 밝혔다.") == set()


@pytest.mark.parametrize(
    ("introduced", "later", "expected"),
    [
        ("영국 게임개발사 펑키 판다(공동 대표 Jack Tang/Ke Ren)의", "펑키 판다와", "펑키판다"),
        ("물류 스타트업 푸른 고래(대표 김하늘)의", "푸른 고래와", "푸른고래"),
        ("로봇기업 신생 나래통신(대표 김하늘)의", "나래통신과", "나래통신"),
        ("중국 동관 벨루나(대표 김하늘)의", "벨루나와", "벨루나"),
        ("음악기업 노바 뮤직 그룹(NMG)의", "노바 뮤직 그룹과", "노바뮤직그룹"),
    ],
)
def test_a_name_is_as_long_as_where_it_is_introduced(introduced: str, later: str, expected: str) -> None:
    text = f"나루백화점이 {introduced} 물건을 판다. 나루백화점은 14일 {later} 업무협약을 맺었다."
    assert members(text) == {"나루백화점", expected}


def test_a_headline_begins_with_a_name_of_two_words_where_the_text_is_about_it() -> None:
    text = "21세기 조선이 로봇을 들인다. 21세기 조선은 14일 나루백화점과 업무협약을 맺었다."
    assert members(text, "21세기 조선, 로봇 들인다") == {"21세기조선", "나루백화점"}
    assert members(text.replace("21세기", "국내"), "국내 조선, 로봇 들인다") == set()
