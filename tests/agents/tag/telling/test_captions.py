"""Deals of "3사" whose names stand in a caption alone, on invented stories."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agents.tag.tag import tag_article
from tests.agents.tag.stories import DAY, names
from topics.records import Article, Kind, Mention

SHOWN = "왼쪽부터 김하늘 가람전자 대표, 이바다 나래통신 사장, 박다솔 라온푸드 부사장. [사진=가람전자]"
TOLD = "업무협약에 따라 3개사는 수소 충전소를 위해 전략적 협력관계를 구축하게 됐다."
FIRMS = {"가람전자", "나래통신", "라온푸드"}


def new(body: str, title: str = "", captions: Sequence[str] = ()) -> list[Mention]:
    article = Article(id="a", url="", canonical_url="", title=title, body=body, captions=list(captions), published=DAY)
    return [mention for mention in tag_article(article).mentions if mention.new]


@pytest.mark.parametrize("title", ["", "수소 충전소 위해 뭉쳤다"])
def test_a_caption_beside_the_text_names_those_whom_it_counts(title: str) -> None:
    assert [(m.kind, names(m)) for m in new(TOLD, title, [SHOWN])] == [(Kind.MOU, FIRMS)]


def test_a_caption_within_the_text_names_them_too() -> None:
    body = "왼쪽부터 김하늘 가람전자 대표, 이바다 나래통신 대표.\n양사는 16일 수소 사업을 위한 업무협약을 체결했다."
    assert [names(m) for m in new(body)] == [{"가람전자", "나래통신"}]


@pytest.mark.parametrize(
    "caption",
    [
        "왼쪽부터 김하늘 가람전자 대표, 이바다 나래통신 사장.",
        "김하늘 가람전자 대표, 이바다 나래통신 사장, 박다솔 라온푸드 부사장이 상을 받았다.",
        "가람전자가 지은 수소 충전소. 왼쪽에 보이는 것이 저장소다.",
    ],
)
def test_other_pictures_name_nobody(caption: str) -> None:
    assert new(TOLD, captions=[caption]) == []


def test_those_named_in_the_text_go_before_those_shown() -> None:
    body = f"바름건설과 사라정밀, 아름전기는 16일 협의회를 열었다. {TOLD}"
    assert [names(m) for m in new(body, captions=[SHOWN])] == [{"바름건설", "사라정밀", "아름전기"}]
