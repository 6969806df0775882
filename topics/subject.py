"""What a line of the log is about: the story, and the version of its text, or what was made of it."""

from __future__ import annotations

from topics.records import (
    Alliance,
    Article,
    Candidate,
    Delivery,
    Page,
    Record,
    Report,
    TaggedArticle,
)


def subject_of(record: Record) -> dict[str, object]:
    """The fields by which lines name what a record is of; none for orders to look at something."""
    match record:
        case TaggedArticle(article=article):
            return {"article": article.id, "version": article.version}
        case Article():
            return {"article": record.id, "version": record.version}
        case Page() | Candidate():
            return {"article": record.id}
        case Report():
            return {"article": record.article_id}
        case Alliance():
            return {"alliance": record.id, "article": record.change.article_id if record.change else None}
        case Delivery():
            return {"message": record.id, "endpoint": record.endpoint, "alliance": record.alliance}
    return {}
