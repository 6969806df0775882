"""Deals told without names, on invented stories: their parties stand in a sentence that lists who takes part."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

LISTED = [
    (
        "전기차 부품을 함께 개발하자는 협약이 16일 체결됐다. "
        "협약에 참여한 3개사는 현대모비스, LG화학, 한온시스템 등이다.",
        {"현대모비스", "LG화학", "한온시스템"},
    ),
    (
        "지역 기업들이 16일 수소 사업을 위한 업무협약을 체결했다. "
        "협약식에는 김하늘 두산에너빌리티 대표, 이나래 포스코 사장 등이 참석했다.",
        {"두산에너빌리티", "포스코"},
    ),
]


@pytest.mark.parametrize(("body", "parties"), LISTED)
def test_a_deal_without_parties_takes_those_listed_behind(body: str, parties: set[str]) -> None:
    assert [names(m) for m in read(body) if m.new] == [parties]


def test_guests_do_not_join_a_deal_that_names_its_parties() -> None:
    body = (
        "KT는 16일 현대건설과 업무협약을 체결했다. 협약식에는 김하늘 KT 대표, 이나래 현대건설 사장, "
        "박가온 신한은행 부행장 등이 참석했다."
    )
    assert [names(m) for m in read(body) if m.new] == [{"KT", "현대건설"}]


def test_those_present_are_no_parties_beside_both_companies() -> None:
    body = (
        "LG화학과 GS칼텍스가 합작사를 설립하기로 합의했다. 양사는 16일 LG화학 김하늘 대표와 LG전자 이나래 대표가 "
        "참석한 가운데 협약식을 가졌다."
    )
    assert [names(m) for m in read(body) if m.new] == [{"LG화학", "GS칼텍스"}]
