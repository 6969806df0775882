"""Our labelled stories as production reads them, and what becomes of their news where something about them changes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import benchmarks
from tests.agents.tag.stories import tagged
from topics.records import Kind, Status, TaggedArticle

_LABELLED = Path(benchmarks.__file__).with_name("labelled")

News = Counter[tuple[Kind, Status, frozenset[str]]]
"""The new mentions of a reading: the kind, the status and the members' names of each."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story of ours."""

    id: str
    title: str
    text: str
    published: datetime | None


@cache
def stories() -> tuple[Story, ...]:
    """All labelled stories, the short ones and the whole articles."""
    return tuple(_read(_LABELLED / "stories.jsonl")) + tuple(_read(_LABELLED / "whole" / "stories.jsonl"))


def _read(path: Path) -> Iterator[Story]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        published = datetime.fromisoformat(row["published"]) if row["published"] else None
        yield Story(row["id"], row["title"] or "", row["text"], published)


@cache
def reading(story: Story) -> TaggedArticle:
    """What production reads from a story, read once for all tests."""
    return tagged(story.text, story.title, story.published)


def news_of(article: TaggedArticle) -> News:
    """The new mentions of a reading."""
    return Counter((m.kind, m.status, frozenset(x.name for x in m.members)) for m in article.mentions if m.new)


Change = Callable[[Story, int], Story]
"""Gives a story, of which it knows the number, with something changed."""


def changed_by(change: Change, expected: Callable[[Story, News], News] = lambda _, news: news) -> dict[str, str]:
    """The stories whose news is not as expected behind a change, by their ids: the text read and the news.

    `expected`: what the news of a story becomes by the change; without it the same.
    """
    found = {}
    for number, story in enumerate(stories()):
        other = change(story, number)
        after = news_of(tagged(other.text, other.title, other.published))
        if after != expected(story, news_of(reading(story))):
            found[story.id] = f"{sorted(map(str, after))} from {other.text[:80]!r} … {other.text[-80:]!r}"
    return found
