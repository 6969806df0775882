"""A deal that names too few parties is read again with the names that the story gives away elsewhere."""

from __future__ import annotations

import pytest

from agents.tag.saying.rule import Rule
from tests.agents.tag.stories import names, read, tagged


@pytest.mark.parametrize(
    ("title", "body", "members"),
    [
        pytest.param(
            "'바람결'·'물결보험' 펫적금 공동 출시 합의",
            "손해보험사 물결보험은 산책 앱 바람결과 전략적 제휴를 맺고 적금을 개발한다고 16일 밝혔다.",
            {"물결보험", "바람결"},
            id="words of the dictionary that the headline quotes as a pair",
        ),
        pytest.param(
            "국내 최대 낚시앱 '미늘터', 보탬과 중고 낚싯배 인증사업",
            "낚시 앱을 서비스하는 미늘터가 보탬과 중고 낚싯배 사업을 벌인다. "
            '미늘터는 "보탬과 이 같은 내용의 사업협력 계약을 14일 체결했다"고 했다.',
            {"미늘터", "보탬"},
            id="a partner in the headline and the text",
        ),
        pytest.param(
            "염색 장인, 의상 만든다… '물빛결'·'아틀리에 봄' 업무제휴",
            "염색 업체 물빛결은 무대의상 전문 회사 아틀리에 봄과 업무제휴를 맺고 의상을 개발한다고 13일 밝혔다.",
            {"물빛결", "아틀리에봄"},
            id="a name of two words that the headline quotes",
        ),
        pytest.param(
            "세 지방 건설사, 모듈러 시장 도전",
            "광주 새광주건설, 전주 온터종건, 대구 팔공토건이 모듈러 주택 시장에 공동으로 도전한다. "
            "3사는 컨소시엄 구성에 합의하고 13일 대전에서 협정서를 작성했다고 밝혔다.",
            {"새광주건설", "온터종건", "팔공토건"},
            id="as many names as the next sentence counts",
        ),
        pytest.param(
            "",
            "충청권 기업 세 곳이 부품 국산화를 위해 한배를 탔다. 한울라인과 노바라인, 서진나인은 14일 "
            "'소형위성 카메라 컨소시엄' 결성식을 갖고 2028년까지 탑재체를 내놓기로 합의했다.",
            {"한울라인", "노바라인", "서진나인"},
            id="as many names as the sentence before counts",
        ),
        pytest.param(
            "동네 서점 4곳, 공동 배송 나선다",
            "새벽글방, 르리브르, 밤과책, 모퉁이서가 등 수도권 서점 4곳이 공동 배송을 위해 뭉쳤다. "
            "이들은 지난 14일 서울 마포구에서 협약식을 열고 창고를 함께 쓰기로 했다.",
            {"새벽글방", "르리브르", "밤과책", "모퉁이서가"},
            id="one of the four who was lacking",
        ),
    ],
)
def test_a_deal_gets_the_parties_that_the_story_gives_away(title: str, body: str, members: set[str]) -> None:
    story = tagged(body, title)
    assert [names(m) for m in story.mentions if m.new] == [members]
    assert any(step.rule == Rule.GIVEN_AWAY for step in story.steps)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("미늘터, 새 로봇 '보탬' 공개", "미늘터는 보탬과 청소기를 16일 공개했다. 회사는 지역사회와 협약을 체결했다."),
        ("미늘터, '보탬' 출시", "미늘터는 보탬과 관련해 정부와 협약을 체결했다. 보탬은 16일부터 팔린다."),
        (
            "가람전자, 신제품 '바람결' 판매",
            "가람전자가 바람결을 팔기 위해 16일 대리점주들과 협약을 맺었다. 바람결은 3월 나온다. 바람결은 빠르다.",
        ),
        ("가람전자, 상생 협약", "가람전자는 16일 노동조합과 협약을 체결했다. 노조는 파업을 접는다. 노조는 반겼다."),
        ("가람시, 청년 협약", "가람시는 16일 청년들과 업무협약을 체결했다. 청년들은 의견을 낸다. 청년들은 반겼다."),
        (
            "가람전자, 부품사 3곳과 간담회",
            "가람전자는 16일 로봇과 센서, 배터리를 위한 업무협약을 체결했다. 부품사 3곳이 반겼다.",
        ),
        (
            "'바람결'·'물결보험' 적금 검토",
            "손해보험사 물결보험은 산책 앱 바람결과 전략적 제휴를 맺는 방안을 검토하고 있다고 16일 밝혔다.",
        ),
    ],
)
def test_what_is_no_party_is_none_when_read_again(title: str, body: str) -> None:
    assert not [m for m in read(body, title) if m.new]


@pytest.mark.parametrize(
    ("body", "members"),
    [
        (
            "가람게임즈가 새 게임을 중국에 내보낸다. 회사는 15일 나래넷, 다솔넷과 새 게임 수출 계약을 맺었다고 밝혔다. "
            "로열티는 매출의 33%다.",
            {"가람게임즈", "나래넷", "다솔넷"},
        ),
        ("가람로봇은 지난 14일 대만에서 나래기계와 로봇 대리점 계약을 맺었습니다.", {"가람로봇", "나래기계"}),
        (
            "가람푸드는 미국 유통체인 나래마트와 현지 판매 계약을 체결했다고 14일 밝혔다. 나래마트는 김치를 독점 판매한다.",
            {"가람푸드", "나래마트"},
        ),
    ],
)
def test_a_contract_is_an_alliance_where_the_story_bears_it_out(body: str, members: set[str]) -> None:
    story = tagged(body)
    assert [names(m) for m in story.mentions if m.new] == [members]
    assert any(step.rule == Rule.BORNE_OUT for step in story.steps)


@pytest.mark.parametrize(
    "body",
    [
        "가람로봇은 나래기계와 부품 공급 계약을 16일 체결했다. 값은 10억원이다.",
        "가람로봇은 나래기계와 부품 수출 계약을 16일 체결했다. 독점 판매용 부품을 수주한 것이다.",
        "가람로봇은 나래기계와 수출 계약을 논의하고 있다고 16일 밝혔다. 독점 판매권이 걸림돌이다.",
        "가람로봇은 지난해 나래기계와 수출 계약을 체결했다. 독점 판매 계약이다. 가람로봇은 16일 새 로봇을 선보였다.",
        "가람로봇은 정부와 계약을 16일 체결했다. 로봇을 독점 공급한다.",
        "가람엔터는 김하늘과 음반 계약을 16일 체결했다. 김하늘은 로열티를 받는다.",
        "공정위는 16일 가람로봇과 나래기계의 독점 공급 계약을 조사한다고 밝혔다.",
    ],
)
def test_a_sale_an_order_or_what_is_not_signed_now_is_none(body: str) -> None:
    assert not [m for m in read(body) if m.new]
