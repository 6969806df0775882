"""Where stories are found: the interface of every store, and what it answers."""

from __future__ import annotations

import html
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from search.alliances import MOST_ALLIANCES, AllianceFacet, AllianceQuery, AlliancesFound, AlliancesWritten, Counts
from search.query import Query
from topics.records import Alliance, Article, Organisation, Span, TaggedArticle

# The longest news texts (minutes of hearings, lists of results) have under 100,000 characters; beyond this the time
# to analyse one text would be felt by the texts behind it.
LONGEST_TEXT = 300_000


MOST_COUNTED = 10_000
"""Up to here articles are counted; of more a search says that there are more."""

EVERY_ALLIANCE = AllianceQuery()


class StoreUnavailable(Exception):
    """The store cannot be reached or is busy: the same call may succeed later."""


class TextTooLong(ValueError):
    """The article is longer than any news story."""


class Written(StrEnum):
    """What became of one document of a write."""

    STORED = "stored"
    STALE = "stale"
    """The store knows a later edit; nothing was changed."""
    REFUSED = "refused"
    """The document itself cannot be stored; `reason` says why."""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The ending of one document of a write."""

    id: str
    written: Written
    reason: str = ""
    """A few fixed words, for a refused document."""
    cause: Exception | None = None


Writable = object
"""What a store makes of an article before it is written, a refusal among them; plain values that any process may
make."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage of the original text with the places that matched."""

    field: str
    """title, subtitle or body."""
    text: str
    spans: tuple[Span, ...]
    """Offsets into `text`, in order, none overlapping another."""

    def marked(self, before: str = "<em>", after: str = "</em>", escape: Callable[[str], str] = str) -> str:
        """The passage with its matches between two marks; `escape` is applied to the text around the marks."""
        parts: list[str] = []
        position = 0
        for start, end in self.spans:
            parts += [escape(self.text[position:start]), before, escape(self.text[start:end]), after]
            position = end
        return "".join([*parts, escape(self.text[position:])])

    def as_html(self) -> str:
        """The passage as safe HTML with `<em>` around its matches."""
        return self.marked(escape=lambda text: html.escape(text, quote=False))


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found."""

    source_id: str
    """The caller's own id of the item, else the article id."""
    article_id: str
    title: str
    url: str
    published: datetime | None
    publisher: str | None
    score: float
    """Greater is better; comparable within one search only."""
    highlights: tuple[Highlight, ...] = ()
    companies: tuple[Organisation, ...] = ()
    """The companies named in it, with their codes; without spans."""
    copies: int = 0
    """How many other copies of the same story were found, where they are folded into this hit."""


class Order(StrEnum):
    """The order of hits."""

    RELEVANCE = "relevance"
    """Best first, the fresher of equals before the others."""
    TIME = "time"
    """Latest published first."""


class Facet(StrEnum):
    """What the articles found can be counted by."""

    ORGANISATION = "organisation"
    PUBLISHER = "publisher"
    KIND = "kind"
    DAY = "day"
    """The day in Seoul, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found: how many articles there are, and the best of them."""

    total: int
    """Where copies are folded, how many stories."""
    hits: tuple[Hit, ...]
    facets: Mapping[Facet, Counts] = field(default_factory=dict)
    """For each facet that was asked for, its most frequent values over all articles found."""
    at_least: bool = False
    """Whether there are more than `total`: beyond a bound nobody counts."""
    newest_only: bool = False
    """Whether only the newest of those that match were ranked, since there are too many."""
    partial: bool = False
    """Whether no article has all that was asked for, and these have most of it."""
    suggestion: str | None = None
    """A query that finds something, where this one finds nothing for a slip of the keyboard."""


class StoreWriter(Protocol):
    """What takes articles and alliances into a store; every method may raise `StoreUnavailable`."""

    @property
    def to_documents(self) -> Callable[[Sequence[bytes]], Sequence[Writable]]:
        """What makes documents of articles as records (JSON): most of the work of a write, for any process to do."""
        ...

    async def write_documents(self, documents: Sequence[Writable]) -> Sequence[WriteResult]:
        """Store articles by id, one result for each; an older edit never replaces a newer one."""
        ...

    async def write_alliances(self, alliances: Sequence[Alliance]) -> Sequence[WriteResult]:
        """Store alliances by id, one result for each; what is known already is never replaced by less.

        One that was merged into another is forgotten, and stays so.
        """
        ...


