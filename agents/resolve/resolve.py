"""From what single articles say of alliances to the alliances themselves and their changes."""

from __future__ import annotations

from collections.abc import AsyncIterator

from agents.resolve.registry import resolve_report
from topics.catalogue import ALLIANCES, MENTIONS
from topics.outcome import Drop
from topics.records import Alliance, Report
from topics.stage import Stage, stage
from topics.state import State


def resolve_stage() -> Stage:
    """The stage that owns the alliance registry; it takes one report at a time."""

    @stage(reads=(MENTIONS,), writes=(ALLIANCES,), concurrency=1)
    async def resolve(report: Report, state: State) -> AsyncIterator[Alliance]:
        if report.decision is None and not any(mention.members or mention.name for mention in report.mentions):
            raise Drop("no alliance named")
        for record in await resolve_report(report, state):
            yield record

    return resolve
