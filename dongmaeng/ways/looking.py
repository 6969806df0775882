"""Finds what there is of one story: in the topics, the store, the registry and the deliveries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

from agents.alert.alert import message_id
from agents.alert.deliveries import DeliveryState, delivery_state
from agents.resolve.entries import Registry
from agents.resolve.entry import Entry
from agents.urls import article_id
from dongmaeng.items import is_url
from dongmaeng.settings import Settings
from search.store import Store
from topics.carrier import Operations
from topics.catalogue import ARTICLES, CANDIDATES, ENDINGS, PAGES, TAGGED, TOPICS, Topic
from topics.codec import Undecodable, decode
from topics.endings import story_of
from topics.handling import Entry as Carried
from topics.handling import Quarantined, Waiting
from topics.records import Article, Candidate, Change, Ended, Outcome, Page, Record, TaggedArticle, host_of
from topics.state import State

R = TypeVar("R", bound=Record)

AROUND_FETCH = 300.0
"""Seconds around the fetch in which its page was written: a topic of pages is too large to be read whole."""

BEFORE_FETCH = 2 * 86_400.0
"""Seconds before what is known of a story in which a source named it: so long candidates are kept."""

MOST_NAMES = 4
"""Ids under which one story went on in turn: an address that led elsewhere, and a page that states another."""

_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(slots=True)
class Told:
    """An alliance that the story tells of: what of it is the story's."""

    entry: Entry
    changes: list[Change]
    """Those that the story made."""


@dataclass(slots=True)
class Found:
    """All that there is of one story."""

    asked: str
    ids: list[str] = field(default_factory=list)
    """Its article ids, the last being the one it has now."""
    url: str = ""
    candidate: Candidate | None = None
    page: Page | None = None
    article: Article | None = None
    tagged: TaggedArticle | None = None
    stored: bool = False
    """Whether the store has it."""
    first: Article | None = None
    """The first article of all that tell its text, where that is another."""
    endings: list[Ended] = field(default_factory=list)
    waiting: list[tuple[Waiting, Record]] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    deliveries: list[tuple[Change, DeliveryState]] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    """Where it was looked for."""
    is_alliance: bool = False
    """Whether what was asked for is the id of an alliance."""

    @property
    def id(self) -> str:
        return self.ids[-1] if self.ids else ""

    @property
    def is_known(self) -> bool:
        """Whether there is anything of it at all."""
        return bool(self.candidate or self.page or self.article or self.endings or self.waiting or self.quarantined)


async def look_for(
    asked: str, settings: Settings, operations: Operations, store: Store | None, state: State | None
) -> Found:
    """What there is of the story with this address, article id or own id of an imported item."""
    return await _Looker(settings, operations, store, state).look(asked)


