"""A day's mixture of news on ten sites: most stories tell of no deal, and of each deal several papers tell."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.tag.tag import tag_article
from agents.urls import article_id
from benchmarks.invented_news import stories as invented_stories
from benchmarks.newsstand import SHOWN, SITES, Newsstand, Story, feed_of, html_page, site_host
from benchmarks.newsstand import stories as deals
from dongmaeng.connections import make_store
from dongmaeng.settings import Settings
from topics.records import now

TELLING = 10
"""Of so many stories one tells of a deal, unless said otherwise."""

PAPERS = 3
"""That tell of each deal, one after the other on sites of their own."""


@dataclass(frozen=True, slots=True)
class Ordinary(Story):
    """A story without a deal."""

    head: str
    text: str

    @property
    def title(self) -> str:
        return self.head

    @property
    def body(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Retold(Story):
    """What a paper says of a deal that others may tell of as well."""

    told: Story

    @property
    def title(self) -> str:
        return f"[{self.number % SITES + 1}판] {self.told.title}"

    @property
    def body(self) -> str:
        return f"{self.told.body}이 소식은 {self.number}번째 기사로 실렸다.\n"


def mixture(count: int, telling: int = TELLING) -> list[Story]:
    """So many stories in the order in which they appear; of `telling` one tells of a deal."""
    told = iter(deals(-(-count // (telling * PAPERS))))
    others = _without_deals(count)
    mixed: list[Story] = []
    deal = next(told)
    for number in range(count):
        place = number // telling
        if number % telling:
            head, text = next(others)
            mixed.append(Ordinary(number, "", "", head, text))
            continue
        if place and place % PAPERS == 0:
            deal = next(told)
        mixed.append(Retold(number, deal.one, deal.other, deal))
    return mixed


def _without_deals(count: int) -> Iterator[tuple[str, str]]:
    """Titles and texts in which the tagger finds no deal."""
    for tagged in invented_stories(count * 2):
        if not tag_article(tagged.article).mentions:
            yield tagged.article.title, tagged.article.body


@dataclass(frozen=True, slots=True)
class Alerts:
    """What the webhook was called for, held against what was published."""

    due: int
    """Deals of which a story appeared."""
    missing: int
    """Of them, those that it was not called for."""
    again: int
    """Messages for a deal beyond its first."""
    strange: int
    """Messages for what no story tells."""
    repeated: int
    """Calls with a message beyond its first."""


class SoakStand(Newsstand):
    """The sites and the webhook over hours: each page keeps the moment at which it appeared."""

    def __init__(self, told: Sequence[Story]) -> None:
        super().__init__(list(told))
        self.appeared: dict[int, datetime] = {}
        self.told: dict[frozenset[str], Counter[str]] = defaultdict(Counter)
        """How often the webhook was called for a new alliance of these members, by the message's id."""
        self._feeds = [deque[Story](maxlen=SHOWN) for _ in range(SITES)]

    @property
    def due(self) -> set[frozenset[str]]:
        """The members of each deal of which a story has appeared."""
        return {frozenset((s.one, s.other)) for s in self.stories[: len(self.published)] if s.one}

    def alerts(self) -> Alerts:
        """What has come until now."""
        due, calls = self.due, self.told.items()
        return Alerts(
            due=len(due),
            missing=len(due - self.told.keys()),
            again=sum(len(ids) - 1 for deal, ids in calls if deal in due),
            strange=sum(len(ids) for deal, ids in calls if deal not in due),
            repeated=sum(ids.total() - len(ids) for _, ids in calls),
        )

    @property
    def ids(self) -> list[str]:
        """The articles that have appeared."""
        return [article_id(self.address(story)) for story in self.stories[: len(self.published)]]

    def address(self, story: Story) -> str:
        return f"http://{site_host(site_of(story))}:{self.port}/news/{story.number}"

    def appear(self, story: Story) -> None:
        """Show a story from now on, at its source."""
        super().appear(story)
        self.appeared[story.number] = now()
        self._feeds[site_of(story)].append(story)

    async def receive(self, endpoint: str, id: str, body: bytes) -> None:
        """Note that an alliance was told."""
        message = json.loads(body)
        if message["type"] == "alliance.announced":
            self.told[frozenset(member["name"] for member in message["data"]["members"])][id] += 1

    def page(self, host: str, path: str) -> tuple[bytes, str] | None:
        """What stands at an address of a host; None where nothing does."""
        site = int(host.rpartition(".")[2]) - 10
        if path == "/rss":
            self.looked.add(site)
            return feed_of([(self.address(story), story.title) for story in self._feeds[site]]), "application/rss+xml"
        if path.startswith("/news/"):
            story = self.stories[int(path.removeprefix("/news/"))]
            self.fetched.setdefault(story.number, time.monotonic())
            paragraphs = "".join(f"<p>{line}</p>" for line in story.body.splitlines())
            page = html_page(story.title, paragraphs, self.appeared[story.number])
            return page, "text/html; charset=utf-8"
        return None


async def settled(world: SoakStand, settings: Settings, seconds: float) -> set[str]:
    """Wait until all stories are indexed and all deals told, as long as may be; the ids that are not indexed."""
    missing, deadline = set(world.ids), time.monotonic() + seconds
    store = make_store(settings, read_only=True)
    try:
        while True:
            missing -= {id for id in missing if await store.get_article(id) is not None}
            if not (missing or world.alerts().missing) or time.monotonic() > deadline:
                return missing
            await asyncio.sleep(2.0)
    finally:
        await store.close()


def site_of(story: Story) -> int:
    """Moved on by one for each ten stories, so that the papers that tell of deals are not all of the same site."""
    return (story.number + story.number // SITES) % SITES
