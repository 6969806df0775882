"""Partners who stand behind the paper, in a nested list, or in the sentence and the headline around a deal."""

from __future__ import annotations

import pytest

from tests.agents.tag.stories import names, read

MADE = "업무협약을 체결했다."


def news(text: str, title: str = "") -> list[set[str]]:
    return [names(m) for m in read(text, title) if m.new]


@pytest.mark.parametrize(
    ("text", "partner"),
    [
        (
            "가람전자는 14일 ‘로봇 배송을 위한 양해각서’를 한국로봇대여조합연합회와 주고받았다.",
            "한국로봇대여조합연합회",
        ),
        ('가람전자는 14일 "로봇 배송 협약"을 나래통신과 맺었다고 밝혔다.', "나래통신"),
        ("가람전자는 14일 상생 협약을 미국 코르벤 로지스온과 체결했다고 밝혔다.", "코르벤로지스온"),
    ],
)
def test_a_partner_behind_the_paper(text: str, partner: str) -> None:
    assert news(text) == [{"가람전자", partner}]


@pytest.mark.parametrize("who", ["노조", "협력사", "참석자들", "미국 기업"])
def test_words_for_anybody_behind_the_paper_are_no_partner(who: str) -> None:
    particle = "과" if who.endswith(("들", "업")) else "와"
    assert news(f"가람전자는 14일 '로봇 업무협약'을 {who}{particle} 체결했다고 밝혔다.") == []


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (
            f"가람전자의 자회사 가람로봇, 나래그룹의 계열사 나래물류, 다솔그룹의 자회사 다솔은행 등 3사가 14일 {MADE}",
            {"가람로봇", "나래물류", "다솔은행"},
        ),
        (f"나루전자(NARU)의 자회사 NARU CHINA와 가람전자는 14일 {MADE}", {"NARUCHINA", "가람전자"}),
        (
            f"가람전자는 14일 나래연구원, 다솔은행 등 기관, 그리고 라온카드를 비롯한 업체 6곳과 {MADE}",
            {"가람전자", "나래연구원", "다솔은행", "라온카드"},
        ),
    ],
)
def test_each_item_of_a_nested_list_signs(text: str, members: set[str]) -> None:
    assert news(text) == [members]


def test_this_company_is_whom_the_first_sentence_is_about_whatever_it_makes() -> None:
    text = "가람기계가 선박엔진 만드는 기술을 해외에 팔기 시작했다. 이 회사는 14일 나래그룹과 협력계약을 맺었다."
    assert news(text) == [{"가람기계", "나래그룹"}]
    assert news(text, "가람기계, 기술 수출") == [{"가람기계", "나래그룹"}]


def test_who_only_stands_in_a_relative_of_the_first_sentence_is_not_this_company() -> None:
    text = "가람전자가 이끄는 시장에 다솔그룹이 뛰어들었다. 이 회사는 14일 나래통신과 협력계약을 맺었다."
    assert {"가람전자", "나래통신"} not in news(text)


RECENTLY = "가람전자가 로봇 사업을 키운다고 16일 발표했다. 가람전자는 최근 나래통신과 업무협약을 체결했다."


def test_a_recent_deal_is_news_where_the_headline_tells_it() -> None:
    assert news(RECENTLY, "로봇 키우는 가람전자…업무협약") == [{"가람전자", "나래통신"}]
    assert news(RECENTLY, "로봇 키우는 가람전자") == []
    assert news(RECENTLY, "가람전자, 벨루나와 업무협약") == [{"가람전자", "벨루나"}]


def test_what_a_deal_is_as_something_is_none_of_its_parties() -> None:
    text = "가람호텔이 나래항공과 손을 잡고 마일리지를 쌓아 준다. 독립호텔로서는 처음으로, 제휴 체결식은 14일 열렸다."
    assert news(text) == [{"가람호텔", "나래항공"}]
