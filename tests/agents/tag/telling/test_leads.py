"""Leads as outlets of several kinds write them, all invented: what each says is a new alliance, or is none."""

from datetime import datetime

import pytest

from agents.tag.tag import tag_article
from topics.records import SEOUL, Article, Mention, Status

WHEN = datetime(2026, 4, 15, 10, tzinfo=SEOUL)


def read(title: str, body: str) -> list[Mention]:
    url = "http://gaon.example/1"
    article = Article(id="1", url=url, canonical_url=url, title=title, body=body, published=WHEN)
    return tag_article(article).mentions


def names(mention: Mention) -> set[str]:
    return {member.name for member in mention.members}


NEWS = {
    "branch of a bank and an association": (
        "솔내저축은행강원본부, 상인들과 직거래 협약",
        "솔내저축은행강원본부(본부장 한가을)와 다래시장상인협의회(회장 오바다)가 13일 본부에서 '직거래를 위한 업무협약(MOU)'을 맺었다.",
        "솔내저축은행강원본부 다래시장상인협의회",
        "mou",
    ),
    "venue is a party": (
        "한빛전자, 통신사들과 로봇 협력",
        "한빛전자는 13일 서울 중구 누리통신 본사에서 누리통신, 가온텔레콤과 돌봄 로봇 사업을 위한 업무협약을 체결했다고 밝혔다.",
        "한빛전자 누리통신 가온텔레콤",
        "mou",
    ),
    "notice": (
        "[게시판] 온누리증권, 늘봄재단과 청년 금융교육 업무협약",
        "▲ 온누리증권은 늘봄재단과 청년 금융교육 활성화를 위한 업무협약을 체결했다고 15일 밝혔다.",
        "온누리증권 늘봄재단",
        "mou",
    ),
    "one-liner cut off": (
        "가온로보틱스, 누리로보틱스와 유통 업무협약",
        "가온로보틱스가 누리로보틱스와 협동로봇 유통을 위한 업무협약을 체결했다고 15일 밝혔다. 이번 협약을 통해 양사는 ...",
        "가온로보틱스 누리로보틱스",
        "mou",
    ),
    "long list": (
        "자율주행 배송 협의체 결성",
        "미르온모빌리티는 나래온물류, 벼리로보틱스, 다솔통신, 은가람대학교와 함께 배송 협의체를 결성했다고 15일 밝혔다.",
        "미르온모빌리티 나래온물류 벼리로보틱스 다솔통신 은가람대학교",
        "consortium",
    ),
    "these companies": (
        "해상풍력에 3개사 컨소시엄",
        "두레솔건설과 늘찬에너지, 이든은행이 해상풍력 사업을 따내기 위해 컨소시엄을 구성했다. "
        "두레솔건설은 15일 이들 회사와 컨소시엄 협약을 체결하고 공모에 참여한다고 밝혔다.",
        "두레솔건설 늘찬에너지 이든은행",
        "consortium",
    ),
    "short names in the headline": (
        "가전·통신 3사 한배 탔다…해온·다솔·미리내 AI 협약",
        "해온전자·다솔통신·미리내텔레콤은 15일 'AI 생태계 조성을 위한 업무협약'을 체결했다.",
        "해온전자 다솔통신 미리내텔레콤",
        "mou",
    ),
    "board decides on a swap": (
        "마루온유통·나래온물류 지분 맞교환",
        "마루온유통은 15일 이사회를 열고 나래온물류와 자기주식을 교환하기로 결의했다고 공시했다.",
        "마루온유통 나래온물류",
        "equity_swap",
    ),
    "contract of a swap": (
        "유통·물류 혈맹…마루온유통-나래온물류 지분 교환",
        "마루온유통과 나래온물류가 서로의 주주가 된다. 두 회사는 15일 주식 교환 계약을 체결했다고 밝혔다.",
        "마루온유통 나래온물류",
        "equity_swap",
    ),
    "contract of a joint venture": (
        "가람전선, 해외 합작",
        "가람전선은 15일 미국 서던파워와 해저케이블 생산 합작법인 설립을 위한 본계약을 체결했다고 공시했다.",
        "가람전선 서던파워",
        "joint_venture",
    ),
    "comma for a verb": (
        "가람자동차, 인도에 합작공장",
        "가람자동차가 인도 DCN사와 합작투자계약을 체결, 내년부터 승용차를 현지 생산한다.",
        "가람자동차 DCN",
        "joint_venture",
    ),
    "spoken news": (
        "[가온뉴스] 한빛자동차·누리에너지, 수소 충전소 합작사",
        "[기자]\n한빛자동차와 누리에너지는 오늘 서울 사옥에서 수소 충전 사업을 위한 합작회사 설립 계약을 체결했습니다.",
        "한빛자동차 누리에너지",
        "joint_venture",
    ),
    "rivals in a relative clause": (
        "가람로지스, 베트남 비나로지스와 합작",
        "가람로지스가 베트남 물류기업 비나로지스와 합작법인을 세운다고 15일 밝혔다. 하늘물류와 바다로지스가 선점한 시장에 도전장을 낸 것이다. "
        "양사는 현지에 합작법인을 설립하고 내년 1월 영업을 시작한다.",
        "가람로지스 비나로지스",
        "joint_venture",
    ),
    "memorandum and contract": (
        "가람원전, 농축사와 협력",
        "가람에너지가 15일 센트라스(Centras Corp.)와 투자 협력을 위한 양해각서 및 물량 확대 계약을 체결했다.",
        "가람에너지 센트라스",
        "mou",
    ),
    "hospital of a university": (
        "[단신] 가톨릭대 별빛병원-누보, AI 판독 공동연구",
        "▲ 가톨릭대학교 한별빛병원은 의료 인공지능 기업 누보테크와 AI 공동연구를 위한 협약을 체결했다.",
        "한별빛병원 누보테크",
        "mou",
    ),
    "contract of co-operation": (
        "가람엔터, 음원 유통 협력",
        "가람엔터테인먼트와 누리엔터테인먼트는 글로벌 음원 유통을 위한 사업협력 계약을 체결하고 공동 사업단을 꾸린다고 15일 밝혔다.",
        "가람엔터테인먼트 누리엔터테인먼트",
        "partnership consortium",
    ),
}

