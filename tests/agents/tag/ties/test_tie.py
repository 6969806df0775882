"""What kind of tie stories tell of, detail by detail."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agents.tag.tag import tag_article
from tests.agents.tag.stories import DAY
from topics.records import Article, Mention, Tie

SIGNED = "가람전자와 나래화학은 16일 업무협약을 체결했다."


def mentions(body: str, title: str = "", captions: Sequence[str] = ()) -> list[Mention]:
    """The new alliances of a story."""
    article = Article(id="a", url="", canonical_url="", title=title, body=body, captions=list(captions), published=DAY)
    return [mention for mention in tag_article(article).mentions if mention.new]


def tie(body: str, title: str = "", captions: Sequence[str] = ()) -> Tie:
    return mentions(body, title, captions)[0].tie


def countries(body: str) -> dict[str, str]:
    (mention,) = mentions(body)
    names = {member.id: member.name for member in mention.members}
    return {names[told.member]: told.country for told in mention.tie.countries}


def test_what_nothing_says_is_left_out() -> None:
    assert tie(SIGNED).model_dump(exclude={"countries", "cross_border"}) == Tie().model_dump(
        exclude={"countries", "cross_border"}
    )


@pytest.mark.parametrize(
    ("sentence", "activities"),
    [
        ("양사는 배터리를 공동 개발하고 나래화학은 원료를 공급하기로 했다.", ["research_and_development", "supply"]),
        ("협약에 따라 두 회사는 공동 마케팅과 인재 양성에 협력한다.", ["sales_and_marketing", "training"]),
        ('나래화학 관계자는 "앞으로 공동 연구도 하고 싶다"고 말했다.', []),
        ("한편 나래화학은 지난해 취약계층을 위한 봉사를 했다.", []),
        ("나래화학은 1990년부터 플라스틱을 생산하고 있다.", []),
    ],
)
def test_activities_are_what_the_parties_will_do(sentence: str, activities: Sequence[str]) -> None:
    assert [one.activity for one in tie(f"{SIGNED} {sentence}").activities] == activities


PURPOSE = "가람통신과 나래대학교는 16일 음성인식 공동연구를 위한 업무협약을 체결했다."
INVESTMENT = "가람시와 나래화학은 16일 500억원 규모의 투자협약을 체결했다."


@pytest.mark.parametrize(
    ("body", "activities"),
    [
        # A theme counts where the deal is told, and where its parties or the deal itself are said to do it.
        (f"{PURPOSE} 이를 위해 가람통신은 취약계층을 돕는 사업을 평가할 계획이다.", ["research_and_development"]),
        (f"{PURPOSE} 양측은 취약계층 지원에도 나서기로 했다.", ["research_and_development", "public_service"]),
        (f"{PURPOSE} 이 협약이 소상공인 지원에 기여할 것으로 기대된다.", ["research_and_development"]),
        # Where nothing else is told, what stands around is taken.
        (f"{SIGNED} 나래화학은 취약계층 지원에 나설 계획이다.", ["public_service"]),
        # Around an agreement to invest stands what the investor alone will do.
        (f"{INVESTMENT} 나래화학은 가람시에 공장을 짓고 제품을 판매하기로 했다.", ["investment"]),
        # Sentences of the ceremony say what it was for.
        (f"{SIGNED} 이날 인재 양성을 위한 협약식에는 두 회사 임직원이 참석했다.", ["training"]),
        (
            f"{SIGNED} 협약 내용은 공동 연구와 인력 양성을 주요 골자로 하고 있다.",
            ["research_and_development", "training"],
        ),
        # What is quoted over two sentences stays quoted.
        (f'{SIGNED} 김하늘 대표는 "뜻깊다. 이번 협약이 인력 양성의 계기가 되길 바란다"라고 말했다.', []),
    ],
)
def test_activities_are_read_where_the_deal_is_told(body: str, activities: Sequence[str]) -> None:
    assert [one.activity for one in tie(body).activities] == activities


def test_grounds_point_into_the_body() -> None:
    body = "“나래” 그룹의 소식이다.\n가람전자와 나래화학은 16일 배터리 공동연구를 위한 업무협약을 체결했다."
    (research,) = tie(body).activities
    assert research.span is not None
    assert body[slice(*research.span)] == research.said == "공동연구"


@pytest.mark.parametrize(
    ("who", "country"),
    [
        ("미국 나래모터스", "US"),
        ("일본의 전자부품 업체 나래모터스", "JP"),
        ("중국 상하이에 본사를 둔 나래모터스", "CN"),
        ("체코의 나래모터스", "CZ"),
        ("나래코리아", "KR"),
        ("한국나래협회", "KR"),
        ("베트남나래은행", "VN"),
        ("결제 수단 나래모터스", None),
    ],
)
def test_a_country_is_what_the_text_or_the_name_says(who: str, country: str | None) -> None:
    found = countries(f"가람전자는 16일 {who}{'과' if who.endswith('행') else '와'} 업무협약을 체결했다.")
    assert {code for name, code in found.items() if name != "가람전자"} == ({country} if country else set())


def test_of_a_member_with_two_countries_none_is_said() -> None:
    body = "가람전자는 16일 미국 나래모터스와 업무협약을 체결했다. 나래모터스는 캐나다의 부품 기업이다."
    assert "나래모터스" not in countries(body)


@pytest.mark.parametrize(
    ("parties", "crosses"),
    [
        ("가람전자는 16일 독일의 나래모터스와", True),
        ("삼성전자는 16일 한국전력공사와", False),
        ("가람전자는 16일 다솔모빌리티와", False),
        ("삼성전자는 16일 마이크로소프트와", True),
        ("가람전자는 16일 Dasol Mobility Company와", None),
        ("베트남 공략을 위해 가람전자는 16일 다솔모빌리티와", None),
        ("삼성전자는 16일 ㈜다솔모빌리티와", False),
        ("삼성전자는 16일 다솔모빌리티(대표 김하늘)와", False),
        ("삼성전자는 16일 다솔모빌리티(123450)와", False),
        ("삼성전자는 16일 스위스 다솔모빌리티(대표 김하늘)와", True),
        ("삼성전자는 16일 Dasol Mobility(대표 김하늘)와", None),
    ],
)
def test_borders_are_crossed_where_members_are_from_several_countries(parties: str, crosses: bool | None) -> None:
    assert tie(f"{parties} 업무협약을 체결했다.").cross_border is crosses


@pytest.mark.parametrize(
    ("sentence", "months", "until"),
    [
        ("협약 기간은 3년이다.", 36, None),
        ("협약은 체결일로부터 18개월간 유효하다.", 18, None),
        ("양사는 향후 5년간 원료 조달에 협력하기로 했다.", 60, None),
        ("계약 기간은 2027년 3월까지다.", None, "2027-03"),
        ("양사는 오는 2027년까지 원료 조달에 협력하기로 했다.", None, "2027"),
    ],
)
def test_a_term_is_a_length_or_an_end(sentence: str, months: int | None, until: str | None) -> None:
    term = tie(f"{SIGNED} {sentence}").term
    assert term is not None
    assert (term.months, term.until) == (months, until)


@pytest.mark.parametrize(
    "sentence", ["나래화학은 설립 10년을 맞았다.", "양사는 2030년까지 매출을 두 배로 늘리기로 했다."]
)
def test_another_length_is_no_term(sentence: str) -> None:
    assert tie(f"{SIGNED} {sentence}").term is None


def test_a_venture_has_its_name_and_capital() -> None:
    body = "가람전자와 나래화학은 16일 합작법인 ‘가람나래’(가칭)를 자본금 1억2천만달러로 설립하기로 합의했다."
    venture = tie(body).venture
    assert venture is not None
    assert (venture.what, venture.name, venture.capital) == ("합작법인", "가람나래", "1억2천만달러")


def signers(told: Tie) -> list[tuple[str, str | None, str | None]]:
    return [(one.name, one.organisation, one.role) for one in told.signatories]


@pytest.mark.parametrize(
    "sentence",
    [
        "협약식에는 김하늘 가람전자 대표와 이바다 나래은행장이 참석했다.",
        "협약식에는 가람전자 김하늘 대표, 나래은행 이바다 은행장 등이 참석했다.",
        "이날 김하늘 가람전자 대표와 이바다 나래은행 은행장이 협약서에 서명했다.",
        "김하늘 가람전자 대표(왼쪽)와 이바다 나래은행장이 기념촬영을 하고 있다.",
        "이날 김하늘 가람전자 대표와 이바다 은행장이 협약서를 교환했다.",
    ],
)
def test_who_signed_has_a_role_and_an_organisation(sentence: str) -> None:
    told = tie(f"가람전자와 나래은행은 16일 업무협약을 체결했다. {sentence}")
    assert signers(told) == [("김하늘", "가람전자", "대표"), ("이바다", "나래은행", "은행장")]


def test_people_with_foreign_names_sign_too() -> None:
    body = "가람전자는 16일 미국 나래모터스와 업무협약을 체결했다. 존 스미스 나래모터스 최고경영자가 협약서에 서명했다."
    assert signers(tie(body)) == [("존 스미스", "나래모터스", "최고경영자")]


def test_who_only_speaks_or_is_of_no_member_has_not_signed() -> None:
    speaks = f'{SIGNED} 김하늘 가람전자 대표는 "협력을 넓히겠다"고 말했다.'
    guest = f"{SIGNED} 협약식에는 김하늘 다솔시장이 참석했다."
    assert [signers(tie(body)) for body in (speaks, guest)] == [[], []]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        # Several people of one member: who follows in a list is of the member that was named last.
        (
            "체결식에는 김하늘 가람전자 사장, 정우성 전무, 이바다 나래은행장, 오세진 부장 등이 참석했다.",
            "김하늘 정우성 이바다 오세진",
        ),
        (
            "협약식에는 가람전자의 김하늘 대표와 박지훈 기획실장, 나래은행의 이바다 행장이 참석했다.",
            "김하늘 박지훈 이바다",
        ),
        ("이날 행사에는 가람전자 측에서 김하늘 대표, 나래은행 측에서 이바다 부행장이 자리했다.", "김하늘 이바다"),
        ("체결식은 김하늘 가람전자 대표와 이바다 나래은행장이 함께한 가운데 열렸다.", "김하늘 이바다"),
        ("협약서에는 가람전자 미디어사업실장 김하늘 상무와 나래은행 이바다 부행장이 서명했다.", "김하늘 이바다"),
        ("(왼쪽부터) 김하늘 가람전자 커머스 부문 부사장과 이바다 나래은행장.", "김하늘 이바다"),
        ("협약식에는 김하늘 대표와 이바다 나래은행장이 참석했다.", "김하늘 이바다"),
        ("마크 리 나래은행 은행장(가운데)이 협약서에 서명하고 있다.", "마크 리"),
        (
            "이 자리에는 가람전자 김하늘 대표와 기술연구소 박지훈 소장, 나래은행 이바다 부행장이 참석했다.",
            "김하늘 박지훈 이바다",
        ),
        ("사진 왼쪽부터 은행 정민서 부장, 이바다 행장, 가람전자 김하늘 대표.", "김하늘 정민서 이바다"),
        ("협약식은 나래은행 사옥에서 김하늘 가람전자 대표 등이 참석한 가운데 열렸다.", "김하늘"),
        (
            "협약식에는 △김하늘 가람전자 대표 △박지훈 기획실장 등 경영진과 △이바다 나래은행 은행장 △오세진 부장이 참석했다.",
            "김하늘 박지훈 이바다 오세진",
        ),
        (
            "협약식에는 김하늘 가람전자 대표, 박지훈 산학협력단장, 정우성 창업지원센터장, 이바다 나래은행장이 참석했다.",
            "김하늘 박지훈 정우성 이바다",
        ),
        ("이날 김하늘 가람전자 AI3.0사업단장 겸 기술부사장과 이바다 나래은행장이 협약서에 서명했다.", "김하늘 이바다"),
        ("나래은행과 업무협약(김하늘 가람전자 대표(좌측) 이바다 나래은행장(우측))을 체결했다.", "김하늘 이바다"),
        # Several who share an office, an office behind brackets, names that no list has.
        (
            "협약식에는 가람전자 김하늘·박지훈 공동대표, 정우성 이사, 나래은행 이바다 부행장보가 나왔다.",
            "김하늘 박지훈 정우성 이바다",
        ),
        ("▲ 악수하는 가람전자 김하늘(왼쪽 첫째) 설계부문 총괄전무와 나래은행 이바다(오른쪽) 부행장.", "김하늘 이바다"),
        ("협약식에는 쏨챠이 가람전자 대표와 이바다 나래은행장이 참석했다.", "쏨챠이 이바다"),
        (
            "협약식에는 김하늘 가람전자 대표를 비롯해 박지훈 기획실장, 이바다 나래은행장 등이 참석했다.",
            "김하늘 박지훈 이바다",
        ),
        ("협약식에 나온 김하늘 가람전자 대표는 협력을 넓히겠다고 했다.", "김하늘"),
        # Guests, and people of others.
        ("협약식에는 양측 가람전자 임원과 당시 나래은행 사장이 참석했다.", ""),
        (
            "협약식에는 김하늘 가람전자 대표, 이바다 나래은행장, 문지호 시의회 의장, 배성우 산업위원장이 참석했다.",
            "김하늘 이바다",
        ),
        ("협약식에는 가람전자 김하늘 대표, 다솔물산 유재민 대표, 허윤 이사가 참석했다.", "김하늘"),
        ("협약식에는 최진호 금융위원회 부위원장이 참석해 축사를 했다.", ""),
        ("협약식에는 김하늘 가람전자 대표와 응우옌 반 남 호아빈대 총장이 참석했다.", "김하늘"),
        ("협약식을 마치고 가람전자 미디어실장 김하늘 상무가 기념촬영을 하고 있다.", "김하늘"),
        ("협약식에는 가람전자 최기원 다솔나눔재단 이사장이 참석했다.", ""),
    ],
)
def test_each_signs_for_a_member_and_guests_do_not(sentence: str, names: str) -> None:
    told = tie(f"가람전자와 나래은행은 16일 업무협약을 체결했다. {sentence}")
    assert " ".join(name for name, *_ in signers(told)) == names


@pytest.mark.parametrize(
    ("member", "houses"),
    [("나래그룹", "나래모터스 나래캐피탈"), ("나래대병원", "나래대의료원 나래대학교병원")],
)
def test_who_is_of_a_house_of_a_member_signs_for_the_member(member: str, houses: str) -> None:
    first, second = houses.split()
    people = f"김하늘 가람전자 대표, 이바다 {first} 본부장, 오세진 {second} 실장, 정우성 다솔물산 대표"
    told = tie(f"가람전자와 {member}은 16일 업무협약을 체결했다. 협약식에는 {people} 등이 참석했다.")
    assert [(name, of) for name, of, _ in signers(told)] == [
        ("김하늘", "가람전자"),
        ("이바다", member),
        ("오세진", member),
    ]


def test_the_text_of_a_picture_may_stand_above_the_first_of_several_deals() -> None:
    body = (
        "김하늘 가람전자 대표(왼쪽)와 이바다 나래화학 사장이 업무협약서를 들고 있다.\n"
        "가람전자는 16일 나래화학과 배터리 공동연구를 위한 업무협약을 체결했다.\n"
        "다솔은행은 16일 라온카드와 공동 마케팅을 위한 업무협약을 체결했다."
    )
    assert [[name for name, *_ in signers(mention.tie)] for mention in mentions(body)] == [["김하늘", "이바다"], []]


def test_the_head_of_a_place_signs_for_it_and_for_no_other() -> None:
    ceremony = "이날 협약식에는 김하늘 경북도지사와 최강산 전남도지사가 참석했다."
    told = tie(f"경상북도와 가람전자는 16일 업무협약을 체결했다. {ceremony}")
    assert signers(told) == [("김하늘", "경상북도", "경북도지사")]


def test_the_head_of_a_house_signs_with_the_office_that_its_name_ends_in() -> None:
    told = tie(
        "가람박물관은 나래박물관과 16일 업무협약을 체결했다. 협약식에는 김하늘 가람박물관장과 이바다 나래박물관장이 참석했다."
    )
    assert signers(told) == [("김하늘", "가람박물관", "박물관장"), ("이바다", "나래박물관", "박물관장")]


def test_who_is_of_a_member_elsewhere_in_the_story_signs_for_it() -> None:
    body = (
        "가람전자와 나래은행(은행장 이바다)은 16일 업무협약을 체결했다. 김하늘 가람전자 대표와 이바다 은행장이 참석한 "
        '가운데 협약식이 열렸다. 정우성 가람전자 상무는 "함께 크겠다"고 말했다.'
    )
    told = tie(body, captions=["정우성 가람 상무(왼쪽)가 협약서를 들고 있다."])
    assert [(name, of) for name, of, _ in signers(told)] == [
        ("김하늘", "가람전자"),
        ("정우성", "가람전자"),
        ("이바다", "나래은행"),
    ]


def test_a_caption_tells_who_signed() -> None:
    told = tie(SIGNED, captions=["김하늘 가람전자 대표(왼쪽)와 이바다 나래화학 사장이 악수를 하고 있다."])
    assert [name for name, *_ in signers(told)] == ["김하늘", "이바다"]
    assert all(one.span is None for one in told.signatories)


def test_each_deal_of_a_story_has_its_own_tie() -> None:
    body = (
        "가람전자는 16일 나래화학과 배터리 공동연구를 위한 업무협약을 체결했다. 협약 기간은 3년이다.\n"
        "다솔은행은 16일 라온카드와 공동 마케팅을 위한 업무협약을 체결했다. 협약 기간은 1년이다."
    )
    first, second = (mention.tie for mention in mentions(body))
    assert [[one.activity for one in told.activities] for told in (first, second)] == [
        ["research_and_development"],
        ["sales_and_marketing"],
    ]
    assert [told.term and told.term.months for told in (first, second)] == [36, 12]
