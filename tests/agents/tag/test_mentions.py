"""Alliance mentions, on invented stories: what is new, of which kind, between whom, since when, and what is not."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.tag.mentions import find_mentions
from agents.tag.organisations import find_organisations
from topics.records import SEOUL, Kind, Mention, Status

DAY = datetime(2024, 5, 16, 9, 30, tzinfo=SEOUL)


def read(body: str, title: str = "", published: datetime | None = DAY) -> list[Mention]:
    return find_mentions(title, body, find_organisations(body, published), published)


def names(mention: Mention) -> set[str]:
    return {m.name.replace(" ", "") for m in mention.members}


NEW = [
    # headline, body, kind, members, date
    (
        "",
        "KT는 16일 서울 사옥에서 현대건설과 스마트 공사장을 위한 업무협약을 체결했다고 밝혔다.",
        Kind.MOU,
        {"KT", "현대건설"},
        "2024-05-16",
    ),
    (
        "",
        "네이버는 지난 14일 삼성화재와 보험 상담 인공지능 개발 양해각서(MOU)를 맺었다고 16일 밝혔다.",
        Kind.MOU,
        {"네이버", "삼성화재"},
        "2024-05-14",
    ),
    (
        "",
        "카카오와 현대카드는 포인트 사업을 함께하는 업무협약에 서명했다고 15일 전했다.",
        Kind.MOU,
        {"카카오", "현대카드"},
        "2024-05-15",
    ),
    (
        "LG화학·포스코, 수소 배관 MOU",
        "두 회사는 수소 배관 안전을 위해 힘을 모은다.",
        Kind.MOU,
        {"LG화학", "포스코"},
        None,
    ),
    (
        "[게시판] 신한은행-두산에너빌리티, '청정 발전 금융' 업무협약",
        "▲ 신한은행은 16일 두산에너빌리티와 &apos;청정 발전 금융 지원&apos;을 위한 업무협약(...",
        Kind.MOU,
        {"신한은행", "두산에너빌리티"},
        "2024-05-16",
    ),
    (
        "",
        "삼성전자, 현대자동차, SK하이닉스 등 3사는 차량 반도체 시험을 위한 업무협약을 16일 체결했다.",
        Kind.MOU,
        {"삼성전자", "현대자동차", "SK하이닉스"},
        "2024-05-16",
    ),
    (
        "",
        "CJ대한통운은 오는 20일 쿠팡과 물류 자동화 업무협약을 체결할 예정이라고 16일 밝혔다.",
        Kind.MOU,
        {"CJ대한통운", "쿠팡"},
        "2024-05-20",
    ),
    (
        "",
        "LG유플러스는 서울대와 통신 보안 인재를 기르기 위한 업무협약을 체결한다고 16일 밝혔다.",
        Kind.MOU,
        {"LG유플러스", "서울대"},
        "2024-05-16",
    ),
    (
        "",
        "SK텔레콤은 하나은행과 전략적 제휴를 맺고 금융 사기 차단에 나선다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"SK텔레콤", "하나은행"},
        "2024-05-16",
    ),
    (
        "현대제철·한화솔루션, 저탄소 강판 개발 맞손",
        "현대제철이 한화솔루션과 손잡고 저탄소 강판 개발에 나선다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"현대제철", "한화솔루션"},
        "2024-05-16",
    ),
    (
        "",
        "KT와 롯데쇼핑이 유통 인공지능 시장을 겨냥해 협력 전선을 꾸렸다.",
        Kind.PARTNERSHIP,
        {"KT", "롯데쇼핑"},
        None,
    ),
    (
        "",
        "아모레퍼시픽은 무신사와 파트너십을 구축했다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"아모레퍼시픽", "무신사"},
        "2024-05-16",
    ),
    (
        "",
        "LG에너지솔루션과 포스코퓨처엠은 음극재 합작법인을 설립하기로 했다고 16일 공시했다.",
        Kind.JOINT_VENTURE,
        {"LG에너지솔루션", "포스코퓨처엠"},
        "2024-05-16",
    ),
    (
        "",
        "SK케미칼은 한샘과 재활용 소재 조인트벤처를 세운다고 16일 밝혔다.",
        Kind.JOINT_VENTURE,
        {"SK케미칼", "한샘"},
        "2024-05-16",
    ),
    (
        "",
        "네이버와 미래에셋증권은 3000억원 규모의 자사주를 교환하고 전략적 파트너십을 체결했다고 16일 밝혔다.",
        Kind.EQUITY_SWAP,
        {"네이버", "미래에셋증권"},
        "2024-05-16",
    ),
    (
        "카카오-하이브 지분 맞교환",
        "카카오와 하이브가 2000억원 규모의 지분을 맞바꿨다고 16일 밝혔다.",
        Kind.EQUITY_SWAP,
        {"카카오", "하이브"},
        "2024-05-16",
    ),
    (
        "",
        "삼성전자와 현대차, LG전자는 자율주행 컨소시엄을 결성했다고 16일 밝혔다.",
        Kind.CONSORTIUM,
        {"삼성전자", "현대차", "LG전자"},
        "2024-05-16",
    ),
    (
        "",
        "KT, 신한은행, 한국전자통신연구원은 15일 양자 암호 협의체를 발족했다.",
        Kind.CONSORTIUM,
        {"KT", "신한은행", "한국전자통신연구원"},
        "2024-05-15",
    ),
    (
        "",
        "김하늘 네이버 대표와 이바다 현대백화점 사장은 이날 서울 본사에서 업무협약을 체결했다.",
        Kind.MOU,
        {"네이버", "현대백화점"},
        "2024-05-16",
    ),
    (
        "",
        "두나무는 사이버 보안 기업 가온시큐리티와 침해 대응 업무협약(MOU)을 맺었다고 16일 밝혔다.",
        Kind.MOU,
        {"두나무", "가온시큐리티"},
        "2024-05-16",
    ),
    (
        "",
        "한화오션은 최근 HD현대중공업과 무인선 개발 업무협약을 체결했다고 16일 밝혔다.",
        Kind.MOU,
        {"한화오션", "HD현대중공업"},
        None,
    ),
    (
        "",
        "네이버와 이마트는 지난 14일 3년간의 배송 협력을 담은 업무협약을 체결한 것으로 알려졌다.",
        Kind.MOU,
        {"네이버", "이마트"},
        "2024-05-14",
    ),
    (
        "",
        "(서울=하늘통신) 김하늘 기자 = GS칼텍스는 16일 대한항공과 항공유 업무협약을 체결했다.",
        Kind.MOU,
        {"GS칼텍스", "대한항공"},
        "2024-05-16",
    ),
    (
        "",
        "KB국민은행은 16일 부산시와 청년 창업을 돕는 업무협약을 체결했다.",
        Kind.MOU,
        {"KB국민은행", "부산시"},
        "2024-05-16",
    ),
    (
        "삼성SDS, 한국은행 출신 모임과 협약",
        "삼성SDS는 16일 SK AX와 함께 공공 클라우드 사업을 공동 추진한다고 밝혔다. "
        "두 회사는 이날 잠실에서 이 같은 내용의 업무협약을 맺었다.",
        Kind.MOU,
        {"삼성SDS", "SKAX"},
        "2024-05-16",
    ),
    (
        "",
        "LG전자가 KT 광화문빌딩에서 SK텔레콤과 가전 연결 업무협약을 15일 체결했다.",
        Kind.MOU,
        {"LG전자", "SK텔레콤"},
        "2024-05-15",
    ),
    (
        "",
        "한국거래소 자회사 코스콤은 16일 키움증권과 토큰증권 업무협약을 체결했다.",
        Kind.MOU,
        {"코스콤", "키움증권"},
        "2024-05-16",
    ),
]


@pytest.mark.parametrize(("title", "body", "kind", "members", "date"), NEW)
def test_a_new_deal_is_one_new_mention(title: str, body: str, kind: Kind, members: set[str], date: str | None) -> None:
    new = [m for m in read(body, title) if m.new]
    assert [m.kind for m in new] == [kind]
    assert {canonical(n) for n in names(new[0])} == {canonical(n) for n in members}
    assert new[0].date == date
    assert new[0].status in (Status.ANNOUNCED, Status.PLANNED)
    assert new[0].evidence
    assert new[0].evidence in body or new[0].evidence in title
    assert new[0].rule


def canonical(name: str) -> str:
    """The name under which the gazetteer shows an organisation."""
    found = find_organisations(f"{name}는 오늘 문을 열었다.")
    return (found[0].name if found else name).replace(" ", "")


NOT_NEW = [
    # rumours and talks
    ("", "KT와 한샘이 주식 교환까지 염두에 두고 제휴를 논의하고 있는 것으로 전해졌다."),
    ("", "KT가 롯데쇼핑과 합작법인 설립을 검토하고 있다고 업계 관계자가 16일 전했다."),
    ("", "업계에 따르면 카카오와 현대카드는 이르면 다음 주 업무협약을 체결할 예정이다."),
    ("SK온·도요타 합작법인 설립 추진…막판 조율", "두 회사가 배터리 공장을 두고 협상하고 있다."),
    ("", "LG화학은 포스코와 합작사를 세우는 방안을 협의 중인 것으로 전해졌다."),
    ("", "SK텔레콤과 쿠팡이 전략적 제휴를 맺을 가능성이 거론된다."),
    ("", "한 증권사는 네이버와 CJ대한통운이 지분을 교환할 것으로 전망했다."),
    ("", "LG화학이 세계 완성차 업체들과 합작법인 설립을 논의하고 있다고 한 통신이 보도했다."),
    # denials
    ("", '한샘은 16일 "현대건설과 제휴를 맺는다는 말은 사실이 아니다"라고 밝혔다.'),
    ("", "카카오는 하이브와 지분을 교환하기로 결정된 바 없다고 공시했다."),
    ("", '두산은 "포스코와 합작법인을 설립할 계획이 없다"고 밝혔다.'),
    # endings
    ("", "NHN과 한글과컴퓨터가 제휴를 중단하면서 서비스 일정에 차질이 생겼다."),
    ("SK온·포드, 합작법인 청산", "SK온과 포드가 합작법인 체제를 종료하기로 했다고 16일 밝혔다."),
    ("", "LG전자와 현대차의 업무협약이 해지됐다."),
    ("", "삼성SDI와 스텔란티스가 배터리 동맹을 깨고 각자의 길을 가기로 했다."),
    # background
    ("", "현대건설은 지난해 10월 한샘과 주식을 교환한 바 있다."),
    ("", "앞서 네이버는 CJ대한통운과 업무협약을 체결했다."),
    ("", "KT는 지난 1월 현대건설과 체결한 업무협약에 따라 새 현장을 열었다."),
    ("", "롯데쇼핑은 2019년 네이버와 업무협약을 맺고 물류를 키워 왔다."),
    ("", "이란은 2016년 중국과 항만 사업 양해각서를 체결했다."),
    # existing ventures and consortia doing something
    ("SK온·포드 합작법인, 첫 상업 생산", "SK온과 포드의 합작법인인 블루오벌SK가 16일 생산을 시작했다."),
    ("", "대우건설 컨소시엄은 15일 신한은행과 금융 약정을 체결했다고 16일 밝혔다."),
    ("", "한국전력이 참여한 컨소시엄이 해외 풍력 사업을 수주했다고 16일 밝혔다."),
    ("", "신세계와 알리바바가 설립한 합작법인이 새 대표를 뽑았다."),
    ("", "현대건설 컨소시엄이 철도 사업의 우선협상대상자로 선정됐다."),
    # marketing
    ("", "CU는 매일유업과 손잡고 내놓은 도시락이 50만개 나갔다고 16일 밝혔다."),
    ("", "통영시와 손잡고 이마트가 굴 할인 행사를 시작했다."),
    ("무신사, 네이버와 손잡고 팝업 스토어", "무신사가 네이버와 손잡고 17일부터 팝업 스토어를 운영한다고 16일 밝혔다."),
    # columns
    (
        "[기자수첩] 업무협약의 무게",
        "최근 하늘시는 LG화학과 투자 양해각서를 체결했다. 하지만 협약만으로는 아무것도 지어지지 않는다.",
    ),
    ("[칼럼] 동맹의 조건", "네이버와 카카오가 업무협약을 맺었다. 남은 일은 신뢰다."),
    # states, labour, finance
    ("", "미국과 한국은 16일 우주 협력 양해각서를 체결했다."),
    ("", "필리핀이 미국과의 동맹을 재확인했다."),
    ("", "현대자동차 노사는 16일 단체협약을 체결했다."),
    ("", "한진해운은 채권단과 자율협약을 맺었다."),
    ("", "과학기술정보통신부는 16일 교육부와 업무협약을 체결했다."),
    # sport, idioms, substrings, names
    ("", "LG의 김하늘과 이바다가 25점을 합작하며 승리를 이끌었다."),
    ("", "이번 사고는 무관심과 방심이 빚은 합작품이다."),
    ("", "기사는 택시 손잡이를 잡은 손님을 보지 못했고 카카오와 네이버 지도도 꺼져 있었다."),
    ("", "카카오 경영지원팀은 하반기에 네이버와 비슷한 서비스를 내놓는다고 설명했다."),
    ("", "하늘대 학생들은 동맹휴업을 결의하고 삼성전자와 SK텔레콤 후원 행사를 거부했다."),
    ("", "한국혁신의약품컨소시엄이 다음 달 대전에서 설명회를 연다."),
    # contrast, acquisition, merger
    ("", '네이버는 카카오를 두고 "단순한 MOU 체결과 달리 실제 성과를 내야 한다"고 말했다.'),
    ("", "네이버가 컬리의 구주 일부를 인수했다고 16일 밝혔다."),
    ("", "네이버와 두나무는 합병을 위해 포괄적 주식교환 안건을 이사회에 올린다."),
    ("", "네이버는 카카오와 치열한 경쟁을 벌이며 새 제휴를 찾고 있다."),
    ("", "협력사와 제휴카드 혜택을 늘린 삼성카드가 현대카드와 점유율을 다툰다."),
]


@pytest.mark.parametrize(("title", "body"), NOT_NEW)
def test_what_is_no_new_deal_gives_no_new_mention(title: str, body: str) -> None:
    assert [m for m in read(body, title) if m.new] == []


STATUSES = [
    ("KT와 한샘이 주식 교환까지 염두에 두고 제휴를 논의하고 있는 것으로 전해졌다.", Status.RUMOURED),
    ('현대건설은 "한샘과의 제휴설은 사실무근"이라고 선을 그었다.', Status.DENIED),
    ("현대건설과 한샘이 제휴를 중단하면서 새 매장이 늦게 문을 연다.", Status.ENDED),
    ("현대건설은 지난해 10월 한샘과 주식을 교환한 바 있다.", Status.BACKGROUND),
    ("CJ대한통운은 오는 20일 쿠팡과 업무협약을 체결할 예정이다.", Status.PLANNED),
    ("CJ대한통운은 16일 쿠팡과 업무협약을 체결했다.", Status.ANNOUNCED),
]


@pytest.mark.parametrize(("body", "status"), STATUSES)
def test_each_status_is_told_apart(body: str, status: Status) -> None:
    assert [m.status for m in read(body)] == [status]


def test_background_keeps_its_own_date_and_kind() -> None:
    (mention,) = read("현대건설은 지난해 10월 한샘과 주식을 교환하고 동반자가 된 바 있다.")
    assert (mention.kind, mention.date, mention.new) == (Kind.EQUITY_SWAP, "2023-10", False)


def test_a_deal_told_three_times_is_one_mention() -> None:
    body = (
        "KT와 현대건설이 공사장 안전을 위해 손잡는다. KT는 16일 현대건설과 업무협약을 체결했다고 밝혔다. "
        "이번 협약으로 두 회사는 안전 모자를 함께 만든다. KT와 현대건설의 협약식에는 두 회사 임원이 참석했다."
    )
    new = [m for m in read(body, "KT·현대건설, 안전 모자 업무협약") if m.new]
    assert [names(m) for m in new] == [{"KT", "현대건설"}]


def test_two_deals_of_one_company_are_two_mentions() -> None:
    body = (
        "KT는 16일 현대건설과 공사장 안전 업무협약을 체결했다. 또 KT는 이날 신한은행과 금융 보안 업무협약을 체결했다."
    )
    assert [names(m) for m in read(body) if m.new] == [{"KT", "현대건설"}, {"KT", "신한은행"}]


def test_earlier_partners_are_not_members() -> None:
    body = (
        "코스콤은 16일 키움증권과 토큰증권 업무협약을 체결했다고 밝혔다. "
        "앞서 코스콤은 대신증권, 유안타증권과 업무협약을 맺은 바 있다."
    )
    (new,) = [m for m in read(body) if m.new]
    assert names(new) == {"코스콤", "키움증권"}


def test_the_competitor_and_the_target_are_not_members() -> None:
    body = "네이버와 신세계가 '반쿠팡 동맹'을 결성했다. 쿠팡과 치열한 경쟁을 벌이는 양사는 배송을 함께 한다."
    (new,) = [m for m in read(body) if m.new]
    assert names(new) == {"네이버", "신세계"}


def test_an_initiative_joined_through_the_same_deal_is_background() -> None:
    body = (
        "현대건설은 16일 KT, 한샘과 스마트홈 업무협약을 체결했다. "
        "이번 협약으로 현대건설과 한샘은 KT가 이끄는 산학연 협의체 ‘집 원팀’에도 참여하게 된다. "
        "여기에는 3사를 비롯해 삼성전자·한양대·한국전자통신연구원 등이 참여하고 있다."
    )
    found = read(body)
    (new,) = [m for m in found if m.new]
    assert new.kind is Kind.MOU
    assert names(new) == {"현대건설", "KT", "한샘"}
    (team,) = [m for m in found if m.name == "집 원팀"]
    assert team.kind is Kind.CONSORTIUM
    assert team.status is Status.BACKGROUND
    assert {m.name for m in team.joining} == {"현대건설", "한샘"}
    assert names(team) >= {"현대건설", "KT", "한샘", "삼성전자", "한국전자통신연구원"}


def test_joining_a_known_consortium_is_news_by_itself() -> None:
    body = (
        "LG전자가 자율주행 컨소시엄인 ‘길 혁신 포럼’에 합류한다고 16일 밝혔다. "
        "이 컨소시엄은 현대차가 주도하고, KT, 네이버 등이 참여하고 있다."
    )
    (new,) = [m for m in read(body) if m.new]
    assert (new.kind, new.name, new.date) == (Kind.CONSORTIUM, "길 혁신 포럼", "2024-05-16")
    assert {m.name for m in new.joining} == {"LG전자"}
    assert len(new.members) == 4


def test_glued_sentences_are_read_apart() -> None:
    body = "KT와 한샘이 제휴를 논의하고 있는 것으로 전해졌다.9일 업계에서는 두 회사가 곧 업무협약을 맺을 것으로 본다."
    assert not any(m.new for m in read(body))


def test_without_a_publication_day_relative_dates_stay_open() -> None:
    (mention,) = read("KT는 28일 현대건설과 업무협약을 체결했다고 밝혔다.", published=None)
    assert mention.new
    assert mention.date is None


def test_a_time_stamp_in_the_text_serves_as_publication_day() -> None:
    body = "입력 : 2013/05/28 16:54\nKT는 28일 현대건설과 업무협약을 체결했다고 밝혔다."
    (mention,) = read(body, published=None)
    assert mention.date == "2013-05-28"


def test_politics_give_no_mention() -> None:
    body = (
        "국정위는 조직 개편안을 이재명 대통령에게 보고했다. 여야 협의체 구성을 두고 이견이 컸다. "
        "한미 동맹을 강화하기로 한 양국은 관세 협정을 체결했다."
    )
    assert read(body, "조직 개편 '안갯속'") == []


PIECES = st.sampled_from(
    [
        "KT",
        "네이버",
        "와 ",
        "과 ",
        "는 ",
        "업무협약",
        "을 ",
        "체결",
        "했다",
        "고 밝혔다.",
        "‘",
        "’",
        "(",
        ")",
        "지분",
        "교환",
        "손잡고 ",
        "\n",
        "&apos;",
        "16일 ",
        "지난해 10월 ",
        "컨소시엄",
        "에 참여",
        "…",
        "·",
        "-",
        "[",
        "]",
        "3사",
        "양사",
        "등 ",
        "MOU",
        "<br />",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_any_words_give_mentions_that_quote_the_text(body: str, title: str) -> None:
    for mention in read(body, title):
        assert mention.evidence in body or mention.evidence in title
        assert not mention.new or (mention.evidence and len(mention.members) >= 2)
        assert mention.rule


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_read_without_exception(body: str, title: str) -> None:
    read(body, title)


def test_a_long_text_of_openings_is_read_in_linear_time() -> None:
    for piece in ("업무협약(", "‘업무협약", "KT와 ", "제휴 ", "[속보] ", "합작법인을 ", "2024.", "&apos;"):
        read(piece * 4000)
