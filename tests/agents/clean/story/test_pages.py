"""The quality gate: sample pages in the manner of many houses, read with the outlets' own rules and without them.

The floors only go up. A page that gets worse fails even where another got better: raise a floor, never lower it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from agents.clean.page.publisher_rules import publisher_table
from agents.clean.story.article import read_page
from topics.outcome import Drop, Ending
from topics.records import Page, host_of

PAGES = Path(__file__).with_name("pages")
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((PAGES / "expected.toml").read_text("utf-8"))
STORIES = sorted(name for name, told in EXPECTED.items() if "dropped" not in told)
OTHERS = sorted(set(EXPECTED) - set(STORIES))

FACTS = ("title", "subtitle", "authors", "publisher", "published", "updated", "captions")
TOLD_BY_SOME = ("section", "language", "paid", "canonical_url")
FLOOR, FLOOR_WITHOUT_RULES = 411, 410
"""Facts right, of 411: all; without rules the time of a change that a page shows inside a button is missed."""


def page(name: str) -> Page:
    told = EXPECTED[name]
    return Page(id="unknown", url=told["url"], final_url=told["url"], body=(PAGES / f"{name}.html").read_bytes())


def facts_told(name: str) -> tuple[str, ...]:
    return (*FACTS, *(fact for fact in TOLD_BY_SOME if fact in EXPECTED[name]))


def right_facts(name: str, without_rules: bool) -> set[str]:
    told = EXPECTED[name]
    table = publisher_table()
    article = read_page(page(name), table.without(host_of(told["url"])) if without_rules else table)
    right = set()
    for fact in facts_told(name):
        value, wanted = getattr(article, fact), told.get(fact)
        if fact in ("published", "updated"):
            ok = (value.strftime("%Y-%m-%dT%H:%M") if value else None) == wanted
        elif fact == "captions":
            ok = all(any(caption in kept for kept in value) for caption in wanted)
        else:
            ok = wanted is None or value == wanted
        right |= {fact} if ok else set()
    return right


@pytest.mark.parametrize("without_rules", [False, True])
@pytest.mark.parametrize("name", STORIES)
def test_story_comes_out_whole_and_alone(name: str, without_rules: bool) -> None:
    told = EXPECTED[name]
    table = publisher_table()
    article = read_page(page(name), table.without(host_of(told["url"])) if without_rules else table)
    assert article.body.split("\n") == told["body"]


@pytest.mark.parametrize("name", OTHERS)
def test_page_without_a_story_is_dropped_for_its_reason(name: str) -> None:
    with pytest.raises(Ending) as caught:
        read_page(page(name))
    assert isinstance(caught.value, Drop)
    assert caught.value.reason == EXPECTED[name]["dropped"]


@pytest.mark.parametrize(("without_rules", "floor"), [(False, FLOOR), (True, FLOOR_WITHOUT_RULES)])
def test_facts_do_not_fall_below_the_floor(without_rules: bool, floor: int) -> None:
    right = {name: right_facts(name, without_rules) for name in STORIES}
    missed = {name: lost for name, facts in right.items() if (lost := sorted(set(facts_told(name)) - facts))}
    assert sum(map(len, right.values())) >= floor, missed


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
