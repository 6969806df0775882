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


@pytest.mark.parametrize(
    "text",
    [
        "가람전자는 지난해 다온유통과 협약을 맺은 데 이어 이번에 나래웰과 협약을 체결했다고 16일 밝혔다.",
        "가람전자가 다온유통과 손을 잡은 데 이어 나래웰과도 전략적 제휴를 맺었다고 16일 밝혔다.",
        "가람전자는 나래웰과 경쟁해 왔지만 16일 나래웰과 업무협약을 맺었다.",
        "가람전자는 매출이 줄었으나 16일 나래웰과 합작법인을 설립하기로 했다.",
    ],
)
def test_a_clause_behind_another_goes_on_about_whom_that_one_speaks_of(text: str) -> None:
    assert news(text) == [{"가람전자", "나래웰"}]


def test_all_of_whom_the_clause_before_speaks_go_on() -> None:
    text = "가람전자와 다온유통은 지난해 매장을 연 데 이어 16일 나래웰과 업무협약을 체결했다."
    assert news(text) == [{"가람전자", "다온유통", "나래웰"}]


def test_what_was_signed_hours_before_the_next_is_news_too() -> None:
    text = "가람전자는 16일 오전 11시 다온유통과 양해각서를 교환한 데 이어 오후 3시에는 나래웰과 업무협약을 체결했다."
    assert news(text) == [{"가람전자", "다온유통"}, {"가람전자", "나래웰"}]


@pytest.mark.parametrize(
    "text",
    [
        "가람전자는 지난해 다온유통과 협약을 맺은 데 이어 나래웰과 협약을 맺는 방안을 검토하고 있다.",
        "가람전자는 나래웰과 경쟁해 왔지만 협약을 맺을지는 정하지 않았다.",
        "가람시는 지난해 공장을 지은 데 이어 16일 나래시와 업무협약을 맺었다.",
        "이번 사업은 늦어졌지만 16일 나래웰과 업무협약을 체결했다.",
        "가람전자가 만든 로봇이 인기를 끌었지만 16일 나래웰과 업무협약을 맺었다.",
    ],
)
def test_a_clause_behind_another_is_no_news_for_that(text: str) -> None:
    assert news(text) == []
