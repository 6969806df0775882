"""The quality gate: sample pages in the manner of many houses, read with the outlets' own rules and without them.

What is missed is written down fact by fact: a page that gets worse fails even where another gets better, and so does a
page that is read better than is said here.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from agents.clean.page.publisher_rules import publisher_table
from agents.clean.story.article import read_page
from agents.urls import canonical_url
from topics.outcome import Drop, Ending
from topics.records import Article, Page, host_of

PAGES = Path(__file__).with_name("pages")
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((PAGES / "expected.toml").read_text("utf-8"))
STORIES = sorted(name for name, told in EXPECTED.items() if "dropped" not in told)
OTHERS = sorted(set(EXPECTED) - set(STORIES))

MISSED = {
    ("nameless_parts", "captions"): "a caption before the story that is no sentence and has no sign of a credit",
    ("newsletter_inside", "subtitle"): "the second of two lines that stand in a list",
    ("wire_sent", "subtitle"): "two lines behind the writer, in an element that no general rule names",
}
"""What is read wrongly, and why."""

MISSED_WITHOUT_RULES = {
    **MISSED,
    ("broadcast_nocut", "subtitle"): "a heading around the story's element, as subheads are",
    ("daily_news_view", "updated"): "shown inside a button",
    ("wire_viewer", "subtitle"): "in an element that no general rule names",
}
"""The same where nothing is known of the outlet."""


def page(name: str) -> Page:
    told = EXPECTED[name]
    return Page(id="unknown", url=told["url"], final_url=told["url"], body=(PAGES / f"{name}.html").read_bytes())


def article_on(name: str, without_rules: bool) -> Article:
    table = publisher_table()
    return read_page(page(name), table.without(host_of(EXPECTED[name]["url"])) if without_rules else table)


def facts_told(name: str) -> dict[str, Any]:
    told = EXPECTED[name]
    return {
        "title": told["title"],
        "subtitle": told.get("subtitle"),
        "authors": told.get("authors", []),
        "publisher": told.get("publisher"),
        "published": told.get("published"),
        "updated": told.get("updated"),
        "captions": told.get("captions", []),
        "section": told.get("section"),
        "language": told.get("language", "ko"),
        "paid": told.get("paid", False),
        "canonical_url": told.get("canonical_url", canonical_url(told["url"])),
    }


def facts_read(article: Article) -> dict[str, Any]:
    facts = {fact: getattr(article, fact) for fact in facts_told("wire_viewer")}
    for time in ("published", "updated"):
        facts[time] = facts[time] and facts[time].strftime("%Y-%m-%dT%H:%M")
    return facts


@pytest.mark.parametrize("without_rules", [False, True])
@pytest.mark.parametrize("name", STORIES)
def test_story_comes_out_whole_and_alone(name: str, without_rules: bool) -> None:
    assert article_on(name, without_rules).body.split("\n") == EXPECTED[name]["body"]


@pytest.mark.parametrize("name", OTHERS)
def test_page_without_a_story_is_dropped_for_its_reason(name: str) -> None:
    with pytest.raises(Ending) as caught:
        read_page(page(name))
    assert isinstance(caught.value, Drop)
    assert caught.value.reason == EXPECTED[name]["dropped"]


@pytest.mark.parametrize(("without_rules", "missed"), [(False, MISSED), (True, MISSED_WITHOUT_RULES)])
@pytest.mark.parametrize("name", STORIES)
def test_every_fact_is_read_but_those_known_to_be_missed(
    name: str, without_rules: bool, missed: dict[tuple[str, str], str]
) -> None:
    told, read = facts_told(name), facts_read(article_on(name, without_rules))
    wrong = {fact: (read[fact], told[fact]) for fact in told if read[fact] != told[fact]}
    assert set(wrong) == {fact for page, fact in missed if page == name}, wrong


def test_rules_are_named() -> None:
    article = read_page(page("wire_story_news"))
    assert article.rules["body"] == "outlets/yna.toml: article.story-news"
    assert article.rules["published"] == "meta: article:published_time"
    assert article.language == "ko"
    assert not article.paid


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>',
        '<meta property="article:content_tier" content="locked">',
    ],
)
def test_paid_content_is_flagged_by_metadata(head: str) -> None:
    body = (PAGES / "daily_divno.html").read_bytes().replace(b"</head>", head.encode() + b"</head>")
    assert read_page(page("daily_divno").model_copy(update={"body": body})).paid


@pytest.mark.parametrize(
    "line", ["이 기사는 유료 구독자 전용 기사입니다.", "기사의 나머지는 구독 후 읽을 수 있습니다."]
)
def test_paid_content_is_flagged_by_its_notice(line: str) -> None:
    last = EXPECTED["daily_divno"]["body"][-1]
    body = (PAGES / "daily_divno.html").read_text("utf-8").replace(f"<p>{last}</p>", f"<p>{last}</p><p>{line}</p>")
    article = read_page(page("daily_divno").model_copy(update={"body": body.encode()}))
    assert article.paid
    assert line not in article.body