NO_NEWS = {
    "a rumour that spreads": (
        "가람제약, 누리바이오와 제휴 검토설에 주가 급등",
        "15일 증권가에 따르면 가람제약이 누리바이오와 신약 개발을 위한 전략적 제휴를 추진 중이라는 소문이 퍼지면서 매수세가 몰렸다.",
    ),
    "a report on plans": (
        "가람차-누리테크 협력 가능성",
        "가람자동차가 누리테크와 합작사 설립을 추진하고 있다는 보도가 나오면서 주가가 급등했다.",
    ),
    "government with a foreign state": (
        "산업통상부, 아벨라공화국과 공급망 양해각서",
        "산업통상부는 15일 서울에서 아벨라공화국 광물자원부와 정부 간 양해각서에 서명했다고 밝혔다.",
    ),
    "government headquarters": (
        "육군본부-방위사업청, 정비 협력 협약",
        "육군본부와 방위사업청은 15일 정비 기술 교류를 위한 업무협약을 체결했다고 밝혔다.",
    ),
    "provinces": (
        "경기도-미국 텍사스주 우호협력 협약",
        "경기도와 미국 텍사스주는 15일 경제 교류 확대를 위한 업무협약을 체결했다.",
    ),
    "many deals at once": (
        "정상회담 계기 협력 확대",
        "가람전자, 누리자동차, 한빛중공업을 비롯한 국내 기업은 미국 측과 총 11건의 계약 및 MOU를 체결했다.",
    ),
    "goods for a season": (
        "가람백화점, '누리캐릭터'와 크리스마스 장식 협업",
        "가람백화점은 누리캐릭터와 함께 한정판 장식을 선보인다고 15일 밝혔다.",
    ),
    "headline on a shop": (
        "편의점 가람마트, 야구단 누리트윈스와 협업",
        "편의점 업계가 배구 인기에 기대어 함께 만든 상품을 여럿 선보였다.",
    ),
    "labour": (
        "가람제철 노사 임단협 타결",
        "가람제철 노사는 15일 임금 및 단체협약을 체결했다. 조인식에는 노조 위원장이 참석했다.",
    ),
    "order": (
        "가람중공업 컨소시엄, 2조원 발전소 수주",
        "가람중공업은 누리건설과 컨소시엄을 이뤄 가스발전소 공사를 2조원에 수주했다고 15일 밝혔다.",
    ),
    "merger by share exchange": (
        "가람텔레콤, 자회사 편입",
        "가람텔레콤은 누리통신을 포괄적 주식교환을 통해 완전자회사로 편입한다고 15일 공시했다.",
    ),
}


