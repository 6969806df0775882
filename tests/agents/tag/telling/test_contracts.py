"""Contracts by which one works for the other's market, what parties resolve to do together, and days of no year."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import read

NEW = [
    (
        "가람전자는 새 게임의 대만 퍼블리싱을 현지 게임사 나래소프트에 맡기는 계약을 체결했다.",
        ["가람전자", "나래소프트"],
    ),
    ("나래소프트는 가람전자의 한국 공식 총판 계약을 따냈다고 16일 알렸다.", ["나래소프트", "가람전자"]),
    ("가람대학교는 지난 14일 소재 기업 나래소재와 통상실시권 허여 계약을 체결했다.", ["가람대학교", "나래소재"]),
    ("나래소프트는 가람전자와 생산법인을 50 대 50으로 세우는 계약을 14일 체결했다.", ["나래소프트", "가람전자"]),
    ("가람전자와 나래소프트의 업무협약식은 13일 본사에서 열렸다.", ["가람전자", "나래소프트"]),
    ("가람전자와 나래소프트는 협력 합의서를 나눠 가졌다.", ["가람전자", "나래소프트"]),
    ("가람전자와 나래소프트는 로봇을 함께 만들어 팔기로 했다고 16일 밝혔다.", ["가람전자", "나래소프트"]),
    ("가람전자와 나래소프트가 사전을 공동 출간하기로 계약했다.", ["가람전자", "나래소프트"]),
    ("가람전자와 나래소프트, 부산시는 14일 '로봇 얼라이언스' 발대식을 개최했다.", ["가람전자", "나래소프트", "부산시"]),
    ("가람건설과 나래건설 등 15개 건설사가 '해외 수주플랫폼'을 출범시켰다.", ["가람건설", "나래건설"]),
    (
        "경기도와 나래통신이 업무협약을 통해 과일을 편의점에서 판매한다. 이번 협약은 판로를 넓히기 위함이다.",
        ["경기도", "나래통신"],
    ),
    (
        "가람전자는 경기 시흥의 나래기계를 한국 총판으로 선정하고 독점판매 계약을 맺었다고 2일 밝혔다.",
        ["가람전자", "나래기계"],
    ),
    ("14일 업무협약을 맺은 가람전자와 나래소프트가 이날 계획을 내놨다.", ["가람전자", "나래소프트"]),
]


@pytest.mark.parametrize(("body", "members"), NEW)
def test_contracts_and_joint_resolves_are_new_deals(body: str, members: list[str]) -> None:
    told = [[member.name for member in mention.members] for mention in read(body) if mention.new]
    assert told == [members]


def test_a_signing_behind_the_first_sentence_is_news_where_its_ceremony_is_told_next() -> None:
    told = "로봇이 다시 뛴다. 가람전자와 나래통신은 협약을 맺고 새 로봇을 내기로 했다."
    assert [m.new for m in read(f"{told} 협약식은 13일 시청에서 열렸다.", "로봇의 귀환")] == [True]


def test_a_day_without_its_month_is_the_news_own_where_nobody_knows_the_publication() -> None:
    body = "로봇이 매장을 지킨다. 나래소프트는 가람전자와 업무협약을 체결했다"
    assert [m.new for m in read(f"{body}고 25일 전했다.", "로봇이 온다", None)] == [True]
    assert [m.new for m in read(f"{body}.", "로봇이 온다", None)] == [False]


NOT_NEW = [
    "가람전자는 나래소프트와 100억원 규모의 서버 공급 계약을 체결했다고 16일 밝혔다.",
    "나래건설은 가람조합과 아파트 공사 도급계약을 체결했다고 16일 밝혔다.",
    "가람전자는 파트너 나래소프트와 부품 구매 계약을 체결했다고 16일 밝혔다.",
    "가람전자는 나래소프트와 총판 계약을 검토하고 있다.",
    "가람전자는 나래소프트와 퍼블리싱 계약을 해마다 체결하고 있다.",
    "가람전자와 나래소프트는 특허 소송을 서로 취하하기로 합의했다.",
    "가람전자와 나래소프트는 로봇을 함께 만드는 방안을 논의하기로 했다.",
    "가람전자와 나래소프트는 로봇을 함께 만들기로 했던 계획을 접었다.",
    "가람전자와 나래소프트가 2020년 업무협약을 통해 로봇을 만들어 왔다.",
    "가람전자는 나래소프트와의 업무협약을 통해 지은 공장에서 로봇을 판매한다고 16일 밝혔다.",
    "가람전자는 신차 '가온'을 출범시켰다.",
    "지난해 업무협약을 맺은 가람전자와 나래소프트는 14일 로봇을 출시했다고 밝혔다.",
]


@pytest.mark.parametrize("body", NOT_NEW)
def test_orders_and_what_is_only_talked_of_are_not(body: str) -> None:
    assert [mention for mention in read(body) if mention.new] == []
