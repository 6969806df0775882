"""What an outsider names of another site's story changes nothing, in whatever order things happen."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.clean.clean import clean_stage
from agents.discover.discover import discover_stage
from agents.discover.known import KnownSources
from agents.discover.sources import SourceSetting
from agents.fetch.fetch import fetch_stage
from agents.fetch.settings import FetchSettings
from agents.http_client import HttpClient, Response
from agents.urls import canonical_url
from agents.workers import InlineWorkers
from search.store import version_of
from tests.agents.discover.samples import sitemap
from tests.end_to_end.newsrooms import deal, feed
from tests.fakes import MemoryState, run_one
from topics.outcome import Done, Later
from topics.records import Article, Candidate, Page, Poll, now

NOW = now()
DATES = {"fresh": NOW - timedelta(hours=1), "old": NOW - timedelta(days=365), "none": None}
STORY = "https://paper.example/news/1001"
REDIRECT = "https://outsider.example/r"
SOURCES = {who: SourceSetting(url=f"https://{who}.example/feed") for who in ("paper", "outsider", "portal")}
STEPS = ("look", "fetch", "clean")
Step = tuple[str, str]
"""Whose, and what."""


@dataclass
class World:
    """A story of one paper, and the feeds that name it."""

    page: str
    own_feed: str
    outsider_feed: str
    absent: int
    """The status of the story's address before it is there."""
    there: bool = False

    def admit_port_of(self, address: str) -> None:
        pass

    async def get(
        self, url: str, headers: object = None, max_bytes: int | None = None, *, through_pages: bool = False
    ) -> Response:
        if url in (source.url for source in SOURCES.values()):
            body = self.own_feed if url == SOURCES["paper"].url else self.outsider_feed
            return Response(url, 200, {"content-type": "application/xml"}, body.encode())
        if not self.there:
            return Response(STORY, self.absent, {}, b"")
        return Response(STORY, 200, {"content-type": "text/html"}, self.page.encode())


@dataclass
class Desk:
    """The stages from polls to articles, taken step by step."""

    world: World
    state: MemoryState = field(default_factory=MemoryState)
    candidates: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[str, list[Page]] = field(default_factory=lambda: defaultdict(list))
    articles: list[Article] = field(default_factory=list)

    async def go(self, steps: Iterable[Step]) -> None:
        http, workers = cast(HttpClient, self.world), InlineWorkers()
        discover = discover_stage(KnownSources(SOURCES.values()), http, workers, clock=lambda: NOW)
        fetch = fetch_stage(http, FetchSettings(host_delay=0, obey_robots=False))
        clean = clean_stage(workers)
        for who, what in steps:
            match what:
                case "appear":
                    self.world.there = True
                case "edit":
                    self.world.page = self.world.page.replace("내년", "후년")
                case "look":
                    self.candidates[who] += _outputs(await run_one(discover, Poll(source=SOURCES[who].id), self.state))
                case "fetch":
                    for candidate in self.candidates.pop(who, []):
                        self.pages[who] += _outputs(await run_one(fetch, candidate, self.state))
                case "clean":
                    for page in self.pages.pop(who, []):
                        self.articles += _outputs(await run_one(clean, page, self.state))

    def told(self) -> tuple[Any, ...] | None:
        """The story as it is stored in the end, and whether it may ever alert."""
        if not self.articles:
            return None
        stored = max(enumerate(self.articles), key=lambda one: (version_of(one[1]), one[0]))[1]
        loud = sum(article.quiet is None for article in self.articles) > 0
        return stored.id, canonical_url(stored.url), stored.title, stored.published, stored.quiet, loud


def _outputs(outcome: object) -> list[Any]:
    return [out for out in outcome.outputs if not isinstance(out, Later)] if isinstance(outcome, Done) else []


def own_feed(kind: str) -> str:
    if kind == "sitemap":
        return sitemap([STORY]).replace("<lastmod>2021-03-04T12:00:00+09:00</lastmod>", "")
    return feed((STORY, DATES[kind], "해온전자와 다솔통신의 협약"))


@st.composite
def orders(draw: st.DrawFn) -> list[Step]:
    """The steps of the paper and those of two others, each in their order, and perhaps an edit of the story."""
    left: list[list[Step]] = [[(who, what) for what in STEPS] for who in SOURCES]
    left[0].insert(0, ("paper", "appear"))
    steps: list[Step] = []
    while left := [rest for rest in left if rest]:
        steps.append(draw(st.sampled_from(left)).pop(0))
    if draw(st.booleans()):
        steps.insert(draw(st.integers(0, len(steps))), ("paper", "edit"))
    return steps


@settings(max_examples=150)
@given(
    orders(),
    st.sampled_from(sorted(DATES)),
    st.booleans(),
    st.sampled_from([*sorted(DATES), "sitemap"]),
    st.sampled_from(sorted(DATES)),
    st.sampled_from([STORY, REDIRECT, STORY + "?utm_source=outsider"]),
    st.sampled_from([404, 403]),
)
def test_a_story_is_told_as_if_no_outsider_had_named_it(
    order: list[Step], page_date: str, title: bool, own: str, hint: str, named: str, absent: int
) -> None:
    page = deal("해온전자", "다솔통신", published=DATES[page_date], title=title)
    bait = feed((named, DATES[hint], "운세와 로또"))

    def world() -> World:
        return World(page, own_feed(own), bait, absent)

    alone, together = Desk(world()), Desk(world())
    asyncio.run(alone.go((who, what) for who, what in order if who == "paper"))
    asyncio.run(together.go(order))
    assert alone.told() is not None
    assert together.told() == alone.told()
