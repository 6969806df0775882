"""Reads invented stories for the tests of mentions, by the way of production."""

from __future__ import annotations

from datetime import datetime

from agents.tag.tag import tag_article
from topics.records import SEOUL, Article, Mention, TaggedArticle

DAY = datetime(2024, 5, 16, 9, 30, tzinfo=SEOUL)
_URL = "https://www.example.com/news/1"


def tagged(body: str, title: str = "", published: datetime | None = DAY) -> TaggedArticle:
    return tag_article(Article(id="0" * 16, url=_URL, canonical_url=_URL, title=title, body=body, published=published))


def read(body: str, title: str = "", published: datetime | None = DAY) -> list[Mention]:
    return tagged(body, title, published).mentions


def names(mention: Mention) -> set[str]:
    return {m.name.replace(" ", "") for m in mention.members}
