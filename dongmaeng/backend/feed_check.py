"""Which feeds of the shipped list answer, asked from where the user is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from agents.discover.contents import Form
from agents.discover.korean_feeds import KoreanFeed, korean_feeds
from agents.discover.look import Looker, SourceFailure
from agents.discover.offers.guest import Guest
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.offers import manners
from dongmaeng.connections import open_http_client
from topics.records import host_of, now

_HOSTS_AT_ONCE = 8
"""Hosts asked at once, each one request at a time: a dead one takes 15 s, and most of the list should not wait."""

_UNBOUNDED = 1_000_000
"""Of requests and seconds: what bounds this search is the length of the list."""


@dataclass(frozen=True, slots=True)
class CheckedFeed:
    """How a feed of the shipped list answered."""

    feed: KoreanFeed
    form: Form | None
    stories: int
    newest: datetime | None
    reason: str | None
    """Why it gave nothing, or what of it could not be read."""

    @property
    def answers(self) -> bool:
        """Whether it gave stories."""
        return self.stories > 0


@of_backend
async def check_feeds(backend: Backend, done: Callable[[CheckedFeed], None]) -> list[CheckedFeed]:
    """How each feed of the shipped list answers, in its order; `done` is told of each as it comes."""
    feeds = korean_feeds()
    workers = await backend.workers()
    usual = manners(backend.settings)
    asked = replace(usual, requests=_UNBOUNDED, seconds=float(_UNBOUNDED), bytes=len(feeds) * usual.bytes)
    hosts = asyncio.Semaphore(_HOSTS_AT_ONCE)
    async with open_http_client(backend.settings, [feed.url for feed in feeds]) as http:
        guest = Guest(http, asked)
        looker = Looker(guest, workers, backend.settings.discover.model_copy(update={"max_sitemaps": 2}))

        async def ask(of_host: list[KoreanFeed]) -> list[CheckedFeed]:
            async with hosts:
                checked = []
                for feed in of_host:
                    checked.append(await _checked(feed, looker))
                    done(checked[-1])
                return checked

        by_host: dict[str, list[KoreanFeed]] = {}
        for feed in feeds:
            by_host.setdefault(host_of(feed.url), []).append(feed)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(of_host)) for of_host in by_host.values()]
    found = {checked.feed.url: checked for task in tasks for checked in task.result()}
    return [found[feed.url] for feed in feeds]


async def _checked(feed: KoreanFeed, looker: Looker) -> CheckedFeed:
    try:
        look = await looker.look(feed.setting(), {}, now())
    except SourceFailure as failure:
        status = f" ({failure.status})" if failure.status and failure.status >= 400 else ""
        return CheckedFeed(feed, None, 0, None, f"{failure.reason}{status}")
    newest = max((item.freshness for item in look.items if item.freshness is not None), default=None)
    return CheckedFeed(feed, look.form, len(look.items), newest, look.fault or (None if look.items else "no stories"))
