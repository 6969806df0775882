"""What is kept for people of how the records of a story end: the stages themselves know nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from topics.outcome import Output
from topics.records import (
    Alliance,
    Article,
    Candidate,
    Delivery,
    Ended,
    Outcome,
    Page,
    Record,
    Report,
    Story,
    TaggedArticle,
)

LONGEST_DETAIL = 300
LONGEST_TITLE = 200
"""Characters: an ending is a small record, and there is one for each page that is no story."""


def ended(stage: str, record: Record, outcome: str, reason: str, detail: str = "") -> list[Ended]:
    """How a record of a story ended at a stage; nothing for records that are of none."""
    story = story_of(record)
    if story is None:
        return []
    found = Ended(stage=stage, outcome=Outcome(outcome), reason=reason, detail=detail[:LONGEST_DETAIL], story=story)
    match record:
        case Alliance(id=id, change=change) if change is not None:
            found.alliance_id, found.change = id, change.change
        case Delivery(endpoint=endpoint, event=event):
            found.endpoint, found.change = endpoint, event.removeprefix("alliance.")
    return [found]


def renamed(stage: str, record: Record, output: Output) -> Iterator[Ended]:
    """That a story goes on under another id, as fetching and cleaning may find."""
    if not isinstance(record, Candidate | Page) or not isinstance(output, Page | Article):
        return
    if record.id and record.id != output.id:
        reason = "the address led elsewhere" if isinstance(record, Candidate) else "the page states its own address"
        for found in ended(stage, record, Outcome.RENAMED, reason):
            found.renamed = output.id
            yield found


def story_of(record: Record) -> Story | None:
    """The story that a record is about; None where it is about none."""
    match record:
        case Candidate():
            return Story(
                article_id=record.id,
                url=record.url,
                source=record.source,
                seen=record.seen,
                title=(record.title or "")[:LONGEST_TITLE],
            )
        case Page():
            return Story(
                article_id=record.id,
                url=record.url,
                source_id=record.source_id,
                source=record.source,
                seen=record.seen,
                title=(record.title or "")[:LONGEST_TITLE],
            )
        case Article():
            return _of_article(record)
        case TaggedArticle(article=article):
            return _of_article(article)
        case Report(decision=None):
            return Story(
                article_id=record.article_id,
                url=record.url,
                source_id=record.source_id,
                source=record.source,
                title=record.title[:LONGEST_TITLE],
            )
        case Alliance(change=change) if change is not None:
            return Story(article_id=change.article_id)
        case Delivery(payload=payload):
            return _of_payload(payload)
    return None


def _of_article(article: Article) -> Story:
    return Story(
        article_id=article.id,
        url=article.url,
        source_id=article.source_id,
        source=article.source,
        seen=article.seen,
        title=article.title[:LONGEST_TITLE],
    )


def _of_payload(payload: str) -> Story | None:
    try:
        return Story(article_id=json.loads(payload)["data"]["change"]["article_id"])
    except (ValueError, TypeError, KeyError):
        return None
