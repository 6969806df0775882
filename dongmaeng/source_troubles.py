"""What is wrong with the sources: they fail, are silent, give nothing or less, or their pages are refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from agents.clean.yields import Yield
from agents.discover.health import SourceHealth as Looks
from agents.discover.noting import is_watched, silence_of
from agents.page_outcomes import PageOutcome, SiteOutcomes
from agents.source_faults import SourceFault, fault_named, fault_of
from dongmaeng.watched_sources import WatchedSource

FAILING_FOR = timedelta(hours=3)
"""For which all looks must have failed: shorter troubles of a server are its own affair."""

_FAILING_LOOKS = 3
"""That must have failed at least: a source that asks for a long pause is not asked often."""

_EMPTY_FOR = timedelta(days=1)
"""For which a source must have named nothing, at least: a section that shows the stories of a day is empty at night."""

_PAGES, _PAGES_WELL = 10, 5
"""Pages in a row that must be refused, and how many of so many may be where it is over."""

_REFUSED = frozenset({PageOutcome.BLOCKED, PageOutcome.CONSENT, PageOutcome.ROBOTS})


class TroubleKind(StrEnum):
    """What may be wrong with a source; each is told apart from the others."""

    FAILING = "failing"
    """Looks at it fail."""
    SILENT = "silent"
    EMPTY = "empty"
    """It names no story any more."""
    REFUSED = "refused"
    """The pages of its site are."""
    FALLEN = "fallen"
    """The pages of its site give less."""

    @property
    def event(self) -> str:
        return _EVENTS[self]

    @property
    def is_of_site(self) -> bool:
        """Whether it is about the pages of a site, and so the same for all sources of it."""
        return self in (TroubleKind.REFUSED, TroubleKind.FALLEN)


_EVENTS = {
    TroubleKind.FAILING: "source.blocked",
    TroubleKind.REFUSED: "source.blocked",
    TroubleKind.SILENT: "source.silent",
    TroubleKind.EMPTY: "source.changed",
    TroubleKind.FALLEN: "source.changed",
}


@dataclass(frozen=True, slots=True)
class SourceTrouble:
    """Something that is wrong with a source."""

    kind: TroubleKind
    since: datetime
    fault: SourceFault
    detail: str | None = None
    """How looks or pages ended, with figures."""
    expected: float | None = None
    """Of a silent one, the stories that were to be expected since."""
    longest_pause: timedelta | None = None
    """Of a silent one, before this pause."""


@dataclass(slots=True)
class Judgement:
    """How a source stands: of what is in neither it cannot be said, so what was so stays."""

    wrong: list[SourceTrouble] = field(default_factory=list)
    well: set[TroubleKind] = field(default_factory=set)


def judge(source: WatchedSource, moment: datetime, online: datetime | None = None) -> Judgement:
    """What is wrong with a source, and what is surely not; `online`: since when the network has been there again."""
    found = Judgement()
    if source.health is not None:
        _judge_looks(source.health, online, found)
        _judge_stories(source.health, moment, found)
    if source.outcomes is not None:
        _judge_outcomes(source.outcomes, found)
    if source.yields is not None:
        _judge_yields(source.yields, found)
    return found


def _judge_looks(health: Looks, online: datetime | None, found: Judgement) -> None:
    if not health.failures:
        found.well.add(TroubleKind.FAILING)
    if not health.failures or health.failing is None:  # an earlier version noted failures alone
        return
    last = health.last_error_at or health.failing
    begin = max(health.failing, online) if online else health.failing
    if health.failures >= _FAILING_LOOKS and last - begin >= FAILING_FOR:
        reason = health.last_error or "unknown"
        status = f", HTTP status {health.status}" if health.status else ""
        detail = f"{reason}{status}, {health.failures} looks in a row"
        found.wrong.append(SourceTrouble(TroubleKind.FAILING, health.failing, fault_of(reason), detail))


def _judge_stories(health: Looks, moment: datetime, found: Judgement) -> None:
    """Whether it is silent or empty, which only a source tells that can be read."""
    if health.failures or health.last_success is None or not is_watched(health, moment):
        return
    if silence := silence_of(health):
        found.wrong.append(
            SourceTrouble(
                TroubleKind.SILENT,
                silence.since,
                fault_named("silent"),
                expected=silence.expected,
                longest_pause=silence.longest,
            )
        )
    elif health.stirred is not None:
        found.well.add(TroubleKind.SILENT)
    if health.empty is None:
        found.well.add(TroubleKind.EMPTY)
    elif health.last_success - health.empty > max(_EMPTY_FOR, timedelta(seconds=health.pauses.longest)):
        detail = f"{health.named} stories before"
        found.wrong.append(SourceTrouble(TroubleKind.EMPTY, health.empty, fault_named("empty"), detail))


def _judge_outcomes(outcomes: SiteOutcomes, found: Judgement) -> None:
    recent = outcomes.outcomes[-_PAGES:]
    refused = [outcome for outcome in recent if outcome in _REFUSED]
    if len(refused) == _PAGES:
        since = outcomes.since if outcomes.run >= _PAGES and outcomes.since else _began(outcomes)
        detail = f"{recent[-1]}, the last {_PAGES} pages or more"
        found.wrong.append(SourceTrouble(TroubleKind.REFUSED, since, fault_of(recent[-1]), detail))
    elif len(refused) <= _PAGES_WELL:
        found.well.add(TroubleKind.REFUSED)


def _began(outcomes: SiteOutcomes) -> datetime:
    """When the last ten began: where they are refused in several ways."""
    return datetime.fromtimestamp(outcomes.moments[-_PAGES], UTC)


def _judge_yields(yields: Yield, found: Judgement) -> None:
    if yields.fallen is None:
        found.well.add(TroubleKind.FALLEN)
        return
    share = f"pages with a body {yields.usual_share:.0%} → {yields.share:.0%}"
    detail = f"{share}, their letters {yields.usual_length} → {yields.length}"
    found.wrong.append(SourceTrouble(TroubleKind.FALLEN, yields.fallen, fault_named("fallen"), detail))


def is_cut_off(sources: Sequence[WatchedSource], moment: datetime) -> bool:
    """Whether the network may be at fault: looks at several sites were made of late, and all failed."""
    of_late = [
        (source.site, source.health.failures)
        for source in sources
        if source.health and source.health.last_look and moment - source.health.last_look <= FAILING_FOR
    ]
    return len({site for site, _ in of_late}) > 1 and all(failures for _, failures in of_late)


def troubles_of(source: WatchedSource, moment: datetime) -> Iterator[SourceTrouble]:
    """What is wrong with a source, for people; none of one that is switched off."""
    if source.setting.enabled:
        yield from judge(source, moment).wrong
