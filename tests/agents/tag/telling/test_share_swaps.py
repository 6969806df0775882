"""Shares that companies exchange, on invented stories: those who hold them are the parties."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read
from topics.records import Kind

SWAPS = {
    "both hold them": (
        "가람전자가 보유한 자사주 일부를 나래통신이 보유한 자사주와 맞교환하기로 했다고 16일 밝혔다.",
        {"가람전자", "나래통신"},
    ),
    "with their parts": (
        "가람전자는 보유한 자사주 1.9%를 나래통신이 들고 있는 자사주 0.4%와 교환한다고 16일 공시했다.",
        {"가람전자", "나래통신"},
    ),
    "two who hold them": (
        "가람전자가 보유한 자사주를 나래통신·다솔건설이 보유한 자사주와 맞교환하기로 했다고 16일 밝혔다.",
        {"가람전자", "나래통신", "다솔건설"},
    ),
    "carried out": ("가람제약은 16일 나래제약과 자사주 맞교환을 단행했습니다.", {"가람제약", "나래제약"}),
    "for a wide co-operation": (
        "가람전자와 나래통신은 포괄적 사업 협력을 위해 자사주를 맞교환하기로 했다고 16일 밝혔다.",
        {"가람전자", "나래통신"},
    ),
}
NO_SWAPS = [
    "가람전자는 16일 나래통신이 보유한 다솔건설 지분 10%를 사들이기로 했다고 밝혔다.",
    "가람전자는 나래통신이 보유한 특허를 자사 특허와 교환하기로 했다고 16일 밝혔다.",
    "가람제약은 자사주 95만주를 나래증권에 처분한다고 16일 공시했다.",
    "가람제약은 이미 지난 14일 나래제약, 다솔제약과 자사주 맞교환을 단행했다.",
    "국내 제약사들이 자사주를 맞교환하는 사례가 잇따르고 있다. 가람제약과 나래제약은 16일 신약을 선보였다.",
]


@pytest.mark.parametrize("shape", SWAPS)
def test_who_holds_exchanged_shares_is_a_party(shape: str) -> None:
    body, parties = SWAPS[shape]
    assert [(m.kind, names(m)) for m in read(body) if m.new] == [(Kind.EQUITY_SWAP, parties)]


@pytest.mark.parametrize("body", NO_SWAPS)
def test_shares_that_are_sold_or_were_exchanged_are_no_news(body: str) -> None:
    assert [m for m in read(body) if m.new] == []
