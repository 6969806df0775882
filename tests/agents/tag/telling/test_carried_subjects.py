"""A deal whose company stands in the sentence before: "이를 위해 나래웰과 업무협약을 체결했다"."""

import pytest

from tests.agents.tag.stories import names, read

PLAN = "가람전자는 15일 해외 유통망을 넓힌다고 밝혔다."


def news(text: str, title: str = "") -> list[set[str]]:
    return [names(m) for m in read(text, title) if m.new]


@pytest.mark.parametrize(
    "deal",
    [
        "이를 위해 나래웰과 업무협약을 체결했다.",
        "첫 사례로 나래웰과 업무협약을 맺었습니다.",
        "회사는 이를 위해 나래웰과 전략적 제휴를 체결했다고 16일 밝혔다.",
        "이 자리에서 나래웰과 합작법인 설립 계약을 맺었다.",
    ],
)
def test_a_sentence_that_names_only_the_partner_goes_on_about_the_one_before(deal: str) -> None:
    assert news(f"{PLAN} {deal}") == [{"가람전자", "나래웰"}]


def test_so_does_one_below_a_headline() -> None:
    text = f"{PLAN} 이를 위해 나래웰과 업무협약을 체결했다."
    assert news(text, "가람전자·나래웰, 해외로") == [{"가람전자", "나래웰"}]


def test_all_partners_are_joined_by_whom_the_sentence_before_is_about() -> None:
    assert news(f"{PLAN} 이를 위해 나래웰, 다온유통과 컨소시엄을 구성했다고 16일 밝혔다.") == [
        {"가람전자", "나래웰", "다온유통"}
    ]


def test_a_second_deal_of_one_company() -> None:
    text = "가람전자는 15일 나래웰과 업무협약을 체결했다고 밝혔다. 또 다온유통과도 물류 업무협약을 맺었다."
    assert news(text) == [{"가람전자", "나래웰"}, {"가람전자", "다온유통"}]


@pytest.mark.parametrize(
    "text",
    [
        f"{PLAN} 지난해 나래웰과 업무협약을 체결한 바 있다.",
        f"{PLAN} 나래웰과 업무협약을 추진하고 있다.",
        f"{PLAN} 김하늘 전 사장은 나래웰과 업무협약을 체결했다.",
        "산업통상자원부는 15일 대책을 내놓았다. 이를 위해 나래웰과 업무협약을 체결했다.",
    ],
)
def test_what_is_old_sought_or_of_another_is_not_carried(text: str) -> None:
    assert news(text) == []


def test_what_is_signed_for_an_aim_is_an_agreement() -> None:
    (deal,) = read(f"{PLAN} 이를 위해 나래웰과 업무협약을 체결했다.", "가람전자, 해외로…나래웰과 맞손")
    assert deal.kind == "mou"


@pytest.mark.parametrize(("city", "it"), [("세종시", "시"), ("경기도", "도"), ("강릉시", "시")])
def test_a_city_goes_on_as_the_city(city: str, it: str) -> None:
    text = f"{city}가 로봇 산업을 키운다. {it}는 12일 나래웰, 다온유통과 인력 양성을 위한 업무협약을 맺었다."
    assert news(text) == [{city, "나래웰", "다온유통"}]


def test_the_city_without_one_before_it_is_nobody() -> None:
    assert news("로봇 산업이 커진다. 시는 12일 나래웰과 업무협약을 맺었다.") == []
