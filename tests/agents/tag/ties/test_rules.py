"""Every rule of the table finds what its right examples say, and nothing in its wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.rule_table import RuleTableError
from agents.tag.tag import tag_article
from agents.tag.ties.rules import Detail, Rule, load, tie_table
from tests.agents.tag.stories import DAY
from topics.records import Article, Mention

RULES = {rule.id: rule for rule in tie_table().rules}


def told(story: str) -> list[Mention]:
    """The new alliances of a story."""
    article = Article(id="a", url="", canonical_url="", body=story, published=DAY)
    return [mention for mention in tag_article(article).mentions if mention.new]


def finds(rule: Rule, story: str) -> bool:
    if rule.detail is Detail.CAPITAL:
        return any(m.tie.venture is not None and m.tie.venture.capital is not None for m in told(story))
    return any(grounds.rule == rule.id for mention in told(story) for grounds in mention.tie.grounds)


@pytest.mark.parametrize(("id", "story"), [(rule.id, story) for rule in RULES.values() for story in rule.right])
def test_a_rule_finds_what_it_is_for(id: str, story: str) -> None:
    assert finds(RULES[id], story)


@pytest.mark.parametrize(("id", "story"), [(rule.id, story) for rule in RULES.values() for story in rule.wrong])
def test_a_rule_leaves_alone_what_only_looks_like_it(id: str, story: str) -> None:
    assert told(story)  # the story tells of an alliance, so that its tie is read
    assert not finds(RULES[id], story)


ROW = """
[[rule]]
id = "activity.some"
detail = "activity"
value = "supply"
patterns = ['공급']
right = ['가람이 공급한다.']
wrong = ['가람이 판다.']
"""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ROW.replace("wrong = ['가람이 판다.']", ""), "activity.some: wrong: needs"),
        (ROW.replace("right = ['가람이 공급한다.']", "right = []"), "activity.some: right: needs"),
        (ROW.replace('"activity"', '"activities"'), "activity.some: detail: must be one of"),
        (ROW.replace("공급'", "(공급'"), "activity.some: patterns: "),
        (ROW.replace("'공급'", "'<no_such_words>'"), "no_such_words"),
        (ROW + ROW, "several rules"),
        ("[[rule", "rules.toml"),
    ],
)
def test_a_wrong_table_is_refused_by_name(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RuleTableError, match=fault):
        load([file], {})


def test_words_of_the_table_may_be_made_of_words(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    words = "[words]\nbuys = ['<buy>한다']\nbuy = ['구매', '조달']\n"
    file.write_text(words + ROW.replace("'공급'", "'<buys>'"), "utf-8")
    (rule,) = load([file], {}).rules
    assert [rule.search(text) is not None for text in ("원료를 조달한다", "원료를 공급한다")] == [True, False]
