"""A day's mixture of news on ten sites: most stories tell of no deal, and of each deal several papers tell."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.tag.tag import tag_article
from agents.urls import article_id
from benchmarks.invented_news import stories as invented_stories
from benchmarks.newsstand import SHOWN, SITES, Newsstand, Story, feed_of, html_page, site_host
from benchmarks.newsstand import stories as deals
from topics.records import now

TELLING = 10
"""Of so many stories one tells of a deal."""

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


def mixture(count: int) -> list[Story]:
    """So many stories in the order in which they appear."""
    told = iter(deals(-(-count // (TELLING * PAPERS))))
    others = _without_deals(count)
    mixed: list[Story] = []
    deal = next(told)
    for number in range(count):
        place = number // TELLING
        if number % TELLING:
            head, text = next(others)
            mixed.append(Ordinary(number, "", "", head, text))
            continue
        if place and place % PAPERS == 0:
            deal = next(told)
        # Moved on by one site from paper to paper: those that tell of a deal are not all of the same site.
        mixed.append(Retold(number, deal.one, deal.other, deal))
    return mixed


def _without_deals(count: int) -> Iterator[tuple[str, str]]:
    """Titles and texts in which the tagger finds no deal."""
    for tagged in invented_stories(count * 2):
        if not tag_article(tagged.article).mentions:
            yield tagged.article.title, tagged.article.body


class SoakStand(Newsstand):
    """The sites and the webhook over hours: each page keeps the moment at which it appeared."""

    def __init__(self, told: Sequence[Story]) -> None:
        super().__init__(list(told))
        self.appeared: dict[int, datetime] = {}
        self.told: Counter[frozenset[str]] = Counter()
        """How often the webhook was called for a new alliance of these."""
        self._feeds = [deque[Story](maxlen=SHOWN) for _ in range(SITES)]

    @property
    def due(self) -> set[frozenset[str]]:
        """The members of each deal of which a story has appeared."""
        return {frozenset((s.one, s.other)) for s in self.stories[: len(self.published)] if s.one}

    @property
    def ids(self) -> list[str]:
        """The articles that have appeared."""
        return [article_id(self.address(story)) for story in self.stories[: len(self.published)]]

    def address(self, story: Story) -> str:
        return f"http://{site_host(_site_of(story))}:{self.port}/news/{story.number}"

    def appear(self, story: Story) -> None:
        """Show a story from now on, at its source."""
        super().appear(story)
        self.appeared[story.number] = now()
        self._feeds[_site_of(story)].append(story)

    async def receive(self, endpoint: str, body: bytes) -> None:
        """Note that an alliance was told."""
        message = json.loads(body)
        if message["type"] == "alliance.announced":
            self.told[frozenset(member["name"] for member in message["data"]["members"])] += 1

    def page(self, host: str, path: str) -> tuple[bytes, str] | None:
        """What stands at an address of a host; None where nothing does."""
        site = int(host.rpartition(".")[2]) - 10
        if path == "/rss":
            self.looked.add(site)
            return feed_of([(self.address(story), story.title) for story in self._feeds[site]]), "application/rss+xml"
        if path.startswith("/news/"):
            story = self.stories[int(path.removeprefix("/news/"))]
            paragraphs = "".join(f"<p>{line}</p>" for line in story.body.splitlines())
            page = html_page(story.title, paragraphs, self.appeared[story.number])
            return page, "text/html; charset=utf-8"
        return None


def _site_of(story: Story) -> int:
    return (story.number + story.number // TELLING) % SITES
