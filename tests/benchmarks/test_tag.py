"""The benchmark of tagging works on real pages and counts each part."""

from __future__ import annotations

from collections import Counter

from agents.clean.story.article import read_page
from agents.tag import tag
from benchmarks.tag import PARTS, STORY_BYTES, pages, rate, timed_parts


def test_the_pages_are_whole_stories_of_the_size_said() -> None:
    made = pages()
    article = read_page(made[0])
    assert article.title
    assert article.published is not None
    assert STORY_BYTES <= len(article.body.encode()) <= 2 * STORY_BYTES


def test_each_part_is_timed_and_left_as_it_was() -> None:
    before = [getattr(tag, name) for name in PARTS]
    spent: Counter[str] = Counter()
    article = read_page(pages()[0])
    with timed_parts(spent):
        count, took = rate(tag.tag_article, [article], 0.01)
    assert count >= 10
    assert took >= 0.01
    assert set(spent) == set(PARTS)
    assert [getattr(tag, name) for name in PARTS] == before
