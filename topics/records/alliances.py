"""Alliances: what articles report and people decide of them, what is known, and whom it is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from topics.records.mentions import Kind, Member, Mention, Status, Terms
from topics.records.quiet import QuietReason
from topics.records.record import Part, Record, now


class DecisionKind(StrEnum):
    """What a person may decide about alliances."""

    MERGE = "merge"
    """They are one."""
    SPLIT = "split"
    """What some articles tell is another alliance."""
    DISMISS = "dismiss"
    """It is none."""
    CONFIRM = "confirm"
    """It is one: what is held of it is told."""
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
    site: str = ""
    """The site that the article was fetched from, which nobody can borrow; empty where it came without an address."""
    group: str | None = None
    """The first article of all that tell this text: copies of one text have it in common."""
    source: str = ""
    """The source that named the article; empty for imported items."""
    published: datetime | None = None
    fetched: datetime = Field(default_factory=now)
    version: int = 0
    """The version of the text, as stores compare them; 0 where nobody knows."""
    replaces: datetime | None = None
    """When the text was fetched that this one took the place of; None for the first one read at its address."""
    mentions: list[Mention] = Field(default_factory=list)
    """Empty where the text that took the place of another tells of no alliance."""
    quiet: QuietReason = None
    decision: Decision | None = None
    """In place of mentions: decisions keep their order among reports, since the registry has a single owner."""

    def key(self) -> str:
        return "registry"  # one partition: the registry has a single owner


class ChangeKind(StrEnum):
    """What became of an alliance."""

    ANNOUNCED = "announced"
    JOINED = "joined"
    CORROBORATED = "corroborated"
    CHANGED = "changed"
    """What was told of it is otherwise now: its kind, its day, or that a plan was concluded."""
    DENIED = "denied"
    """It is told that there is none, after it was announced."""
    ENDED = "ended"
    BACKGROUND = "background"
    """Known from a passing mention; never alerted."""
    DISPUTED = "disputed"
    """One publisher alone told the end of what several tell of, or denied it; never alerted."""
    MOVED = "moved"
    """Accounts turned out to tell of another alliance; never alerted."""
    EDITED = "edited"
    """An article tells it otherwise than it did; never alerted. What that changes of the alliance is `changed`."""
    WITHDRAWN = "withdrawn"
    """An article was edited and tells of it no longer; never alerted."""
    MERGED = "merged"
    """Two that were alerted turned out to be one; a person's decision, or what an article shows."""
    SPLIT = "split"
    """This and the following are a person's decisions; never alerted."""
    DISMISSED = "dismissed"
    RESTORED = "restored"
    CONFIRMED = "confirmed"


class Source(Part):
    """An article that reported an alliance."""

    article_id: str
    source_id: str | None = None
    url: str
    title: str = ""
    publisher: str | None = None
    published: datetime | None = None
    evidence: str = ""


class Matter(StrEnum):
    """What may be told of an alliance and turn out to be otherwise; the first three are told to endpoints."""

    STATUS = "status"
    KIND = "kind"
    DATE = "date"
    NAME = "name"
    MEMBERS = "members"
    AMOUNTS = "amounts"
    STAKES = "stakes"


class Told(Part):
    """What was told of an alliance in messages, against which later accounts are held."""

    alliance: str
    """The id under which it was told."""
    status: Status
    kind: Kind
    date: str | None = None


class Revision(Part):
    """What was told of an alliance, and how it is now."""

    matter: Matter
    before: str | None = None
    after: str


class Change(Part):
    """One step in the life of an alliance."""

    id: str
    change: ChangeKind
    at: datetime
    article_id: str
    members: list[Member] = Field(default_factory=list)
    """The members this change concerns: the founders on `announced`, the new ones on `joined`."""
    quiet: QuietReason = None
    """Why no webhook was called for it; None also for changes of earlier versions, which count as told."""
    revised: list[Revision] = Field(default_factory=list)
    """On `changed`, of the alliance, and on `edited`, of the article's account: what is otherwise now."""
    merged: list[str] = Field(default_factory=list)
    """On `merged`: the ids of the alliances, announced too, that turned out to be this one."""
    told: Told | None = None
    """What has been told of the alliance with this change; None where nothing was, and of earlier versions."""

    @property
    def is_told(self) -> bool:
        """Whether endpoints that ask for it are told; most of what people decide is told to none."""
        if self.change in (ChangeKind.EDITED, ChangeKind.WITHDRAWN):
            return False
        return self.quiet is None and (self.change is not ChangeKind.MERGED or bool(self.merged))

    @property
    def stays_owed(self) -> bool:
        """Whether a live account may still tell it."""
        return self.quiet is not None and self.quiet.stays_owed


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


class Alliance(Record, Terms):
    """What is known of one alliance over all articles, and the change that this record makes."""

    id: str
    name: str | None = None
    kind: Kind
    members: list[Member] = Field(default_factory=list)
    status: Status
    disputed: bool = False
    """Whether one publisher alone tells its end or denies it, so that the status stays."""
    date: str | None = None
    first_seen: datetime
    articles: list[Source] = Field(default_factory=list)
    changes: list[Change] = Field(default_factory=list)
    change: Change | None = None
    """The change that this record makes; the last of `changes`."""
    related: list[RelatedChange] = Field(default_factory=list)
    evidence: str = ""
    independent_publishers: int = 0
    """How many publishers tell of it in texts of their own."""
    held: bool = False
    """Whether something of it waits for a second publisher or a person to be told."""
    withdrawn: bool = False
    """Whether no article tells of it any longer: those that did were edited, and this is what they told last."""
    quiet: QuietReason = None
    """Why no webhook may be called for this change."""
    merged_into: str | None = None
    """The alliance that this one turned out to be the same as: stores forget this one; `change` is None."""

    @property
    def dismissed(self) -> bool:
        """Whether a person decided that it is no alliance."""
        return is_dismissed(self.changes)

    @property
    def first_told(self) -> datetime:
        """When it was first told: the earliest publication of its articles, else when the first was seen."""
        published = [article.published for article in self.articles if article.published is not None]
        return min([self.first_seen, *published])

    def key(self) -> str:
        return self.id
