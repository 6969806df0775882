"""A place, a government, a political party or a union never borrows companies from the sentence before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agents.tag.laws.labelled_stories import News, Story, news_of, reading, stories
from tests.agents.tag.laws.written_news import distinct_firms, things, with_particle
from tests.agents.tag.stories import tagged

SUBJECTS = (
    *(
        "한국과 체코는",
        "양국 정부는",
        "두 나라는",
        "체코 정부는",
        "산업통상자원부는",
        "한미 국방장관은",
        "김도윤 시장과 의회는",
    ),
    *(
        "미국과 일본이",
        "베트남은",
        "더불어민주당은",
        "여당과 야당은",
        "국민의힘과 정부가",
        "노조는",
        "가람전자 노조와 정부는",
    ),
    *("노동조합은", "양당은", "외교부와 국방부는"),
)
DEALS = (
    "16일 원전 협력 양해각서를 체결했다고 밝혔다.",
    "이날 업무협약을 체결했다.",
    "16일 서울에서 협정에 서명했다.",
    "협의체를 구성하기로 합의했다고 16일 밝혔다.",
    "공동 선언과 함께 협약을 맺었다고 발표했다.",
)
LEADS = (
    "{a과} {b이} 체코를 찾았다.",
    "{a}, {b} 등이 이번 출장에 함께했다.",
    "{a은} {b과} 함께 전시회에 참가했다.",
    "{a과} {b은} 지난달 공장 문을 열었다.",
)


def _members(news: News) -> set[str]:
    return set().union(*(members for _, _, members in news))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(LEADS), distinct_firms(2), st.sampled_from(SUBJECTS), st.sampled_from(DEALS), things, st.booleans()
)
def test_no_company_of_the_sentence_before_is_in_it(
    lead: str, firms: list[str], subject: str, deal: str, what: str, titled: bool
) -> None:
    a, b = firms
    forms = {f"{k}{p}": with_particle(n, p) for k, n in (("a", a), ("b", b)) for p in ("은", "이", "과")}
    text = f"{lead.format(a=a, b=b, **forms)} {subject} {deal}"
    news = news_of(tagged(text, f"{a}, {what} 전시회 참가" if titled else ""))
    assert not _members(news) & {a, b}


def _with_second_sentence(story: Story, sentence: str) -> Story:
    first, stop, rest = story.text.partition("다. ")
    return replace(story, text=f"{first}{stop}{sentence} {rest}") if stop else story


def test_none_of_our_stories_gives_it_its_companies() -> None:
    borrowed = {}
    for number, story in enumerate(stories()):
        sentence = f"{SUBJECTS[number % len(SUBJECTS)]} {DEALS[number % len(DEALS)]}"
        other = _with_second_sentence(story, sentence)
        before, after = news_of(reading(story)), news_of(tagged(other.text, other.title, other.published))
        if more := _members(after) - _members(before):
            borrowed[story.id] = f"{more} by {sentence!r}"
    assert borrowed == {}


@pytest.mark.parametrize(
    "roster",
    [
        "협의체에는 가람전자와 나래통신 등 8개 기업이 참여하고 있다.",
        "2개 업체는 가람시 소재 ㈜가람전자와 나래군에 있는 ㈜나래통신이다.",
        "참여 기업은 다음과 같다.\n▲가람전자 ▲나래통신",
    ],
)
@pytest.mark.parametrize("deal", DEALS)
@pytest.mark.parametrize("subject", ["더불어민주당은", "산업통상자원부는", "국민의힘과 정부가", "노동조합은"])
def test_no_company_that_a_list_behind_it_names_is_in_it(subject: str, deal: str, roster: str) -> None:
    assert _members(news_of(tagged(f"로봇 산업이 바쁘게 돌아간다. {subject} {deal} {roster}"))) == set()


@pytest.mark.parametrize("subject", ["두 회사는", "양사는", "두 기업은"])
def test_a_word_for_the_companies_does_take_them(subject: str) -> None:
    text = f"가람전자와 나래통신이 체코를 찾았다. {subject} 16일 원전 협력 양해각서를 체결했다고 밝혔다."
    assert _members(news_of(tagged(text, "가람전자·나래통신, 체코 방문"))) == {"가람전자", "나래통신"}
