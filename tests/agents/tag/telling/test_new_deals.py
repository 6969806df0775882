"""What is a new alliance: its kind, members and date, on invented stories."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read, tagged
from topics.records import Kind, Status

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
    found = tagged(f"{name}는 오늘 문을 열었다.").organisations
    return (found[0].name if found else name).replace(" ", "")
