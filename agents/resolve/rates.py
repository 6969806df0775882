"""How many changes one source may have told aloud in a day without anybody else bearing them out.

Space "alert-rates": kind, name and day of fetch → how many there were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from agents.resolve.dates import seoul_day
from topics.records import Report, now
from topics.state import State

RATES_SPACE = "alert-rates"

MOST_OF_SITE = 60
"""Changes a day that one site alone tells. Of two dailies with 240 and 329 feed items on their fullest days (60 and 87
days of 21,967 items), neither told more than 5; agencies that publish nothing but press releases tell some thirty."""

MOST_OF_SOURCE = 300
"""Changes a day that a source has alone whatever sites it names: twice what all Korean papers together tell."""

_KEPT = timedelta(days=3)
"""A day is over after one; records that were set aside come later."""


@dataclass(slots=True)
class Allowance:
    """What the source of one report may still tell today; without limits, anything."""

    spent: dict[str, int] = field(default_factory=dict)
    """Key of the state → changes told under it."""
    limits: dict[str, int] = field(default_factory=dict)
    changed: bool = False

    def take(self) -> bool:
        """Whether one more change may be told aloud, which then counts."""
        if any(self.spent[key] >= limit for key, limit in self.limits.items()):
            return False
        for key in self.limits:
            self.spent[key] += 1
        self.changed = self.changed or bool(self.limits)
        return True


def limits_of(report: Report) -> dict[str, int]:
    """How many changes the report's source and site may tell in its day, by key; what was handed in has no limit."""
    if not report.source or report.quiet is not None:
        return {}
    day = seoul_day(report.fetched)
    limits = {f"source:{report.source}:{day}": MOST_OF_SOURCE}
    return limits | {f"site:{report.site}:{day}": MOST_OF_SITE} if report.site else limits


async def read_allowance(report: Report, state: State) -> Allowance:
    """What the report's site and source have left; what was handed in, by hand or as a decision, is not counted."""
    limits = limits_of(report)
    documents = await state.get_many(RATES_SPACE, list(limits)) if limits else {}
    counts = {key: documents.get(key, {}).get("count") for key in limits}
    return Allowance({key: count if isinstance(count, int) else 0 for key, count in counts.items()}, limits)


async def write_allowance(allowance: Allowance, state: State) -> None:
    """Keep what was told, for a few days."""
    if allowance.changed:
        for key, count in allowance.spent.items():
            await state.put(RATES_SPACE, key, {"count": count}, expires=now() + _KEPT)
