"""A page's reading can be explained, and a rule learned from pages reads them as well."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.clean.explanation import Explanation, PagePart, explain_page
from agents.clean.learn import NothingLearned, propose
from agents.clean.page.publisher_rules import publisher_table, read_publisher_table
from agents.clean.story.article import read_page
from topics.records import Page

URL = "https://www.byeol.example/news/20240515001"
STORIES = [
    [
        "가람전자가 15일 부산에 새 연구소를 연다고 밝혔다. 연구소는 항만 물류 로봇을 만든다.",
        "연구소에는 연구원 300명이 일하며 로봇 제어 기술을 개발한다고 회사는 설명했다.",
        "회사는 내년까지 1200억원을 들여 시험 설비를 갖출 계획이다.",
    ],
    [
        "나래항공이 다음 달부터 섬을 잇는 새 노선에 작은 비행기를 띄운다고 16일 밝혔다.",
        "첫 비행은 다음 달 3일이며 하루 네 번 오간다. 표는 이번 주부터 살 수 있다.",
        "섬 주민은 값의 절반만 내면 되고 나머지는 지방자치단체가 댄다.",
    ],
]
TITLES = ["가람전자, 부산에 로봇 연구소 연다", "나래항공, 섬을 잇는 새 하늘길 연다"]


def markup(number: int) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in STORIES[number])
    return f"""<html><head><title>{TITLES[number]} | 별빛신문</title></head><body><div class="top_menu"><a href="/">정치</a></div>
<div class="zz-title"><b class="zz-tit">{TITLES[number]}</b><span class="zz-when">2024.05.1{number + 5} 14:07</span><em class="zz-who">한서준 기자</em></div>
<div class="zz-story">{paragraphs}<div class="zz-join">더 나은 소식을 위해 회원이 되어 주시길 바라는 마음을 전합니다</div>
<p>한서준 기자 seo@byeol.example</p><p>무단전재 및 재배포 금지</p></div>
<div class="zz-more"><h4>많이 본 뉴스</h4><a href="/v/1">다온은행 새 행장 선임</a></div></body></html>"""


def page(number: int) -> Page:
    url = f"{URL}{number}"
    return Page(id="unknown", url=url, final_url=url, body=markup(number).encode())


def part_of(explanation: Explanation, text: str) -> tuple[PagePart, str]:
    return next((line.part, line.why) for line in explanation.lines if text in line.text)


def test_each_line_has_its_part_and_reason() -> None:
    explanation = explain_page(page(0))
    assert explanation.article == read_page(page(0)).model_copy(update={"fetched": explanation.article.fetched})  # type: ignore[union-attr]
    for text in STORIES[0]:
        assert part_of(explanation, text) == (PagePart.STORY, "")
    assert part_of(explanation, "seo@byeol.example") == (PagePart.DROPPED, "byline")
    assert "line rule" in part_of(explanation, "무단전재")[1]
    assert part_of(explanation, "다온은행")[0] is PagePart.OUTSIDE


def test_each_fact_has_its_rule() -> None:
    facts = {fact: (value, rule) for fact, value, rule in explain_page(page(0)).facts}
    assert facts["title"][0] == TITLES[0]
    assert facts["authors"] == ("한서준", "byline in the text")
    assert facts["published"][1] == "time alone in a line"
    assert facts["publisher"] == ("별빛신문", "title element")


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\xff" * 200, b"<div>" * 2_000])
def test_page_that_is_no_article_is_explained_too(body: bytes) -> None:
    explanation = explain_page(Page(id="unknown", url=URL, final_url=URL, body=body))
    assert explanation.article is None
    assert explanation.ending.startswith(("drop: ", "quarantine: "))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["<div class='share'>", "</div>", "<p>", "<br>", "<figure>", "관련기사", *STORIES[0], *STORIES[1]]), max_size=20))  # fmt: skip
def test_explanation_agrees_with_the_reading(parts: list[str]) -> None:
    explanation = explain_page(Page(id="unknown", url=URL, final_url=URL, body=("<html><body>" + "".join(parts)).encode()))  # fmt: skip
    if explanation.article is not None:
        kept = [line.kept or line.text for line in explanation.lines if line.part is PagePart.STORY]
        assert set(explanation.article.body.split("\n")) <= set(kept)


def test_learned_rule_names_the_parts() -> None:
    (entry,) = tomllib.loads(propose([page(0), page(1)]))["outlet"]
    assert entry["name"] == "별빛신문"
    assert entry["hosts"] == ["byeol.example"]
    assert entry["body"][0] == "div.zz-story"
    assert entry["title"][0] == "b.zz-tit"
    assert entry["authors"][0] == "em.zz-who"
    assert entry["published"][0] == "span.zz-when"


def test_learned_rule_sets_captions_apart_from_what_is_dropped() -> None:
    picture = '<dl class="zz-pic"><dt><img></dt><dd>연구소가 들어설 부산 항만의 모습. [사진=가람전자]</dd></dl>'
    body = markup(0).replace('<div class="zz-join">', f'{picture}<div class="zz-join">').encode()
    (entry,) = tomllib.loads(propose([page(0).model_copy(update={"body": body})]))["outlet"]
    assert entry["captions"] == ["dl.zz-pic"]
    assert "dl.zz-pic" not in entry["drop"]


def test_learned_rule_reads_the_pages() -> None:
    table = publisher_table().with_own(read_publisher_table(propose([page(0), page(1)]), "own.toml"))
    for number in (0, 1):
        explanation = explain_page(page(number), table)
        assert explanation.body_rule == "own.toml: div.zz-story"
        assert explanation.article is not None
        assert STORIES[number][0] in explanation.article.body


def test_nothing_is_learned_from_pages_without_a_story() -> None:
    with pytest.raises(NothingLearned, match="no body"):
        propose([Page(id="unknown", url=URL, final_url=URL, body=b"<html></html>")])
