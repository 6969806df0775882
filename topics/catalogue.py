"""The topics: what each carries, how long it is kept and how a cluster divides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from topics.records import (
    Alliance,
    Article,
    Candidate,
    Command,
    Delivery,
    Ended,
    Notice,
    Page,
    Poll,
    Record,
    Report,
    SourceCommand,
    TaggedArticle,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A named stream of records of one type; records of one key (`Record.key`) keep their order."""

    name: str
    record: type[Record]
    retention: timedelta
    """How long a record is kept after every reader has passed it."""
    partitions: int = 6
    """How many workers may share a stage that reads it: a story a second needs one, an archive a machine each."""
    backfilled: bool = False
    """Whether imported stories have a topic of this kind for themselves, so that they never delay today's."""
    for_people: bool = False
    """No stage reads it."""


POLLS = Topic("polls", Poll, timedelta(hours=1), partitions=3)
SOURCE_COMMANDS = Topic("source-commands", SourceCommand, timedelta(days=30), partitions=1)
CANDIDATES = Topic("candidates", Candidate, timedelta(days=2))
PAGES = Topic("pages", Page, timedelta(days=7), backfilled=True)
ARTICLES = Topic("articles", Article, timedelta(days=2), backfilled=True)
TAGGED = Topic("tagged", TaggedArticle, timedelta(days=2), backfilled=True)
MENTIONS = Topic("mentions", Report, timedelta(days=30), partitions=1)  # the registry has a single owner
ALLIANCES = Topic("alliances", Alliance, timedelta(days=30), partitions=3)
NOTICES = Topic("notices", Notice, timedelta(days=7), partitions=1)
COMMANDS = Topic("commands", Command, timedelta(days=30), partitions=1)  # one order for what people want done
DELIVERIES = Topic("deliveries", Delivery, timedelta(days=30), partitions=3)
ENDINGS = Topic("endings", Ended, timedelta(days=30), for_people=True)

_ALL = (
    SOURCE_COMMANDS,
    POLLS,
    CANDIDATES,
    PAGES,
    ARTICLES,
    TAGGED,
    MENTIONS,
    ALLIANCES,
    NOTICES,
    COMMANDS,
    DELIVERIES,
    ENDINGS,
)
TOPICS = {topic.name: topic for topic in _ALL}
BY_RECORD: dict[type[Record], Topic] = {t.record: t for t in TOPICS.values()}
