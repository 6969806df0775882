"""The way of one story over the stages, as JSON."""

from __future__ import annotations

from pydantic import Field

from agents.resolve.claims import Claim
from dongmaeng.shapes.articles import ArticleFactsShape
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape, left_out
from dongmaeng.shapes.statements import MentionShape
from dongmaeng.ways.verdicts import Verdict
from topics.records import Change, ChangeKind, Quiet, Revision, Step


class WayChangeShape(Shape):
    """What a story changed of an alliance."""

    id: str
    change: ChangeKind
    at: Moment
    quiet: Quiet | None
    """Why no webhook was called for it."""
    members: list[str]
    revised: list[Revision]
    """What is otherwise now."""

    @classmethod
    def of(cls, change: Change) -> WayChangeShape:
        members = [member.name for member in change.members]
        return cls(
            id=change.id,
            change=change.change,
            at=change.at,
            quiet=change.quiet,
            members=members,
            revised=change.revised,
        )


class WayAccountShape(Shape):
    """By what an account was read and put to the others."""

    joined_by: str | None
    joined_to: str | None
    """The article whose account it matched."""
    rule: str

    @classmethod
    def of(cls, claim: Claim) -> WayAccountShape:
        return cls(joined_by=claim.joined_by, joined_to=claim.joined_to, rule=claim.rule)


class StopShape(Shape):
    """What one stage did with the story; what the stage knows beside it is there where it applies."""

    stage: str
    at: Moment | None
    outcome: str
    """`done`, `dropped`, `quarantined`, `renamed`, `waiting`, or where a message stands."""
    text: str
    more: list[str] = Field(default_factory=list)
    """Further lines."""

    source: str | None = Field(None, exclude_if=left_out)
    """The source that named it; empty for imported items."""
    status: int | None = Field(None, exclude_if=left_out)
    final_url: str | None = Field(None, exclude_if=left_out)
    article: ArticleFactsShape | None = Field(None, exclude_if=left_out)
    mentions: list[MentionShape] | None = Field(None, exclude_if=left_out)
    steps: list[Step] | None = Field(None, exclude_if=left_out)
    alliance: str | None = Field(None, exclude_if=left_out)
    changes: list[WayChangeShape] | None = Field(None, exclude_if=left_out)
    accounts: list[WayAccountShape] | None = Field(None, exclude_if=left_out)
    endpoint: str | None = Field(None, exclude_if=left_out)
    event: str | None = Field(None, exclude_if=left_out)
    message: str | None = Field(None, exclude_if=left_out)
    """The id of the message."""
    change: str | None = Field(None, exclude_if=left_out)
    """The id of the change."""
    attempts: int | None = Field(None, exclude_if=left_out)
    reason: str | None = Field(None, exclude_if=left_out)
    detail: str | None = Field(None, exclude_if=left_out)
    renamed: str | None = Field(None, exclude_if=left_out)
    """The article id under which the story goes on."""
    due: Moment | None = Field(None, exclude_if=left_out)


class WayShape(Shape):
    """The way of one story, and what came of it."""

    asked: str
    article_id: str
    article_ids: list[str]
    """Those that it had in turn."""
    url: str
    title: str
    published: Moment | None
    outcome: Verdict
    why: str
    way: list[StopShape]
    searched: list[str]
    """Where it was looked for."""
