"""Names that no list of ours has, within lists of parties and beside whom they belong to."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import read


def members(body: str) -> set[str]:
    return {member.name for mention in read(body) if mention.new for member in mention.members}


@pytest.mark.parametrize(
    ("who", "named"),
    [
        (
            "축계 전문 새람정공, 연료탱크 제조사 (주)다원크라이오, 제어솔루션 기업 마린누리는",
            {"새람정공", "다원크라이오", "마린누리"},
        ),
        (
            "동해바람에너지, 나린이엔지, 서아해운개발, 덴마크 개발사 노르미스윈드, 사모펀드 운용사 다온인프라는",
            {"동해바람에너지", "나린이엔지", "서아해운개발", "노르미스윈드", "다온인프라"},
        ),
        (
            "내일안심생명, 헬스봄, 실버타운 운영사 더누리리빙, 돌봄 매칭 플랫폼 곁에봄이",
            {"내일안심생명", "헬스봄", "더누리리빙", "곁에봄"},
        ),
        (
            "메디슨누리, 닥터나루, 케어하루, 이지나린AI 등 새빛시 소재 4개 기업은",
            {"메디슨누리", "닥터나루", "케어하루", "이지나린AI"},
        ),
    ],
)
def test_words_for_firms_in_a_list_show_that_the_others_are_names(who: str, named: set[str]) -> None:
    assert members(f"{who} 16일 업무협약을 체결했다.") == named


@pytest.mark.parametrize(
    ("whom", "named"),
    [
        ("구두업체 바다, 수영복업체 나루클럽과", {"가람전자", "바다", "나루클럽"}),
        ("여주폴리텍스, 남도정유화학과", {"가람전자", "여주폴리텍스", "남도정유화학"}),
        ("중국 나스콘, 대만 다오밍, 독일 제나토라인과", {"가람전자", "나스콘", "다오밍", "제나토라인"}),
        ("법무법인 다온길, 법률사무소 나란히와", {"가람전자", "법무법인 다온길", "법률사무소 나란히"}),
        ("로봇, 드론 전문기업 나래통신과", {"가람전자", "나래통신"}),
        ("인공지능, 자율주행, 드론 분야에서 나래통신과", {"가람전자", "나래통신"}),
        ("나래통신과 공장자동화, 물류로봇을 위한", {"가람전자", "나래통신"}),
    ],
)
def test_the_names_of_a_list_of_partners(whom: str, named: set[str]) -> None:
    assert members(f"가람전자는 16일 {whom} 업무협약을 체결했다.") == named


def test_a_word_of_the_dictionary_among_names_is_a_name() -> None:
    told = "새빛시는 16일 나래통신, 다솔건설, 금양, 라온물산, 대하, 누리은행 등 6개사와 업무협약을 체결했다."
    assert members(told) == {"새빛시", "나래통신", "다솔건설", "금양", "라온물산", "대하", "누리은행"}


@pytest.mark.parametrize(
    ("whom", "named"),
    [
        ("국립나래병원 의생명연구원과", "국립나래병원 의생명연구원"),
        ("김포시 식품산업 육성지원센터와", "김포시 식품산업 육성지원센터"),
        ("한빛산단 입주기업협의회와", "한빛산단 입주기업협의회"),
        ("프랑스 요리학교 에콜나루와", "에콜나루"),
        ("나래 테크놀로지스 코리아와", "나래 테크놀로지스 코리아"),
        ("나래그룹 다솔재단과", "다솔재단"),
        ("전라남도 전남바이오진흥원과", "전남바이오진흥원"),
        ("경기도 성남산업진흥원과", "성남산업진흥원"),
    ],
)
def test_a_body_of_an_ordinary_name_is_called_with_whose_it_is(whom: str, named: str) -> None:
    assert members(f"가람전자는 16일 {whom} 업무협약을 체결했다.") == {"가람전자", named}


@pytest.mark.parametrize(
    "told",
    [
        "달떡볶이와 바른 김밥을 운영하는 가람전자가 16일 나래통신과 업무협약을 체결했다.",
        "다련장로켓과 신관을 만드는 가람전자가 16일 나래통신과 업무협약을 체결했다.",
        "가람전자는 16일 나래통신과 후보물질 SB-207의 기술이전 계약을 체결했다.",
        "㈜가람전자의 색채연구소와 나래통신이 16일 업무협약을 체결했다.",
        "가람전자의 나카무라 켄지 전무와 나래통신의 김하늘 대표가 16일 업무협약을 체결했다.",
        '가람전자와 나래통신은 16일 "협력을 동맹으로 확대한다"는 데 뜻을 모으고 업무협약을 체결했다.',
    ],
)
def test_goods_and_parts_of_parties_are_none(told: str) -> None:
    assert members(told) == {"가람전자", "나래통신"}


@pytest.mark.parametrize(
    ("whom", "named"),
    [
        ("소예키즈, 플레이31, 몬스테라와", {"소예키즈", "플레이31", "몬스테라"}),
        ("나래통신, 다솔물산, 소나무와", {"나래통신", "다솔물산", "소나무"}),
        ("나래통신, 다솔물산, 청소년과", set()),
        ("로봇, 드론, 반도체와", set()),
        ("쇼 그룹(Shaw Group)과", {"쇼 그룹"}),
        ("미국 건설업체인 쇼 그룹(Shaw Group)과", {"쇼 그룹"}),
        ("연구 그룹과", set()),
        ("사우디 국방차관과", set()),
        ("나래통신과 방한 기업회의 유치를 위한", {"나래통신"}),
        ("스마트병원이라는 꿈으로 나래통신과", {"나래통신"}),
    ],
)
def test_partners_are_named_by_words_of_the_language_only_where_their_place_says_so(whom: str, named: set[str]) -> None:
    members_read = members(f"가람전자는 {whom} 업무협약(MOU)을 체결했다고 16일 밝혔다.")
    assert members_read == ({"가람전자", *named} if named else set())
