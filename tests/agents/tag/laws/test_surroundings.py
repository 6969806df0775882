"""What stands around a story changes nothing of its news: harmless sentences, datelines, captions, breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agents.tag.laws.labelled_stories import Story, changed_by, news_of
from tests.agents.tag.laws.written_news import Written, behind, in_front, written_stories
from tests.agents.tag.stories import tagged

HARMLESS = (
    "전국이 대체로 맑고 낮 기온은 25도까지 오르겠다.",
    "해든물산과 여울제지는 이번 주 실적을 발표한다.",
    "휘발유 값은 한 주 사이 리터당 12원 내렸다.",
    "해든물산은 신임 대표에 오세진 부사장을 선임했다.",
    "KT와 LG유플러스는 지난달 요금을 내렸다.",
    "여울제지는 1분기 영업이익이 320억원으로 8% 늘었다고 공시했다.",
    "여야는 이번 주말까지 후보 등록을 마친다.",
    "해든물산과 여울제지 주가는 이날 나란히 올랐다.",
    "삼성전자와 SK하이닉스는 다음 주 주주총회를 연다.",
    "선거관리위원회는 3일 개표를 마쳤다.",
)
DATELINES = (
    "[하늘일보 한서준 기자] ",
    "(서울=하늘통신) 한서준 기자 = ",
    "[부산=하늘뉴스] 한서준 기자 = ",
    "하늘일보 한서준 기자 seo@news.example\n",
    "입력 2024.05.16 09:30\n",
)
CAPTIONS = (
    "▲ 해든물산 본사 전경. /사진=해든물산",
    "(사진=해든물산 제공)",
    "오세진 해든물산 대표(왼쪽)가 직원들과 이야기하고 있다. 사진=해든물산",
)
SIGNATURES = ("\n한서준 기자 seo@news.example", "\n<저작권자 ⓒ 하늘일보, 무단 전재 및 재배포 금지>", "\n[한서준 기자]")


def _harmless(story: Story, number: int) -> str:
    """A harmless sentence that shares no word with the headline: with one it would count as the story's own."""
    own = re.findall(r"[가-힣A-Za-z0-9&]{2,}", f"{story.title} {story.text}")
    turned = (*HARMLESS[number % len(HARMLESS) :], *HARMLESS)
    return next(s for s in turned if not any(word in s for word in (*own[:40], *_firms_in(s, story))))


def _firms_in(sentence: str, story: Story) -> Sequence[str]:
    return [name for name in ("KT", "LG유플러스", "삼성전자", "SK하이닉스") if name in sentence and name in story.text]


def _behind(story: Story, text: str) -> Story:
    """The story with a text behind it, which begins a line where the story is cut off within a sentence."""
    gap = " " if story.text.rstrip().endswith((".", "!", "?")) else "\n"
    return replace(story, text=story.text + gap + text)


def test_a_harmless_sentence_in_front_changes_nothing() -> None:
    def change(story: Story, number: int) -> Story:
        return replace(story, text=f"{_harmless(story, number)}{' ' if number % 2 else chr(10)}{story.text}")

    assert changed_by(change) == {}


def test_a_harmless_sentence_behind_changes_nothing() -> None:
    assert changed_by(lambda story, number: _behind(story, _harmless(story, number + 3))) == {}


def test_a_dateline_or_a_caption_in_front_changes_nothing() -> None:
    front = (*DATELINES, *(f"{caption}\n" for caption in CAPTIONS))

    def change(story: Story, number: int) -> Story:
        has_dateline = story.text.startswith(("(", "[", "【"))
        return story if has_dateline else replace(story, text=front[number % len(front)] + story.text)

    assert changed_by(change) == {}


def test_a_signature_or_a_caption_behind_changes_nothing() -> None:
    tails = (*SIGNATURES, *(f"\n{caption}" for caption in CAPTIONS))
    assert changed_by(lambda story, number: replace(story, text=story.text + tails[number % len(tails)])) == {}


def test_breaks_around_a_story_and_between_its_sentences_change_nothing() -> None:
    def change(story: Story, number: int) -> Story:
        text = re.sub(r"(?<=다\.) ", "\n" * (1 + number % 2), story.text)
        return replace(story, text=f"\n\n{text}\n")

    assert changed_by(change) == {}


@st.composite
def _surrounded(draw: st.DrawFn) -> tuple[Written, str]:
    story = draw(written_stories())
    front = draw(in_front(story.firms)) if draw(st.booleans()) else ""
    tail = draw(behind(story.firms)) if draw(st.booleans()) else ""
    return story, f"{front}{story.text}{tail}"


@settings(max_examples=150, deadline=None)
@given(_surrounded())
def test_what_is_written_around_a_written_story_changes_nothing(surrounded: tuple[Written, str]) -> None:
    story, text = surrounded
    assert news_of(tagged(text, story.title)) == news_of(tagged(story.text, story.title))
