"""Whom a deal takes from the sentence before: those with whom hands are joined there, and nobody whom it counts anew."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

TOLD = (
    (
        "가온전자와 나래통신은 상반기 판매가 나란히 늘었다. 새빛군은 지난 14일 군청에서 산업단지에 들어올 2개 업체와 "
        "투자유치를 위한 업무협약을 체결했다.\n2개 업체는 라온군 소재 ㈜해솔정밀과 ㈜바른식품이다.",
        {"새빛군", "해솔정밀", "바른식품"},
    ),
    (
        "다온전자가 나래통신과 손잡고 드론 인재를 키운다. 다온전자는 16일 서울 본사에서 산학협력 협약을 체결했다고 밝혔다.",
        {"다온전자", "나래통신"},
    ),
    ("푸른협회가 어린이 독서를 위해 다온전자와 16일 업무협약을 체결했다.", {"푸른협회", "다온전자"}),
)


@pytest.mark.parametrize(("text", "members"), TOLD)
def test_the_deal_has_these_members(text: str, members: set[str]) -> None:
    assert [names(mention) for mention in read(text) if mention.new] == [members]


def test_another_company_takes_none_of_those_who_joined_hands() -> None:
    text = "다온전자가 나래통신과 손잡고 드론 인재를 키운다. 도담식품은 16일 업무협약을 체결했다고 밝혔다."
    assert [mention for mention in read(text) if mention.new] == []
