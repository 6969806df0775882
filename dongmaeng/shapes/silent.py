"""Stories that led to no new alliance, as JSON."""

from __future__ import annotations

from agents.urls import loggable
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from dongmaeng.ways.silent import Silent
from topics.records import Mention, Status, Step


class SilentMentionShape(Shape):
    """What such a story says of an alliance."""

    status: Status
    rule: str
    evidence: str

    @classmethod
    def of(cls, mention: Mention) -> SilentMentionShape:
        return cls(status=mention.status, rule=mention.rule, evidence=mention.evidence)


class SilentShape(Shape):
    """A story that speaks of co-operation and announces nothing new."""

    article_id: str
    url: str
    title: str
    publisher: str | None
    published: Moment | None
    words: list[str]
    """Its words that say more than 협력."""
    reasons: list[str]
    """Why they led to nothing."""
    mentions: list[SilentMentionShape]
    steps: list[Step]
    """The ledger of its reading."""

    @classmethod
    def of(cls, silent: Silent) -> SilentShape:
        article = silent.tagged.article
        return cls(
            article_id=article.id,
            url=loggable(article.canonical_url or article.url),
            title=article.title,
            publisher=article.publisher,
            published=article.published,
            words=silent.words,
            reasons=silent.reasons,
            mentions=[SilentMentionShape.of(mention) for mention in silent.tagged.mentions],
            steps=silent.tagged.steps,
        )


class SilentStoriesShape(Shape):
    """The stories that led to no new alliance."""

    read: int
    """How many stories were looked at."""
    stories: list[SilentShape]
