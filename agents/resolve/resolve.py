"""From what single articles say of alliances to the alliances themselves and their changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

from agents.resolve.decisions import DECISIONS_SPACE
from agents.resolve.entries import ALLIANCES_SPACE, INDEX_SPACE
from agents.resolve.rates import RATES_SPACE
from agents.resolve.registry import resolve_report
from topics.catalogue import ALLIANCES, MENTIONS
from topics.outcome import Drop
from topics.records import Alliance, Report
from topics.remembered import Remembered
from topics.stage import Stage, stage
from topics.state import State


def resolve_stage() -> Stage:
    """The stage that owns the alliance registry; it takes one report at a time."""
    remembered = Remembered([ALLIANCES_SPACE, INDEX_SPACE, DECISIONS_SPACE, RATES_SPACE])

    @stage(reads=(MENTIONS,), writes=(ALLIANCES,), concurrency=1)
    async def resolve(report: Report, state: State) -> AsyncIterator[Alliance]:
        says_nothing = not any(mention.members or mention.name for mention in report.mentions)
        if report.decision is None and says_nothing and report.replaces is None:
            raise Drop("no alliance named")
        records = await remembered.handle(state, partial(resolve_report, report))
        if report.decision is None and says_nothing and not records:
            raise Drop("no alliance named")
        for record in records:
            yield record

    return resolve
