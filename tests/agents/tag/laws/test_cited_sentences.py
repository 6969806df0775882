"""A new mention rests on sentences that name its members or hold a word that stands for them."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings

from agents.tag.language.vocabulary import size_of
from tests.agents.tag.laws.labelled_stories import reading, stories
from tests.agents.tag.laws.written_news import Written, written_stories
from tests.agents.tag.stories import tagged
from topics.records import Mention, TaggedArticle

_ONE_OF_THEM = re.compile(r"(?:이|동|해당|양) ?(?:회사|업체|은행|대학|병원|기관|협회|재단|그룹|공사)")


def _stands_for_members(text: str) -> bool:
    words = re.findall(r"[가-힣A-Za-z0-9]+", text)
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return any(map(size_of, (*words, *pairs))) or _ONE_OF_THEM.search(text) is not None


def _unnamed(article: TaggedArticle, mention: Mention) -> list[str]:
    """The members that no cited sentence names, where none holds a word for them either."""
    body, title = article.article.body, article.article.title
    cited = [c.span for c in mention.cited if not c.in_title]
    texts = [(title if c.in_title else body)[slice(*c.span)] for c in mention.cited]
    if any(map(_stands_for_members, texts)):
        return []
    spans = {o.id: o.spans for o in article.organisations}
    names = " ".join(texts).replace(" ", "")

    def is_named(id: str, name: str) -> bool:
        told = (start <= a and b <= end for a, b in spans.get(id, ()) for start, end in cited)
        return name.replace(" ", "") in names or any(told)

    return [m.name for m in mention.members if not is_named(m.id, m.name)]


def test_every_member_in_our_stories_is_named_where_its_mention_says() -> None:
    unnamed = {
        story.id: missing
        for story in stories()
        for mention in reading(story).mentions
        if mention.new and (missing := _unnamed(reading(story), mention))
    }
    assert unnamed == {}


@settings(max_examples=80, deadline=None)
@given(written_stories())
def test_every_member_in_written_stories_is_named_where_its_mention_says(story: Written) -> None:
    article = tagged(story.text, story.title)
    new = [m for m in article.mentions if m.new]
    assert bool(new) is story.tells
    assert [_unnamed(article, m) for m in new] == [[]] * len(new)
    assert all({x.name for x in m.members} == set(story.firms) for m in new)