@pytest.mark.parametrize("case", NEWS)
def test_a_lead_with_a_new_alliance(case: str) -> None:
    title, body, members, kinds = NEWS[case]
    new = [m for m in read(title, body) if m.new]
    assert {name for m in new for name in names(m)} == set(members.split())
    assert {m.kind.value for m in new} & set(kinds.split())


@pytest.mark.parametrize("case", NO_NEWS)
def test_a_lead_without_one(case: str) -> None:
    assert [m for m in read(*NO_NEWS[case]) if m.new] == []


def test_what_will_be_signed_is_planned() -> None:
    (new,) = [
        m
        for m in read(
            "누리바이오, 내일 한울과학기술원과 공동연구 협약 맺는다",
            "누리바이오는 오는 16일 한울과학기술원과 연구를 위한 업무협약을 체결할 예정이라고 15일 밝혔다. 협약식은 본관에서 열린다.",
        )
        if m.new
    ]
    assert new.status is Status.PLANNED
    assert new.date == "2026-04-16"


@pytest.mark.parametrize(
    "body",
    [
        "온결클라우드가 자율주행 배송 협의체 누비 얼라이언스에 합류했다. 누비 얼라이언스는 미르온모빌리티와 다솔통신이 지난 10일 출범한 협의체다.",
        "누비 얼라이언스는 온결클라우드가 새 회원사로 참여한다고 15일 밝혔다.",
    ],
)
def test_joining_an_alliance_that_has_a_name(body: str) -> None:
    (new,) = [m for m in read("'누비 얼라이언스'에 온결클라우드 새로 참여", body) if m.new]
    assert new.name == "누비 얼라이언스"
    assert [m.name for m in new.joining] == ["온결클라우드"]


def test_the_founding_of_a_named_alliance_bears_its_name() -> None:
    (new,) = read(
        "5개 기업·대학 '누비 얼라이언스' 출범",
        "미르온모빌리티는 나래온물류, 다솔통신과 함께 배송 협의체 '누비 얼라이언스'를 결성했다고 15일 밝혔다.",
    )
    assert new.new
    assert new.name == "누비 얼라이언스"
    assert new.joining == []


def test_who_founded_a_company_in_the_past_is_background() -> None:
    (old,) = read(
        "가람머티리얼즈, 양산 시작",
        "가람머티리얼즈는 한별중공업과 새온케미칼이 2022년 설립한 합작법인이다. 지난달 인증을 모두 받았다.",
    )
    assert (old.status, old.date, names(old)) == (Status.BACKGROUND, "2022", {"한별중공업", "새온케미칼"})


def test_a_set_never_stands_for_companies_named_in_front_of_the_story() -> None:
    story = (
        "가람케미칼과 나래정유가 버려진 비닐에서 기름을 뽑는 회사를 함께 차린다. "
        "두 회사는 14일 합작법인 설립 계약을 맺었다고 16일 밝혔다."
    )
    title = "가람케미칼·나래정유, 열분해 합작법인 세운다"
    (new,) = [m for m in read(title, f"다솔통신과 라온텔레콤은 요금을 내렸다. {story}") if m.new]
    assert names(new) == {"가람케미칼", "나래정유"}


def test_a_lead_that_names_another_partner_does_not_take_the_headlines_away() -> None:
    text = "가람전자는 새 통신망을 연다고 16일 밝혔다. 가람전자는 다솔물산과의 공동 연구도 기대한다."
    [mention] = read("가람전자-미르텔레콤, 통신망 제휴", text)
    assert names(mention) == {"가람전자", "미르텔레콤"}


def test_who_runs_the_subject_of_a_lead_is_no_partner_of_the_headlines_deal() -> None:
    body = "스타일 커머스 가람커머스가 운영하는 일본 패션 플랫폼 '아모드'가 다솔진흥원 지원사업을 통해 ..."
    [mention] = read("가람커머스 日플랫폼 아모드, 다솔진흥원 손잡고 현지물류 지원", body)
    assert names(mention) == {"아모드", "다솔진흥원"}
