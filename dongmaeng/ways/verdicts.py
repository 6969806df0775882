"""What came of a story in the end, and why; pure."""

from __future__ import annotations

from enum import StrEnum

from agents.alert.deliveries import DeliveryStatus
from agents.urls import loggable_text
from dongmaeng.times import minute
from dongmaeng.ways.ledger import left_lines
from dongmaeng.ways.looking import Found
from dongmaeng.ways.words import CHANGES, QUIET, ending_text
from topics.records import Candidate, ChangeKind, Outcome

_NEWS = (
    ChangeKind.ANNOUNCED,
    ChangeKind.JOINED,
    ChangeKind.DENIED,
    ChangeKind.ENDED,
    ChangeKind.CHANGED,
    ChangeKind.MERGED,
)
"""What of a story's changes its message is about, if there is one."""
_SAY_UNWANTED = ("alert", "deliver")
"""Stages that end a change that nobody asked for; `deliver` where it would only have put a digest right."""


class Verdict(StrEnum):
    """What came of a story."""

    ALERTED = "alerted"
    OWED = "owed"
    FAILED = "failed"
    UNWANTED = "unwanted"
    QUIET = "quiet"
    KNOWN = "known"
    PASSING = "passing"
    NO_NEWS = "no news"
    DROPPED = "dropped"
    QUARANTINED = "quarantined"
    WAITING = "waiting"
    UNDER_WAY = "under way"


def verdict_of(found: Found) -> tuple[Verdict, str]:
    """What came of a story, and why."""
    return _of_deliveries(found) or _of_pending(found) or _of_changes(found) or _of_reading(found)


def _of_deliveries(found: Found) -> tuple[Verdict, str] | None:
    by_status: dict[DeliveryStatus, list[str]] = {}
    for _, delivery in found.deliveries:
        by_status.setdefault(delivery.status, []).append(f"{delivery.event} to {delivery.endpoint}")
    for status, verdict, what in (
        (DeliveryStatus.DELIVERED, Verdict.ALERTED, "sent"),
        (DeliveryStatus.PENDING, Verdict.OWED, "still to be sent"),
        (DeliveryStatus.HELD, Verdict.OWED, "held until the endpoint is mended or resumed"),
        (DeliveryStatus.DEAD, Verdict.FAILED, "could not be sent"),
        (DeliveryStatus.DISABLED, Verdict.FAILED, "not sent, the endpoint is gone"),
    ):
        if status in by_status:
            return verdict, f"{', '.join(by_status[status])}: {what}"
    return None


def _of_pending(found: Found) -> tuple[Verdict, str] | None:
    held_up = [one for one, record in found.waiting if not (isinstance(record, Candidate) and record.again)]
    if held_up:
        waiting = held_up[0]
        return Verdict.WAITING, f"it waits for {waiting.stage or waiting.entry.topic}: {waiting.reason}"
    last = next((one for one in reversed(found.endings) if one.outcome is not Outcome.RENAMED), None)
    if last is not None and last.outcome is Outcome.QUARANTINED and found.quarantined:
        return Verdict.QUARANTINED, f"{last.stage} set it aside: {ending_text(last.reason, loggable_text(last.detail))}"
    return None


def _of_changes(found: Found) -> tuple[Verdict, str] | None:
    """Why what the registry made of the story was told to nobody."""
    made = [change for told in found.told for change in told.changes]
    news = [change for change in made if change.change in _NEWS]
    for change in news:
        if change.quiet is not None:
            return Verdict.QUIET, f"{CHANGES[change.change]}, but {QUIET[change.quiet]}"
    if news:
        unwanted = [one for one in found.endings if one.stage in _SAY_UNWANTED and one.change == news[0].change]
        if unwanted:
            return Verdict.UNWANTED, ending_text(unwanted[-1].reason, unwanted[-1].detail)
        told = f"{CHANGES[news[0].change]}: no message to an endpoint of the settings is known yet"
        return Verdict.UNDER_WAY, told
    known = next((told for told in found.told if told.entry.has(ChangeKind.ANNOUNCED)), None)
    if known is not None:
        first = next(c for c in known.entry.changes if c.change is ChangeKind.ANNOUNCED)
        return Verdict.KNOWN, f"{known.entry.id} is known since {minute(first.at)}, from article {first.article_id}"
    if found.told:
        statuses = ", ".join(dict.fromkeys(m.status for m in found.tagged.mentions)) if found.tagged else ""
        return Verdict.PASSING, f"it announces nothing: what it tells is {statuses or 'told in passing'}"
    return None


def _of_reading(found: Found) -> tuple[Verdict, str]:
    if found.tagged is not None and not found.tagged.mentions:
        lines = left_lines(found.tagged, 1)
        return Verdict.NO_NEWS, lines[0] if lines else "nothing in it tells of an alliance"
    ends = [one for one in found.endings if one.outcome is not Outcome.RENAMED]
    if found.tagged is None and ends:
        last = ends[-1]
        why = f"by {last.stage}, {ending_text(last.reason, loggable_text(last.detail))}"
        return Verdict(last.outcome.value), why
    if any(one.stage == "resolve" for one in ends):
        return Verdict.DROPPED, ending_text(ends[-1].reason)
    stage = "resolve" if found.tagged else "tag" if found.article else "clean" if found.page else "fetch"
    return Verdict.UNDER_WAY, f"not handled by {stage} yet"
