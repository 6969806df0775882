"""The typed records that flow between stages.

Every record can be read by every later version: unknown fields are ignored, missing ones have defaults.
Times are aware datetimes; those of articles are in Asia/Seoul. Spans are half-open character offsets `(start, end)`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

SEOUL = ZoneInfo("Asia/Seoul")

Span = tuple[int, int]


def now() -> datetime:
    """The present moment as an aware UTC datetime."""
    return datetime.now(UTC)


def stable_id(*parts: str) -> str:
    """A 16-hex-digit id that depends on the parts alone, so that every store and every repeat agrees."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def host_of(url: str) -> str:
    """The host of a URL in lower case; the empty string where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


class Record(BaseModel):
    """What a topic carries; `VERSION` rises when the meaning of a field changes."""

    model_config = ConfigDict(extra="ignore", ser_json_bytes="base64", val_json_bytes="base64")

    VERSION: ClassVar[int] = 1

    def key(self) -> str:
        """The partition key: records of one key keep their order."""
        raise NotImplementedError


class Part(BaseModel):
    """A value inside a record."""

    model_config = ConfigDict(extra="ignore")


class Poll(Record):
    """The order to look at one source (a feed, a sitemap or a listing page) now."""

    url: str

    def key(self) -> str:
        return self.url


class Candidate(Record):
    """A URL seen in a source, with what the source said of it."""

    url: str
    source: str = ""
    title: str | None = None
    summary: str | None = None
    published: datetime | None = None
    seen: datetime = Field(default_factory=now)
    quiet: bool = False
    """True for back-filled stories: they are stored and searchable but never alerted."""

    def key(self) -> str:
        return host_of(self.url)


class Page(Record):
    """The bytes as fetched, never altered, so that any later stage can be replayed from it."""

    id: str
    """The article id, as far as it is known before cleaning: hash of the canonical form of the final URL."""
    source_id: str | None = None
    """The caller's own id of the item, for imported items."""
    url: str
    """The URL asked for."""
    final_url: str
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    """Lower-case names; only those that matter to a reader (content-type, last-modified, etag)."""
    body: bytes = b""
    text: str | None = None
    """An already clean body in place of `body`, for imported texts."""
    title: str | None = None
    """What the source said; used where the page itself is silent."""
    published: datetime | None = None
    fetched: datetime = Field(default_factory=now)
    quiet: bool = False

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
    fetched: datetime = Field(default_factory=now)
    quiet: bool = False

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


class Person(Part):
    """A person named in an article with the organisation and role given there."""

    name: str
    organisation: str | None = None
    role: str | None = None


class Product(Part):
    """A product or service named in an article; `spans` point into the body."""

    name: str
    spans: list[Span] = Field(default_factory=list)


class Status(StrEnum):
    """What a clause says has become of an alliance."""

    ANNOUNCED = "announced"
    PLANNED = "planned"
    RUMOURED = "rumoured"
    DENIED = "denied"
    ENDED = "ended"
    BACKGROUND = "background"


class Kind(StrEnum):
    """What form an alliance takes."""

    MOU = "mou"
    PARTNERSHIP = "partnership"
    CONSORTIUM = "consortium"
    JOINT_VENTURE = "joint_venture"
    EQUITY_SWAP = "equity_swap"


class Member(Part):
    """An organisation (rarely a person) that is party to an alliance."""

    id: str
    name: str
    since: str | None = None
    """The day this member was first reported in the alliance (YYYY-MM-DD, YYYY-MM or YYYY)."""


class Mention(Part):
    """One clause that speaks of an alliance."""

    status: Status
    new: bool = False
    """True when this text reports a new alliance (announced or planned)."""
    kind: Kind
    name: str | None = None
    """The name of the initiative ("AI 원팀"), where it has one."""
    members: list[Member] = Field(default_factory=list)
    joining: list[Member] = Field(default_factory=list)
    """Those of the members that this clause reports as joining an initiative that existed before."""
    date: str | None = None
    """When it was or will be concluded: YYYY-MM-DD, YYYY-MM or YYYY, as exactly as the text says."""
    evidence: str = ""
    rule: str = ""
    """The rule that decided the status."""
    amounts: list[str] = Field(default_factory=list)
    """Sums of money in the sentences that tell it, as they are written."""
    stakes: list[str] = Field(default_factory=list)
    """Shares in companies, as they are written."""
    purpose: str | None = None
    """What it is for, in the words of the text."""
    score: float | None = None
    """From 0 to 1, how sure the reading is; no probability."""
    reasons: list[str] = Field(default_factory=list)
    """What makes the score, with the weight of each."""