class Store(StoreWriter, Protocol):
    """Keeps articles and alliances and finds articles by Korean text; every method may raise `StoreUnavailable`."""

    async def write(self, articles: Sequence[TaggedArticle]) -> Sequence[WriteResult]:
        """Make documents of articles here and write them."""
        ...

    async def search(
        self,
        query: Query,
        limit: int = 10,
        *,
        order: Order = Order.RELEVANCE,
        facets: Sequence[Facet] = (),
        fold: bool = False,
        offset: int = 0,
    ) -> SearchResult:
        """The articles that match, from the one at `offset` on.

        With `fold`, of the copies of one story the first alone, with their number.
        """
        ...

    async def get_article(self, id: str) -> TaggedArticle | None:
        """The article with this id, or with this source id."""
        ...

    async def recent_articles(self, limit: int = 20) -> list[Article]:
        """The latest articles by publication, latest first."""
        ...

    async def alliances(
        self,
        query: AllianceQuery = EVERY_ALLIANCE,
        limit: int = 100,
        *,
        cursor: str | None = None,
        facets: Sequence[AllianceFacet] = (),
    ) -> AlliancesFound:
        """Some of the alliances that are wanted, the latest told first; raises `BadCursor`."""
        ...

    async def written_alliances(self, cursor: str | None = None, limit: int = 100) -> AlliancesWritten:
        """What was written since a cursor, the earliest first; without one nothing, and the cursor of now.

        An empty cursor is of the time before anything was written; raises `BadCursor`.
        """
        ...

    async def get_alliance(self, id: str) -> Alliance | None:
        """The alliance with this id."""
        ...

    async def close(self) -> None:
        """Let go of files and connections; the store is of no use afterwards."""
        ...


async def every_alliance(store: Store, query: AllianceQuery = EVERY_ALLIANCE) -> AsyncIterator[Alliance]:
    """All alliances that are wanted, however many, the latest told first."""
    async for found in alliance_pages(store, query):
        for alliance in found.alliances:
            yield alliance


async def alliance_pages(store: Store, query: AllianceQuery, most: int | None = None) -> AsyncIterator[AlliancesFound]:
    """Those that are wanted, some at a time, the latest told first; `most`: how many, without a bound all."""
    cursor: str | None = None
    left = most
    while left is None or left > 0:
        found = await store.alliances(query, min(left or MOST_ALLIANCES, MOST_ALLIANCES), cursor=cursor)
        yield found
        left = None if left is None else left - len(found.alliances)
        if (cursor := found.next) is None:
            return


def check_length(article: Article) -> None:
    """Raise `TextTooLong` for a text that no store should be made to analyse."""
    if sum(map(len, (article.title, article.subtitle or "", article.body))) > LONGEST_TEXT:
        raise TextTooLong(f"more than {LONGEST_TEXT} characters")


def version_of(article: Article) -> int:
    """The version of an edit of an article, a 63-bit number that rises with its edit time, then with its fetch time.

    An edit cannot be later than its fetch: a wrong clock must not block all later edits. What was fetched at the
    canonical URL itself stands above whatever was fetched elsewhere and only states it.
    """
    fetched = _seconds(article.fetched)
    edited = min(_seconds(article.updated or article.published), fetched)
    # 33 bits of seconds last until 2242; minutes of fetch time fill 29 bits until 2990.
    return article.fetched_there << 62 | edited << 29 | fetched // 60


def alliance_version(alliance: Alliance) -> int:
    """The version of what is known of an alliance; its changes and articles only grow.

    One that was merged into another is gone for good: nothing known of it is newer.
    """
    if alliance.merged_into:
        return 1 << 62
    return len(alliance.changes) << 32 | len(alliance.articles)


def _seconds(moment: datetime | None) -> int:
    if moment is None:
        return 0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0, min(int(aware.timestamp()), (1 << 33) - 1))
