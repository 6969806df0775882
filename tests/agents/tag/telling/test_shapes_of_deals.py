"""The many shapes in which news tells of one deal, all invented: who the parties are, and when it was made."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read
from topics.records import Kind

SHAPES = {
    # title, body, kind, members, date
    "ceremony in place of the verb": (
        "",
        "KT와 현대건설은 14일 서울 본사에서 업무제휴 조인식을 가졌다.",
        Kind.PARTNERSHIP,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "contract to work together": (
        "",
        "KT는 현대건설과 건설 로봇을 공동으로 개발하는 계약을 체결했다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"KT", "현대건설"},
        "2024-05-16",
    ),
    "resolve without a paper": (
        "",
        "KT와 현대건설은 건설 현장 안전 기술 개발에 협력하기로 했다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"KT", "현대건설"},
        "2024-05-16",
    ),
    "two banks": (
        "",
        "신한은행과 우리은행이 점포를 함께 쓴다. 두 은행은 14일 업무협약을 체결했다.",
        Kind.MOU,
        {"신한은행", "우리은행"},
        "2024-05-14",
    ),
    "a short word for one named before": (
        "",
        "KT는 14일 서울 서울교통공사 본사에서 공사와 안전 관리 업무협약을 체결했다.",
        Kind.MOU,
        {"KT", "서울교통공사"},
        "2024-05-14",
    ),
    "partner made of common words": (
        "",
        "KT는 14일 본사에서 들꽃건축과 주택 보급을 위한 업무협약을 체결했다.",
        Kind.MOU,
        {"KT", "들꽃건축"},
        "2024-05-14",
    ),
    "named by a quoted name alone": (
        "",
        "KT와 현대건설이 로봇 표준을 위해 '로봇 두레'를 결성했다고 16일 밝혔다.",
        Kind.CONSORTIUM,
        {"KT", "현대건설"},
        "2024-05-16",
    ),
    "syllables of a verb in the quoted name": (
        "",
        "KT와 현대건설은 16일 로봇 연합체 '하이루트'를 결성했다고 밝혔다.",
        Kind.CONSORTIUM,
        {"KT", "현대건설"},
        "2024-05-16",
    ),
    "consortium that signs a paper": (
        "",
        "KT와 현대건설이 로봇 사업 컨소시엄을 꾸렸다. 두 회사는 14일 공동사업 협약식을 열었다.",
        Kind.CONSORTIUM,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "a council as the means": (
        "",
        "KT와 현대건설은 로봇을 공동 개발하기로 했다고 14일 밝혔다. 이를 위해 두 회사는 협의체를 구성하고 인력을 나눈다.",
        Kind.PARTNERSHIP,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "paper to form a council later": (
        "",
        "KT와 현대건설은 14일 업무협약을 맺고 실무 협의체를 구성하기로 했다.",
        Kind.MOU,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "head of an association": (
        "",
        "중소기업중앙회장은 지난 14일 현대건설 대표와 만나 업무협약을 체결했다.",
        Kind.MOU,
        {"중소기업중앙회", "현대건설"},
        "2024-05-14",
    ),
    "groups for their companies": (
        "LS·효성, 배터리 합작사 만든다",
        "LS그룹과 효성그룹이 손을 잡았다. LS전선과 효성중공업은 합작법인 설립 계약을 체결했다고 16일 밝혔다.",
        Kind.JOINT_VENTURE,
        {"LS전선", "효성중공업"},
        "2024-05-16",
    ),
    "the ceremony was before the report": (
        "",
        "KT는 현대건설과 업무협약을 체결했다고 16일 밝혔다. 지난 14일 열린 협약식에는 두 회사 대표가 참석했다.",
        Kind.MOU,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "board on the day": (
        "KT·현대건설, 주식 맞교환",
        "KT와 현대건설이 자사주를 맞교환했다. 두 회사는 14일 이사회를 열고 이같이 의결했다고 공시했다.",
        Kind.EQUITY_SWAP,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "a day between contract and verb": (
        "",
        "KT는 현대건설과 로봇 합작법인 설립 계약을 지난 14일(현지시간) 체결했다고 16일 밝혔다.",
        Kind.JOINT_VENTURE,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "between the two": (
        "",
        "KT와 현대건설 사이에 로봇 기술 업무협약이 14일 이뤄졌다.",
        Kind.MOU,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "resolved in one breath with more": (
        "",
        "KT와 현대건설은 건설 로봇 분야에서 협력을 강화하고 전국에 체험관을 함께 세우기로 합의했다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"KT", "현대건설"},
        "2024-05-16",
    ),
    "licensed to the one with a dative": (
        "",
        "유한양행은 제약사 한미약품에 혈압약 후보물질의 기술수출 및 공동개발 계약을 체결했다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"유한양행", "한미약품"},
        "2024-05-16",
    ),
    "helped, and developed with": (
        "",
        "KT는 최근 현대건설에 통신 기술을 지원하고 로봇을 공동 개발키로 했다고 15일 발표했다.",
        Kind.PARTNERSHIP,
        {"KT", "현대건설"},
        "2024-05-15",
    ),
    "what the other does by the contract": (
        "",
        "유한양행은 한미약품이 만든 혈압약을 병원에 공동 판매하는 내용의 계약을 체결했다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"유한양행", "한미약품"},
        "2024-05-16",
    ),
    "founding and more in one contract": (
        "",
        "KT는 현대건설과 합작법인 설립과 공장 건설을 위한 300억원 규모의 투자 계약을 체결했습니다.",
        Kind.JOINT_VENTURE,
        {"KT", "현대건설"},
        None,
    ),
    "a day beside a word for late": (
        "",
        "KT는 최근(14일) 현대건설과 로봇 합작법인 설립 계약을 맺었습니다.",
        Kind.JOINT_VENTURE,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "a month to come that is another's": (
        "",
        "KT와 현대건설은 올해 10월 여는 전시장을 시작으로 로봇에서 협업하며 공사 속도를 높이기로 했다고 14일 밝혔다.",
        Kind.PARTNERSHIP,
        {"KT", "현대건설"},
        "2024-05-14",
    ),
    "a comma for the ending of the verb": (
        "",
        "KT는 현대건설과 합작법인을 설립, 내년부터 로봇을 팔 예정이라고 16일 밝혔다.",
        Kind.JOINT_VENTURE,
        {"KT", "현대건설"},
        "2024-05-16",
    ),
    "shares bought and work together": (
        "",
        "KT는 한샘의 지분 10%를 인수하고 로봇 가구에서 협력하기로 했다고 16일 밝혔다.",
        Kind.PARTNERSHIP,
        {"KT", "한샘"},
        "2024-05-16",
    ),
    "handing over is no column": (
        "",
        "KT와 현대건설이 지분을 맞교환했다. KT는 자사주를 현대건설에 넘기고 신주를 받는다.",
        Kind.EQUITY_SWAP,
        {"KT", "현대건설"},
        None,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_is_one_new_deal(shape: str) -> None:
    title, body, kind, members, date = SHAPES[shape]
    (new,) = [m for m in read(body, title) if m.new]
    assert (new.kind, names(new), new.date) == (kind, members, date)


NO_DEALS = {
    "hands that may be joined": ("KT·현대건설, 손잡을까…업계 촉각", "KT와 현대건설이 제휴할 가능성이 제기됐다."),
    "each with another country": ("KT·현대건설 美와 협약", "국내 기업들이 미국 측과 여러 계약을 맺었다."),
    "unions among themselves": ("", "민주노총과 한국노총이 공동 투쟁을 위해 손잡고 대응에 나선다."),
    "former head of a company": ("", "홍길동 전 KT 대표가 현대건설과 업무협약을 체결했다고 16일 밝혔다."),
    "hand in hand in thought": ("", "KT가 현대건설과 손잡고 로봇 배송 사업 추진을 검토하고 있다."),
    "goes on already": ("", "KT는 현대건설과 협력을 강화하고 있으며 내년에 체험관을 내기로 했다."),
    "a list of what is talked about": ("", "KT는 현대건설과 합작법인 설립, 지분 인수 등을 논의했다."),
    "only bought": ("", "KT는 한샘의 지분 10%를 인수하고 새 대표를 뽑았다고 16일 밝혔다."),
    "sold to": ("", "유한양행은 한미약품에 혈압약을 공급하는 계약을 체결했다고 16일 밝혔다."),
    "each on its own": ("", "KT와 현대건설은 협력을 끝내고 각자 로봇을 만들기로 했다고 16일 밝혔다."),
    "renewed contract": ("", "KT는 현대건설과 시설 위탁 운영 재계약 협약을 했다고 16일 밝혔다."),
    "headline that the text does not bear out": (
        "KT, 현대건설과 손잡고 시장 확대 본격화",
        "KT는 현대건설이 가진 자회사 지분을 모두 사들였다고 16일 밝혔다.",
    ),
    "seminar held together": (
        "",
        "국토교통부는 16일 대한건설협회와 공동으로 '국가계약 제도 설명회'를 개최했다.",
    ),
}


@pytest.mark.parametrize("shape", NO_DEALS)
def test_what_only_looks_so_is_none(shape: str) -> None:
    title, body = NO_DEALS[shape]
    assert [m for m in read(body, title) if m.new] == []