class TaggedArticle(Record):
    """An article with the organisations, people, products and alliance mentions found in it."""

    article: Article
    organisations: list[Organisation] = Field(default_factory=list)
    people: list[Person] = Field(default_factory=list)
    products: list[Product] = Field(default_factory=list)
    mentions: list[Mention] = Field(default_factory=list)

    def key(self) -> str:
        return self.article.id


class DecisionKind(StrEnum):
    """What a person may decide about alliances."""

    MERGE = "merge"
    """They are one."""
    SPLIT = "split"
    """What some articles tell is another alliance."""
    DISMISS = "dismiss"
    """It is none."""
    UNDO = "undo"
    """An earlier decision holds no longer."""


class Decision(Part):
    """What a person decided about alliances; it holds for what is reported later and when records are replayed."""

    id: str
    kind: DecisionKind
    alliances: list[str] = Field(default_factory=list)
    """The ids of the alliances it is about; the first keeps its id in a merge."""
    articles: list[str] = Field(default_factory=list)
    """The ids of the articles that tell of another alliance, for a split."""
    undoes: str | None = None
    """The id of the decision that holds no longer."""


class Report(Record):
    """What one article says of alliances: its mentions in the order of the text. Or what a person decided."""

    article_id: str
    source_id: str | None = None
    url: str
    title: str = ""
    publisher: str | None = None
    published: datetime | None = None
    fetched: datetime = Field(default_factory=now)
    mentions: list[Mention] = Field(default_factory=list)
    quiet: bool = False
    decision: Decision | None = None
    """In place of mentions: decisions keep their order among reports, since the registry has a single owner."""

    def key(self) -> str:
        return "registry"  # one partition: the registry has a single owner


class ChangeKind(StrEnum):
    """What became of an alliance."""

    ANNOUNCED = "announced"
    JOINED = "joined"
    CORROBORATED = "corroborated"
    ENDED = "ended"
    BACKGROUND = "background"
    """Known from a passing mention; never alerted."""
    MERGED = "merged"
    """This and the following are a person's decisions; never alerted."""
    SPLIT = "split"
    DISMISSED = "dismissed"
    RESTORED = "restored"


class Source(Part):
    """An article that reported an alliance."""

    article_id: str
    source_id: str | None = None
    url: str
    title: str = ""
    publisher: str | None = None
    published: datetime | None = None
    evidence: str = ""


class Change(Part):
    """One step in the life of an alliance."""

    id: str
    change: ChangeKind
    at: datetime
    article_id: str
    members: list[Member] = Field(default_factory=list)
    """The members this change concerns: the founders on `announced`, the new ones on `joined`."""


def is_dismissed(changes: Iterable[Change]) -> bool:
    """Whether the last word of a person on an alliance with these changes is that it is none."""
    words = [c.change for c in changes if c.change in (ChangeKind.DISMISSED, ChangeKind.RESTORED)]
    return bool(words) and words[-1] is ChangeKind.DISMISSED


class RelatedChange(Part):
    """A change of another alliance that the same article reports, told inside the same alert."""

    alliance_id: str
    name: str | None = None
    kind: Kind
    change: ChangeKind
    members: list[Member] = Field(default_factory=list)
    """All members known of the other alliance."""
    joined: list[Member] = Field(default_factory=list)


class Alliance(Record):
    """What is known of one alliance over all articles, and the change that this record makes."""

    id: str
    name: str | None = None
    kind: Kind
    members: list[Member] = Field(default_factory=list)
    status: Status
    date: str | None = None
    first_seen: datetime
    articles: list[Source] = Field(default_factory=list)
    changes: list[Change] = Field(default_factory=list)
    change: Change | None = None
    """The change that this record makes; the last of `changes`."""
    related: list[RelatedChange] = Field(default_factory=list)
    evidence: str = ""
    quiet: bool = False
    """True where no webhook may be called for this change."""
    merged_into: str | None = None
    """The alliance that this one turned out to be the same as: stores forget this one; `change` is None."""

    @property
    def dismissed(self) -> bool:
        """Whether a person decided that it is no alliance."""
        return is_dismissed(self.changes)

    def key(self) -> str:
        return self.id


class Delivery(Record):
    """One change on its way to one webhook."""

    id: str
    """The `webhook-id`: the same for every attempt at this change and endpoint."""
    endpoint: str
    """The id of the endpoint; its URL and secret stay in the settings."""
    event: str
    """`alliance.announced`, `alliance.joined`, …"""
    created: datetime
    payload: str
    """The JSON text exactly as it is signed and sent."""

    def key(self) -> str:
        return self.endpoint
