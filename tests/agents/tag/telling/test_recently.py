""" "최근" spans days back: it is news where a story begins with what was signed, and background elsewhere."""

import pytest

from tests.agents.tag.stories import names, read

PACT = "가람전자는 최근 나래통신과 업무협약을 체결했다."


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("", "가람전자가 나래통신과 새 로봇을 함께 연구한다. 양사는 최근 이를 위한 공동연구 협약서를 주고받았다."),
        ("가람전자, 나래통신 단말 들여온다", f"가람전자가 나래통신 단말을 국내에 들여와 판다. {PACT}"),
        ("배송 돕는 가람전자…나래통신과 업무협약", f"가람전자가 배송을 돕는다고 9일 발표했다. 이를 위해 {PACT}"),
        ("가람전자·나래통신, 로봇 같이 만든다", f"{PACT} 내년에 첫 로봇이 나온다."),
        ("", "가람전자와 나래통신이 함께 로봇 시장에 나섰다. 두 회사는 만났다. 양사는 최근 전략적 제휴를 맺었다."),
        ("", f"가람전자가 나래통신 매장에 충전기를 놓는다. {PACT} 나래통신은 매장이 300곳이다."),
    ],
)
def test_what_a_story_begins_with_is_its_news_without_a_day(title: str, body: str) -> None:
    (deal,) = read(body, title)
    assert (deal.new, names(deal), deal.date) == (True, {"가람전자", "나래통신"}, None)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("", f"가람전자가 신형 로봇을 16일 내놓았다. {PACT}"),
        ("", f"가람전자는 로봇을 만드는 회사다. {PACT}"),
        ("가람전자, 나래통신에 로봇 공급", f"가람전자가 나래통신에 로봇 100대를 공급했다고 16일 밝혔다. {PACT}"),
        ("", f"가람전자가 나래통신에 로봇 100대를 납품했다. {PACT}"),
        ("", f"가람전자와 나래통신이 지난 10일 새 매장을 열었다. {PACT}"),
        ("", f"가람전자와 나래통신이 로봇을 함께 만든다. 매출이 늘었다. 주가도 올랐다. 값은 내렸다. {PACT}"),
        ("가람전자, 다온과 손잡고 로봇 만든다", f"가람전자가 다온과 로봇을 함께 만든다. {PACT}"),
        ("", "가람전자가 나래통신과 로봇을 함께 만든다. 가람전자는 지난해 나래통신과 업무협약을 맺었다."),
        ("", "가람전자가 나래통신과 로봇을 함께 만든다고 한다. 앞서 가람전자는 최근 나래통신과 협약을 맺었다."),
    ],
)
def test_it_is_no_news_beside_other_news(title: str, body: str) -> None:
    assert not any(names(m) == {"가람전자", "나래통신"} for m in read(body, title) if m.new)


def test_the_day_of_a_report_is_not_that_of_the_deal() -> None:
    (deal,) = read(f"가람전자가 나래통신과 로봇을 함께 만든다. 15일 업계에 따르면 {PACT}")
    assert (deal.new, deal.date) == (True, None)
