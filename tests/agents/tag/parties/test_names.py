"""Names of parties that no list knows: with legal forms, parts, heads and ends like particles, on invented stories."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

DEALS = [
    ("가람전자 주식회사와", "가람전자"),
    ("가람전자주식회사와", "가람전자"),
    ("주식회사 가람전자와", "가람전자"),
    ("유한회사 가람전자와", "가람전자"),
    ("농업회사법인 가람팜과", "가람팜"),
    ("㈜라온(대표 김하늘)과", "라온"),
    ("라온㈜과", "라온"),
    ("일본 호시노전기 Co., Ltd.와", "호시노전기"),
    ("미국 Gaon Tech, Inc.와", "GaonTech"),
    ("독일 지벤 GmbH와", "지벤"),
    ("프랑스 루멘 S.A.와", "루멘"),
    ("네덜란드 Miru B.V.와", "Miru"),
    ("싱가포르 Naru Pte. Ltd.와", "Naru"),
    ("독일 하임사(Heim Technik GmbH)와", "하임"),
    ("독일 전자소재 회사 헤르츠펠사와", "헤르츠펠"),
    ("중국 은솔공사와", "은솔공사"),
    ("나래위생과", "나래위생"),
    ("다솔농업과", "다솔농업"),
    ("미르문화와", "미르문화"),
    ("가람유통과", "가람유통"),
    ("가람정형외과와", "가람정형외과"),
    ("가람대 간호학과와", "가람대"),
    ("가람전자 반도체사업부와", "가람전자"),
    ("가람솔루션건설부문과", "가람솔루션"),
    ("가람전자 베트남법인과", "가람전자"),
    ("가람전자 인도네시아와", "가람전자인도네시아"),
    ("김하늘 가람은행장(왼쪽)과", "가람은행"),
    ("가람전자 김하늘 대표와", "가람전자"),
    ("미국 그린 케스케이드와", "그린케스케이드"),
    ("중국 임포르 시티와", "임포르시티"),
    ("물류 플랫폼 로지스 링크와", "로지스링크"),
    ("인공지능 기업 딥 마인트와", "딥마인트"),
    ("블록체인 네트워크 니에 프로토콜(NIE Protocol)과", "니에프로토콜"),
    ("미국 오크베리 엔지니어링스와", "오크베리엔지니어링스"),
    ("계열사 3개와 나래통신과", "나래통신"),
    ("협력사인 코아세미와", "코아세미"),
    ("존 스미스 Harmonix CEO와", "Harmonix"),
    ("하모닉스(Harmonix)의 존 스미스 CEO와", "하모닉스"),
]


NO_PARTNERS = [
    "미국 온라인 플랫폼과",
    "일본 모바일 게임과",
    "독일 스마트 팩토리 서비스와",
    "국내 클라우드 소프트웨어와",
    "미국 스포츠 마케팅과",
    "미래를 찾는 데와",
    "4대 시중은행과",
]


@pytest.mark.parametrize("verb", ["게임을 내놓은", "상을 받은", "손을 맞잡은", "쇼핑몰을 꾸민"])
def test_a_verb_that_ends_like_a_topic_is_no_name(verb: str) -> None:
    (found,) = (m for m in read(f"{verb} 가람소프트는 나래통신과 16일 업무협약을 맺었다.") if m.new)
    assert names(found) == {"가람소프트", "나래통신"}


def test_what_is_made_is_no_partner_beside_one() -> None:
    told = "가람식품은 나래대학교와 배달로봇의 상용화 및 연구 협력을 위한 양해각서를 16일 체결했다."
    (found,) = (m for m in read(told) if m.new)
    assert names(found) == {"가람식품", "나래대학교"}


@pytest.mark.parametrize("partner", NO_PARTNERS)
def test_words_of_a_trade_and_kinds_that_are_counted_are_no_partner(partner: str) -> None:
    assert not [m for m in read(f"KT는 16일 {partner} 공동 개발을 위한 업무협약을 체결했다.") if m.new]


@pytest.mark.parametrize(("partner", "name"), DEALS)
def test_a_partner_goes_by_its_name_alone(partner: str, name: str) -> None:
    (found,) = (m for m in read(f"KT는 16일 {partner} 공동 개발을 위한 업무협약을 체결했다.") if m.new)
    assert names(found) == {"KT", name}


@pytest.mark.parametrize(("partner", "name"), DEALS)
def test_a_name_that_opens_a_list_is_the_same_name(partner: str, name: str) -> None:
    if partner.endswith(("CEO와", "(왼쪽)과", "대표와")):
        partner, _, _ = partner.partition(" ")
        partner, name = "현대건설과", "현대건설"
    (found,) = (m for m in read(f"{partner} KT는 16일 공동 개발을 위한 업무협약을 체결했다.") if m.new)
    assert names(found) == {"KT", name}


@pytest.mark.parametrize(
    "partner",
    [
        "수강생과",
        "협력사와",
        "전통문화와",
        "지역농업과",
        "두 나라와",
        "John Smith 대표와",
        "주식회사와",
        "전자공학과와",
    ],
)
def test_what_names_nobody_is_no_partner(partner: str) -> None:
    assert not [m for m in read(f"KT는 16일 {partner} 공동 개발을 위한 업무협약을 체결했다.") if m.new]


def test_two_deals_with_firms_of_the_same_form_stay_two() -> None:
    body = (
        "가람전자는 16일 일본 호시노 Co., Ltd.와 구운 김 판매 협약을 체결했다. "
        "가람전자는 16일 일본 하야세 Co., Ltd.와 김 스낵 공동 판매 협약을 맺었다."
    )
    assert [names(m) for m in read(body) if m.new] == [{"가람전자", "호시노"}, {"가람전자", "하야세"}]


@pytest.mark.parametrize(
    ("body", "parties"),
    [
        ("가람전자, 나래통신, 다솔건설, 라온식품이 16일 협약을 체결했다.", "가람전자 나래통신 다솔건설 라온식품"),
        (
            "가람증권과 나래자산운용, 블록체인 기업 다솔체인은 16일 업무협약을 체결했다.",
            "가람증권 나래자산운용 다솔체인",
        ),
        ("가람테크와 바른환경, 나래연구원은 16일 업무협약을 맺었다.", "가람테크 바른환경 나래연구원"),
        ("가람통신·나래솔루션·다솔솔루션 4개사는 16일 업무협약을 맺었다.", "가람통신 나래솔루션 다솔솔루션"),
        ("가람통신 나래솔루션 다솔솔루션 등 3개사가 16일 협약을 맺었다.", "가람통신 나래솔루션 다솔솔루션"),
        ("가람전자는 16일 나래반도체의 대전 사무실을 찾아 업무협약을 체결했다.", "가람전자 나래반도체"),
    ],
)
def test_lists_name_all_their_parties(body: str, parties: str) -> None:
    assert [names(m) for m in read(body) if m.new] == [set(parties.split())]


def test_each_of_two_clauses_tells_a_deal_of_its_own() -> None:
    body = "가람전자는 16일 나래통신과 협약을 체결했고, 다솔건설은 라온물류와 협약을 체결했다."
    assert [names(m) for m in read(body) if m.new] == [{"가람전자", "나래통신"}, {"다솔건설", "라온물류"}]
