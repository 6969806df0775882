"""What of the accounts that a report brings is news still, and of whom; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.resolve.claims import Claim
from agents.resolve.decide import Touched
from agents.resolve.ends import has_ended
from agents.resolve.entry import Entry
from agents.resolve.matching import WINDOW
from agents.resolve.parties import shared
from topics.records import ChangeKind, Member, Report


def may_tell(touched: Touched, report: Report) -> bool:
    """Whether a report adds to an entry, changes it or tells again what may be owed."""
    again = touched.repeated and report.quiet is None
    return bool(touched.added or touched.absorbed or again or touched.untold or touched.revised)


def in_time(telling: Iterable[Claim], everything: Iterable[Claim]) -> bool:
    """Whether one of some accounts came soon enough after the first of all to be news of the same.

    An account whose day nobody knows may not make others late.
    """
    first = min((claim.day for claim in everything if claim.day is not None), default=None)
    return any(first is None or (claim.told_on - first).days <= WINDOW for claim in telling)


def about(claims: Iterable[Claim], id: str) -> list[Claim]:
    """The claims that tell that a member joins."""
    return [claim for claim in claims if any(member.id == id for member in claim.joining)]


def founders(entry: Entry, members: Sequence[Member]) -> list[Member]:
    """The members without those only told of as joining: their report may have come before the announcement."""
    joined = {member.id for claim in entry.claims for member in claim.joining}
    told = {member.id for claim in entry.claims if not claim.tells_joining for member in claim.members}
    return [member for member in members if member.id in told or member.id not in joined]


def joining_first(touched: Touched) -> set[str]:
    """The members of which this report is the first to tell that they join.

    Who was told of as a member before the report's window is no newcomer.
    """
    told = touched.entry.joined
    added = {claim.id for claim in touched.added}
    news = touched.entry.has(ChangeKind.ANNOUNCED) is False and any(claim.is_news for claim in touched.added)
    if news and touched.is_new:
        return set()  # the announcement tells of all of them
    ids: set[str] = set()
    for claim in touched.added:
        if not claim.tells_joining:
            continue
        for member in claim.joining:
            old = any(
                shared([member], held.members) and _long_before(held, claim)
                for held in touched.entry.claims
                if held.id not in added
            )
            if member.id not in told and not old:
                ids.add(member.id)
    return ids


def _long_before(held: Claim, claim: Claim) -> bool:
    """Whether one claim was published so long before another that it cannot be a report of the same event."""
    return held.day is not None and claim.day is not None and (claim.day - held.day).days > 14


def ends_as_news(entry: Entry) -> bool:
    """Whether an end that holds is told as news; its date may be that of the beginning, which others tell too."""
    claims = entry.claims
    begun = {claim.date for claim in claims if claim.status != "ended"}
    as_news = any(claim.status == "ended" and (not claim.stale or claim.date in begun) for claim in claims)
    return as_news and has_ended(claims)
