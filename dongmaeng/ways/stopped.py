"""Where a story came to an end that is no step of its way, and where it waits; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from agents.urls import loggable_text
from dongmaeng.shapes.ways import StopShape
from dongmaeng.times import minute
from dongmaeng.ways.looking import Found
from dongmaeng.ways.words import ending_text
from topics.records import Candidate, Ended, Outcome


def ended(found: Found) -> Iterator[StopShape]:
    """The endings, the last of those that say the same."""
    last: dict[tuple[object, ...], Ended] = {}
    for one in found.endings:
        last[one.stage, one.outcome, one.reason, one.detail, one.change, one.endpoint, one.renamed] = one
    retry = {aside.stage: aside.id for aside in found.quarantined}
    for one in last.values():
        about = " to ".join(filter(None, (one.change if one.change != one.reason else None, one.endpoint)))
        told = ending_text(one.reason, loggable_text(one.detail))
        text = f"{about + ': ' if about else ''}{told}"
        if one.outcome is Outcome.RENAMED:
            text = f"{one.reason}: goes on as {one.renamed}"
        more = []
        if one.outcome is Outcome.QUARANTINED and one.stage in retry:
            more.append(f"try it again: dongmaeng quarantine retry {retry[one.stage]}")
        yield StopShape(
            stage=one.stage,
            at=one.at,
            outcome=one.outcome,
            text=text,
            more=more,
            reason=one.reason,
            detail=loggable_text(one.detail),
            alliance=one.alliance_id,
            change=one.change,
            endpoint=one.endpoint,
            renamed=one.renamed,
        )
    told_of = {one.stage for one in last.values() if one.outcome is Outcome.QUARANTINED}
    for aside in found.quarantined:
        if aside.stage not in told_of:
            at = datetime.fromtimestamp(aside.at).astimezone()
            more = [f"try it again: dongmaeng quarantine retry {aside.id}"]
            yield StopShape(
                stage=aside.stage,
                at=at,
                outcome=Outcome.QUARANTINED,
                text=aside.reason,
                more=more,
                reason=aside.reason,
            )


def waiting(found: Found) -> Iterator[StopShape]:
    """What waits to be tried again."""
    for entry, record in found.waiting:
        due = datetime.fromtimestamp(entry.due).astimezone()
        stage = entry.stage or entry.entry.topic
        if isinstance(record, Candidate) and record.again is not None:
            continue  # the story itself waits for nothing
        text = f"waits: {entry.reason}, next try {minute(due)}"
        yield StopShape(stage=stage, at=None, outcome="waiting", text=text, reason=entry.reason, due=due)
