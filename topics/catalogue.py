"""The topics: what each carries and how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from topics.records import Alliance, Article, Candidate, Delivery, Page, Poll, Record, Report, TaggedArticle


@dataclass(frozen=True, slots=True)
class Topic:
    """A named stream of records of one type."""

    name: str
    record: type[Record]
    retention: timedelta
    """How long a record is kept after every reader has passed it."""


POLLS = Topic("polls", Poll, timedelta(hours=1))
CANDIDATES = Topic("candidates", Candidate, timedelta(days=2))
PAGES = Topic("pages", Page, timedelta(days=7))
ARTICLES = Topic("articles", Article, timedelta(days=2))
TAGGED = Topic("tagged", TaggedArticle, timedelta(days=2))
MENTIONS = Topic("mentions", Report, timedelta(days=30))
ALLIANCES = Topic("alliances", Alliance, timedelta(days=30))
DELIVERIES = Topic("deliveries", Delivery, timedelta(days=30))

TOPICS = {t.name: t for t in (POLLS, CANDIDATES, PAGES, ARTICLES, TAGGED, MENTIONS, ALLIANCES, DELIVERIES)}
BY_RECORD: dict[type[Record], Topic] = {t.record: t for t in TOPICS.values()}
