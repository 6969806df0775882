"""Which text of an article its account is of, so that a newer one takes its place and an older one does not.

Space "texts" (article id → `KnownText`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, ValidationError

from topics.catalogue import MENTIONS
from topics.records import Report, now
from topics.state import State

TEXTS_SPACE = "texts"

KEPT = MENTIONS.retention + timedelta(days=30)
"""Longer than a report of an older text can come again."""


class KnownText(BaseModel):
    """The newest text of an article that was reported."""

    model_config = ConfigDict(extra="ignore")

    version: int
    fetched: datetime
    digest: str = ""
    """What it told of alliances, as a short key; empty where nobody knows."""

    def is_older_than(self, report: Report) -> bool:
        """Whether the report is of a newer text, in the order in which stores take them."""
        return (self.version, self.fetched) < (report.version, report.fetched)

    def is_newer_than(self, report: Report) -> bool:
        """Whether the report is of an older text."""
        return (self.version, self.fetched) > (report.version, report.fetched)


async def known_text(report: Report, state: State) -> KnownText | None:
    """The newest text reported before; None where the report is of the first, be it that an earlier version read it."""
    document = await state.get(TEXTS_SPACE, report.article_id)
    if document is not None:
        try:
            return KnownText.model_validate(document)
        except ValidationError:
            return None
    return KnownText(version=0, fetched=report.replaces) if report.replaces is not None else None


async def keep_text(report: Report, digest: str, known: KnownText | None, state: State) -> None:
    """Keep that the report is of the newest text, where it is."""
    if known is None or not known.is_newer_than(report):
        text = KnownText(version=report.version, fetched=report.fetched, digest=digest)
        await state.put(TEXTS_SPACE, report.article_id, text.model_dump(mode="json"), expires=now() + KEPT)
