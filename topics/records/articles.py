"""What is read: sources, pages, and the articles in them with the names they hold."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from topics.records.mentions import Identifiers, Mention
from topics.records.quiet import QuietReason
from topics.records.record import Part, Record, SourceId, Span, host_of, now
from topics.records.steps import Step


class Again(StrEnum):
    """Why a page that was read is looked at again."""

    UPDATED = "updated"
    """A source of its own site says that it was edited since."""
    FIRST_DAY = "first day"
    """It speaks of a tie, and such stories are looked at again on their first day."""


class Poll(Record):
    """The order to look at one source (a feed, a sitemap or a listing page) now."""

    source: SourceId
    asked: str | None = None
    """The id of the command for which it is looked at even before its time; each is obeyed once."""

    @model_validator(mode="before")
    @classmethod
    def _of_earlier_version(cls, data: Any) -> Any:
        """Earlier versions called it `url`."""
        if isinstance(data, dict) and "source" not in data and "url" in data:
            return {"source": data["url"]}
        return data

    def key(self) -> str:
        return self.source


class Disclosure(Part):
    """A report of a company to the authorities, as their list names it."""

    company: str
    corp_code: str
    """OpenDART's code, eight digits."""
    report: str
    """The name of the report as it stands in the list."""
    receipt: str
    """Its number, fourteen digits, the first eight of which are the day."""
    day: str
    """On which it was received: YYYYMMDD."""


class Candidate(Record):
    """A URL seen in a source, with what the source said of it: a fact only where it speaks for the page's site."""

    id: str = ""
    """The article id, as far as it is known before fetching: hash of the canonical form of the URL."""
    url: str
    source: SourceId = ""
    sites: list[str] = Field(default_factory=list)
    """The sites that the source speaks for beside its own."""
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    seen: datetime = Field(default_factory=now)
    disclosure: Disclosure | None = None
    """Where it is one: what is fetched is then not the page at `url`, which is for people."""
    quiet: QuietReason = None
    """Why it is stored and searchable but never alerted, as far as the source tells."""
    old_before: datetime | None = None
    """A story published before this moment is too old to alert; None where none is."""
    again: Again | None = None
    """Why its page is looked at once more; None for the first look. On its `first day` no source named it anew, so that
    what its own site said of it before still holds."""

    def key(self) -> str:
        return host_of(self.url)


class Page(Record):
    """The bytes as fetched, never altered, so that any later stage can be replayed from it."""

    id: str
    """The article id, as far as it is known before cleaning: hash of the canonical form of the final URL."""
    source_id: str | None = None
    """The caller's own id of the item, for imported items."""
    url: str
    """The URL asked for; the final one where another site led to it."""
    final_url: str
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    """Lower-case names; only those that matter to a reader (content-type, last-modified, etag)."""
    body: bytes = b""
    text: str | None = None
    """An already clean body in place of `body`, for imported texts."""
    source: SourceId = ""
    """The source that named it; empty for imported items."""
    by_own_site: bool = False
    """Whether a source that speaks for its site named it: what others say of a page is left out of it."""
    title: str | None = None
    """What its own site's source said; used where the page itself is silent."""
    published: datetime | None = None
    seen: datetime | None = None
    """When the source named it."""
    fetched: datetime = Field(default_factory=now)
    quiet: QuietReason = None
    old_before: datetime | None = None
    """A story published before this moment is too old to alert; None where none is."""
    again: Again | None = None
    """Why it was looked at once more; None for the first look."""

    def key(self) -> str:
        return self.id


class Copy(StrEnum):
    """How an article repeats one that was read before it."""

    MIRROR = "mirror"
    """The same text of the same publisher at another address."""
    UPDATE = "update"
    """A changed text of the same publisher, such as a "(종합)"."""
    SYNDICATED = "syndicated"
    """The text of another publisher, such as a wire story."""


class Article(Record):
    """One story: what it says and the facts of its publication."""

    id: str
    """`stable_id` of the canonical URL."""
    source_id: str | None = None
    url: str
    canonical_url: str
    stated_url: str | None = None
    """The address, another of the same site, that the page states as its own; not always believed."""
    title: str = ""
    subtitle: str | None = None
    body: str = ""
    """Paragraphs separated by a newline; NFC; no captions, bylines, menus or other stories."""
    captions: list[str] = Field(default_factory=list)
    authors: list[str] = Field(default_factory=list)
    publisher: str | None = None
    section: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str = "ko"
    """ISO 639-1."""
    paid: bool = False
    """Whether the page says that only subscribers may read the whole."""
    rules: dict[str, str] = Field(default_factory=dict)
    """Which rule decided a fact (`published`, `updated`, `body`, `title`, …), for people to look up."""
    group: str | None = None
    """The id of the first article read of all that tell this text: its own where it is the first."""
    copy_kind: Copy | None = None
    """How it repeats the first of its group; None for the first itself."""
    version: int = 1
    """1 for the text as first read, one more for each changed text of the same publisher."""
    first_publisher: str | None = None
    """Who published the text first, as far as was known when this article was read."""
    seen: datetime | None = None
    """When the source named it."""
    fetched: datetime = Field(default_factory=now)
    source: SourceId = ""
    """The source that named it; empty for imported items."""
    site: str = ""
    """The site that it was fetched from, which nobody can borrow; empty where it came without an address."""
    by_own_site: bool = False
    """Whether a source that speaks for its site named it."""
    again: Again | None = None
    """Why this text was looked for after another was read; None for the first look."""
    replaces: datetime | None = None
    """When the text was fetched that this one took the place of; None for the first one read at its address."""
    quiet: QuietReason = None

    @property
    def fetched_there(self) -> bool:
        """Whether it was fetched at its canonical URL itself, not at an address that merely states it."""
        return self.canonical_url != self.stated_url

    def key(self) -> str:
        return self.id


class Organisation(Part):
    """An organisation named in an article; `spans` point into the body."""

    id: str
    name: str
    """The canonical name."""
    kind: str = "company"
    """company, agency, university, institute, association, group, initiative or unknown."""
    spans: list[Span] = Field(default_factory=list)
    identifiers: Identifiers | None = None
    """None where it is no company, or none that is known."""


class Person(Part):
    """A person named in an article with the organisation and role given there."""

    name: str
    organisation: str | None = None
    role: str | None = None


class Product(Part):
    """A product or service named in an article; `spans` point into the body."""

    name: str
    spans: list[Span] = Field(default_factory=list)


class TaggedArticle(Record):
    """An article with the organisations, people, products and alliance mentions found in it."""

    article: Article
    organisations: list[Organisation] = Field(default_factory=list)
    people: list[Person] = Field(default_factory=list)
    products: list[Product] = Field(default_factory=list)
    mentions: list[Mention] = Field(default_factory=list)
    steps: list[Step] = Field(default_factory=list)
    """The ledger of the reading, in order; of a story without a strong word of co-operation at most 2 kB of JSON."""
    speaks_of_ties: bool = False
    """Whether it tells of an alliance or has a strong word of co-operation, whatever that led to."""

    def key(self) -> str:
        return self.article.id
