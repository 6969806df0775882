"""Company names that are common words, too: in a signer's place they are companies, elsewhere they are words."""

import pytest

from agents.tag.names.organisations import find_organisations


@pytest.mark.parametrize(
    "text",
    [
        "신원은 16일 일본 도매업체인 벨라스(BELAS)와 유통 분야에서 협력하는 내용의 양해각서(MOU)를 체결했다.",
        "가람시가 신원과 청년 창업을 지원하는 협약을 16일 맺었다.",
        "패션기업 신원이 벨라스와 소재 개발을 위한 업무협약을 체결했다고 밝혔습니다.",
        "(가람=나래뉴스) 신원은 벨라스, 다솔전자와 손잡고 새 상표를 낸다.",
    ],
)
def test_who_signs_is_a_company(text: str) -> None:
    assert "신원" in {organisation.name for organisation in find_organisations(text)}


@pytest.mark.parametrize(
    "text",
    [
        "경찰은 피의자의 신원과 계약을 체결한 업체를 확인하고 있다.",
        "신원은 지자체와 협약을 체결한 기관이 확인한다.",
        "가람시는 지원할 사람의 신원과 소득을 확인해 16일 협약을 체결했다.",
    ],
)
def test_a_word_beside_a_deal_is_no_company(text: str) -> None:
    assert "신원" not in {organisation.name for organisation in find_organisations(text)}
