"""Who is a member of a deal, and who is only named with one: units, owners, offices and other spellings."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

SIGNED = "업무협약을 체결했다고 16일 밝혔다."


def members(text: str, title: str = "") -> list[set[str]]:
    return [names(mention) for mention in read(text, title)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "가람시는 16일 전라북도·(주)농업회사법인 다솔농장과 함께 투자협약을 체결했다.",
            {"가람시", "전라북도", "다솔농장"},
        ),
        ("가람시는 16일 가람전자·(주)다솔농장과 투자협약을 체결했다.", {"가람시", "가람전자", "다솔농장"}),
        (
            "가람통신은 다솔 네트콤, 라온맥스, 나래스트라 등 통신업체 3개사와 업무협약을 체결했다.",
            {"가람통신", "다솔네트콤", "라온맥스", "나래스트라"},
        ),
        ("한미약품이 신약 후보물질을 베링거인겔하임에 기술수출하는 계약을 맺었다.", {"한미약품", "베링거인겔하임"}),
        (
            "가람통신은 다솔텔레콤, 라온맥스 등 아시아·태평양 지역 통신업체 2개사와 업무협약을 체결했다.",
            {"가람통신", "다솔텔레콤", "라온맥스"},
        ),
        (
            "가람통신은 중국 다솔 네트콤, 일본 라온맥스, 호주 나래스트라 등 아시아.태평양 통신업체 3개사와 업무협약을 체결했다.",
            {"가람통신", "다솔네트콤", "라온맥스", "나래스트라"},
        ),
        ("가람투자협회가 한·중경제협력위원회와 양해각서를 체결했다.", {"가람투자협회", "한·중경제협력위원회"}),
        ("가람건설이 나래산업개발, 다솔이앤씨와 업무협약을 체결했다.", {"가람건설", "나래산업개발", "다솔이앤씨"}),
        ("가람상사와 나래그룹 왕밍 총경리는 16일 본사에서 업무협약을 체결했다.", {"가람상사", "나래그룹"}),
        ("가람상사와 나래그룹 왕밍 부총경리는 16일 본사에서 업무협약을 체결했다.", {"가람상사", "나래그룹"}),
        ("한미약품이 신약을 베링거인겔하임에 납품하는 계약을 맺었다.", set()),
    ],
)
def test_partners_stand_behind_marks_and_forms_and_before_what_they_are_given(text: str, expected: set[str]) -> None:
    assert set().union(*map(names, read(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"나래은행은 가람테크놀로지스과 {SIGNED}", {"나래은행", "가람테크놀로지스"}),
        (f"가람테크놀로지스은 나래은행과 {SIGNED}", {"나래은행", "가람테크놀로지스"}),
        (f"나래은행은 라온물산와 {SIGNED}", {"나래은행", "라온물산"}),
    ],
)
def test_a_wrong_particle_behind_a_companys_name_is_none_of_it(text: str, expected: set[str]) -> None:
    assert members(text) == [expected]


def test_a_department_is_no_company_with_a_wrong_particle() -> None:
    assert not any("가람물류" in found for found in members(f"나래은행은 가람물류과 {SIGNED}"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"나래대학교병원 정형외과와 다솔메디칼은 {SIGNED}", {"나래대학교병원", "다솔메디칼"}),
        (f"가람안과와 다솔메디칼은 {SIGNED}", {"가람안과", "다솔메디칼"}),
        (f"나래제약은 가람대학교 융합과학기술원 K-NARU사업단과 {SIGNED}", {"나래제약", "가람대학교"}),
        (f"KT-LG와 다솔건설은 {SIGNED}", {"KT", "LG", "다솔건설"}),
    ],
)
def test_a_unit_stands_for_its_hospital_or_university(text: str, expected: set[str]) -> None:
    assert members(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"국토교통부 가람국토관리청과 나래자원협회는 {SIGNED}", {"가람국토관리청", "나래자원협회"}),
        (
            f"나래대학교병원과 다솔기술원, 기업 Lima Gaon의 한국 지사인 ㈜가온코리아가 {SIGNED}",
            {"나래대학교병원", "다솔기술원", "가온코리아"},
        ),
        (
            "8일 라온그룹에 따르면 라온물산의 박하늘 사장과 위카야의 토니 하르노 사장은 "
            "합작법인을 설립하기로 계약을 체결했다.",
            {"라온물산", "위카야"},
        ),
        ("가람그룹에 따르면 나래건설과 합작법인을 설립하기로 계약을 체결했다.", {"가람그룹", "나래건설"}),
    ],
)
def test_owners_ministries_and_groups_that_say_so_are_no_members(text: str, expected: set[str]) -> None:
    assert members(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"가람전자는 3개사(나래통신, 다솔건설, 라온물산)와 {SIGNED}",
            {"가람전자", "나래통신", "다솔건설", "라온물산"},
        ),
        (f"가람전자는 나래통신(대표 김하늘, 이바다)과 {SIGNED}", {"가람전자", "나래통신"}),
        (f"가람전자가 나래통신과 다솔물산 등 한·일 3개사와 함께 {SIGNED}", {"가람전자", "나래통신", "다솔물산"}),
        (f"가람전자가 나래통신과 다솔물산 등 한.일 3개사와 함께 {SIGNED}", {"가람전자", "나래통신", "다솔물산"}),
        (
            "다솔미디어가 상생을 위해 가람창업협회 나래기업협회와 각각 지역 상생을 위한 업무협약을 체결했다.",
            {"다솔미디어", "가람창업협회", "나래기업협회"},
        ),
    ],
)
def test_lists_are_read_in_brackets_behind_a_count_and_side_by_side(text: str, expected: set[str]) -> None:
    assert members(text) == [expected]


def test_an_abbreviation_that_a_headline_begins_with_is_the_institute_below() -> None:
    text = (
        "가람기자재연구원(GARAMI)은 업무협약을 체결했다. "
        "이번 협약에는 GARAMI를 비롯해 조선소 ㈜나래와 ㈜다솔넷, 라온이엔씨㈜ 등 총 4개 기관이 참여했다."
    )
    assert members(text, "GARAMI, 'K-나루' 출범") == [{"가람기자재연구원", "나래", "다솔넷", "라온이엔씨"}]


def test_a_mark_within_a_name_makes_no_other_organisation() -> None:
    text = (
        "국제가람나래협회와 다솔통신은 11일 MOU를 체결했다. "
        "사단법인 국제가람&나래협회는 다솔통신과 MOU를 체결했다고 14일 밝혔다."
    )
    assert members(text) == [{"국제가람나래협회", "다솔통신"}]


def test_a_province_is_one_under_its_new_name() -> None:
    text = "강원특별자치도와 다솔전자는 업무협약을 체결했다고 16일 밝혔다. 강원자치도와 다솔전자는 협약을 맺었다."
    assert members(text) == [{"강원특별자치도", "다솔전자"}]


def test_a_subject_before_a_word_on_something_is_in_no_relative_clause() -> None:
    text = f"나래통신과 다솔기술원, ㈜가온코리아가 인공지능 기반 진단 기기를 공동 개발하기 위한 {SIGNED}"
    assert members(text) == [{"나래통신", "다솔기술원", "가온코리아"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "제주도와 나래개발공사는 16일 제주시에서 기업 4곳과 협약을 맺었다. "
            "협약에 참여한 기업은 라온물산, 나래통신, 다솔건설, 미르호텔이다.",
            {"제주도", "나래개발공사", "라온물산", "나래통신", "다솔건설", "미르호텔"},
        ),
        (
            "라온물산과 나래통신은 16일 공동 사업 협약을 맺었다. 협약에 참여한 기업은 다솔건설, 미르호텔이다.",
            {"라온물산", "나래통신"},
        ),
    ],
)
def test_partners_that_a_deal_only_counts_are_those_listed_behind_it(text: str, expected: set[str]) -> None:
    assert members(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"KT가 AI 미르뫼 허브와 {SIGNED}", [{"KT", "AI미르뫼허브"}]),
        (f"KT가 글로벌 AI 허브와 {SIGNED}", []),
        (f"KT가 동북아 물류 허브와 공항을 잇는 사업을 위해 다솔물산과 {SIGNED}", [{"KT", "다솔물산"}]),
    ],
)
def test_a_hub_is_an_organisation_under_a_name_of_its_own(text: str, expected: list[set[str]]) -> None:
    assert members(text) == expected


def test_a_name_behind_a_word_for_a_firm_is_surely_one() -> None:
    assert members("미르뫼가 알펜쉐크와 손을 잡았다.") == []
    assert members("중고 명품 플랫폼 미르뫼가 알펜쉐크와 손을 잡았다.") == [{"미르뫼", "알펜쉐크"}]
    assert members("미르뫼가 알펜쉐크와 손을 잡았다. 명품 플랫폼 '미르뫼 쇼핑'은 16일 문을 열었다.") == []


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ("\n베이징 나래스프링은 기술을 낸다.", {"라온물산", "베이징나래스프링"}),
        ("나래스프링은 기술을 낸다.", {"라온물산", "나래스프링"}),
    ],
)
def test_a_foreign_city_that_a_text_never_leaves_out_is_part_of_the_name(behind: str, expected: set[str]) -> None:
    assert members(f"라온물산은 배터리 기업인 중국 베이징 나래스프링과 {SIGNED} {behind}") == [expected]