@dataclass(slots=True)
class _Looker:
    settings: Settings
    operations: Operations
    store: Store | None
    state: State | None

    async def look(self, asked: str) -> Found:
        found = Found(asked, searched=[f"the topics of {self.settings.bus}", f"the store {self.settings.store}"])
        await self._identify(found)
        await self._follow(found)
        await self._read(found)
        await self._trace_back(found)
        await self._pending(found)
        await self._resolved(found)
        return found

    async def _identify(self, found: Found) -> None:
        if is_url(found.asked):
            found.url, found.ids = found.asked, [article_id(found.asked)]
            return
        stored = await self.store.get_article(found.asked) if self.store else None
        if stored is not None:
            found.ids = [stored.article.id]
        elif _ID.fullmatch(found.asked):
            found.ids = [found.asked]
        else:  # an imported item without an address
            found.ids = [article_id(f"item:{quote(found.asked, safe='')}")]

    async def _follow(self, found: Found) -> None:
        """The endings under each of the ids that the story had."""
        keys = [*([found.url] if found.url else []), *found.ids]
        for key in keys:
            endings = await self._of_key(ENDINGS, Ended, key)
            found.endings += endings
            for renamed in (one.renamed for one in endings if one.outcome is Outcome.RENAMED):
                if renamed and renamed not in keys and len(found.ids) < MOST_NAMES:
                    found.ids.append(renamed)
                    keys.append(renamed)
        found.endings.sort(key=lambda one: one.at)

    async def _read(self, found: Found) -> None:
        """The article as it was read last."""
        found.tagged = await self.store.get_article(found.id) if self.store else None
        found.stored = found.tagged is not None
        if found.tagged is None and (tagged := await self._of_key(TAGGED, TaggedArticle, found.id)):
            found.tagged = tagged[-1]
        if found.tagged is not None:
            found.article = found.tagged.article
        elif articles := await self._of_key(ARTICLES, Article, found.id):
            found.article = articles[-1]
        article = found.article
        if article is None:
            return
        found.url = found.url or article.url
        if article.group and article.group != article.id and self.store:
            first = await self.store.get_article(article.group)
            found.first = first.article if first else None

    async def _trace_back(self, found: Found) -> None:
        """The page, and the candidate where nothing else says who named the story and when."""
        known = _first_moment(found)
        if known is not None:
            written = known.timestamp()
            pages = await self._of_key(PAGES, Page, found.id, written - AROUND_FETCH, written + AROUND_FETCH)
            found.page = pages[-1] if pages else None
        story = next((one.story for one in found.endings if one.story.seen), None)
        if (found.article and found.article.seen) or story or not found.url.startswith("http"):
            return
        since = known.timestamp() - BEFORE_FETCH if known else None
        own = {article_id(found.url), *found.ids}
        for one in await self._of_key(CANDIDATES, Candidate, host_of(found.url), since):
            if article_id(one.url) in own:
                found.candidate = one
                break
        if found.page is None and found.article is None and found.candidate is not None:
            pages = await self._of_key(PAGES, Page, found.id, found.candidate.seen.timestamp() - AROUND_FETCH)
            found.page = pages[-1] if pages else None

    async def _pending(self, found: Found) -> None:
        """What of the story waits or was set aside."""
        own = set(found.ids)
        hosts = [host_of(found.url)] if found.url else []
        for waiting in await self.operations.waiting([*found.ids, *hosts]):
            record = _record(waiting.entry)
            if record is not None and self._is_of(record, own):
                found.waiting.append((waiting, record))
        async for aside in self.operations.quarantined():
            record = _record(aside.entry)
            if aside.entry.key in own or (record is not None and self._is_of(record, own)):
                found.quarantined.append(aside)

    @staticmethod
    def _is_of(record: Record, ids: set[str]) -> bool:
        story = story_of(record)
        return story is not None and (story.article_id or article_id(story.url)) in ids

    async def _resolved(self, found: Found) -> None:
        if self.state is None:
            return
        registry = Registry(self.state)
        found.is_alliance = await registry.entry(found.asked) is not None
        for entry in await registry.telling(found.id):
            changes = [change for change in entry.changes if change.article_id == found.id]
            if changes or found.id in entry.articles:
                found.told.append(Told(entry, changes))
        for told in found.told:
            for change in told.changes:
                for endpoint in self.settings.endpoints:
                    sent = await delivery_state(self.state, message_id(change.id, endpoint.id))
                    found.deliveries += [(change, sent)] if sent else []

    async def _of_key(
        self, topic: Topic, kind: type[R], key: str, since: float | None = None, until: float | None = None
    ) -> list[R]:
        stored = await self.operations.of_key(topic, key, since, until)
        return [record for one in stored if isinstance(record := _decoded(topic, one.value), kind)]


def _first_moment(found: Found) -> datetime | None:
    """When something was first known to be done with the story."""
    if found.article is not None:
        return found.article.fetched
    return found.endings[0].at if found.endings else None


def _record(entry: Carried) -> Record | None:
    return _decoded(TOPICS[entry.topic], entry.value) if entry.topic in TOPICS else None


def _decoded(topic: Topic, value: bytes) -> Record | None:
    try:
        return decode(topic, value)
    except Undecodable:
        return None
