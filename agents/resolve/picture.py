"""The picture that the claims of an alliance give; pure.

It depends on the set of claims alone, never on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from agents.resolve.claims import Claim, Weight
from agents.resolve.dates import SaidDate, best_date, days_of
from agents.resolve.ends import has_ended, is_denied, is_disputed, standing
from agents.resolve.entry import TOLD_ALOUD, Entry
from agents.resolve.publishers import ballot, independent, publisher_key, seen
from agents.resolve.ties import joined_ties
from topics.records import (
    Alliance,
    Change,
    ChangeKind,
    Identifiers,
    Kind,
    Member,
    Quiet,
    Role,
    Source,
    Status,
    Terms,
    stable_id,
)

_MOST_SPECIFIC_FIRST = (Kind.EQUITY_SWAP, Kind.JOINT_VENTURE, Kind.CONSORTIUM, Kind.MOU, Kind.PARTNERSHIP)

MANY_PAPERS = 5
"""Publishers that tell of a deal from which on a party that only one of them names is rather a slip: papers leave
parties out at will, so that fewer prove nothing."""

_LATEST = datetime.max.replace(tzinfo=UTC)


def begun(id: str, entry: Entry, at: datetime, quiet: Quiet | None = None) -> list[Change]:
    """The first changes of an entry that is parted from one that was told already: nothing of it is owed."""
    claims = in_order(entry.claims)
    first = next((claim for claim in claims if claim.is_news), claims[0])
    whole = describe(entry)
    joining = {member.id for claim in claims if claim.tells_joining for member in claim.joining}
    kinds = {ChangeKind.ANNOUNCED if first.is_news else ChangeKind.BACKGROUND: whole.members}
    if joining:
        kinds[ChangeKind.JOINED] = [member for member in whole.members if member.id in joining]
    if whole.status is Status.ENDED:
        kinds[ChangeKind.ENDED] = whole.members
    if whole.status is Status.DENIED:
        kinds[ChangeKind.DENIED] = whole.members
    return [
        Change(id=stable_id(id, kind), change=kind, at=at, article_id=first.article_id, members=members, quiet=quiet)
        for kind, members in kinds.items()
    ]


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Claims by publication, undated ones last."""
    return sorted(claims, key=lambda c: (c.published or _LATEST, c.article_id, -c.weight, c.id))


def describe(entry: Entry, quiet: Quiet | None = None) -> Alliance:
    """The alliance as its claims have it."""
    claims = in_order(entry.claims)
    news = [claim for claim in claims if claim.is_news]
    # What is announced is described by the announcements; without one, by what is told of it; else by the rumours.
    told = [claim for claim in claims if claim.weight > Weight.DOUBT and claim.status is not Status.ENDED]
    main = news or told or claims
    name = _vote((c, c.name) for c in claims if c.name)
    date = _date(news) or _date(told) or _date(claims)
    return Alliance(
        id=entry.id,
        name=name,
        kind=_kind(main),
        # An initiative gathers members for years: whoever is told of as one of them counts.
        members=_members(claims, told or claims if name else main, date),
        status=_status(claims),
        date=date,
        first_seen=min(claim.fetched for claim in claims),
        articles=_sources(claims),
        evidence=next((c.evidence for c in sorted(main, key=_first_seen) if c.evidence), ""),
        disputed=is_disputed(claims),
        independent_publishers=len(independent(standing(claims) or claims)),
        withdrawn=all(claim.withdrawn for claim in claims),
        **_told(entry, quiet),
        **_terms(main).model_dump(),
    )


def told_since(whole: Alliance, entry: Entry, quiet: Quiet | None = None) -> Alliance:
    """The picture of an entry after more changes were told of it; its claims are as they were."""
    return whole.model_copy(update=_told(entry, quiet))


def _told(entry: Entry, quiet: Quiet | None) -> dict[str, Any]:
    return {
        "changes": list(entry.changes),
        "held": any(entry.holds(kind) for kind in TOLD_ALOUD),
        "quiet": quiet or (Quiet.DECIDED if entry.dismissed else None),
    }


def _first_seen(claim: Claim) -> tuple[datetime, int, str, str]:
    """What orders accounts by when they were first seen, which nobody can predate."""
    return seen(claim), -claim.weight, claim.article_id, claim.id


def _terms(claims: Sequence[Claim]) -> Terms:
    """The terms as the surest reading gives them; what it leaves out, as the next that tells it."""
    surest = sorted(claims, key=lambda claim: -(claim.score or 0))
    return Terms(
        amounts=next((claim.amounts for claim in surest if claim.amounts), []),
        stakes=next((claim.stakes for claim in surest if claim.stakes), []),
        purpose=next((claim.purpose for claim in surest if claim.purpose), None),
        tie=joined_ties([claim.tie for claim in surest]),
        score=surest[0].score,
        reasons=surest[0].reasons,
    )


def _status(claims: Sequence[Claim]) -> Status:
    if has_ended(claims):
        return Status.ENDED
    if is_denied(claims):
        return Status.DENIED
    news = {claim.status for claim in claims if claim.is_news}
    for status in (Status.ANNOUNCED, Status.PLANNED):
        if status in news:
            return status
    if any(claim.weight > Weight.DOUBT for claim in claims):
        return Status.BACKGROUND
    return claims[-1].status  # the latest word of rumour and denial


def _kind(claims: Sequence[Claim]) -> Kind:
    kinds = ballot((claim, claim.kind) for claim in claims)
    return min(kinds, key=lambda kind: (-kinds[kind], _MOST_SPECIFIC_FIRST.index(kind)))


def _date(claims: Sequence[Claim]) -> str | None:
    """The date of the deal; that of a joining or an end is another, that of a report counts where there is no other."""
    told = [c for c in claims if c.date and not c.joining and c.status is not Status.ENDED]
    own = [c for c in told if c.signed is not None]
    if any(c.signed is not None and c.signed.length == 1 for c in own):
        told = own
    return best_date(SaidDate(c.date or "", publisher_key(c), c.article_id, seen(c)) for c in told)


def _members(claims: Sequence[Claim], main: Sequence[Claim], date: str | None) -> list[Member]:
    """All members with the day each is known to belong from, in the order in which the first article names them."""
    found: dict[str, Member] = {}
    days: dict[str, list[str]] = {}
    joining = [claim for claim in claims if claim.tells_joining]
    ids = {claim.id for claim in main}
    slips = _slips(main)
    for claim in [*main, *(claim for claim in joining if claim.id not in ids)]:
        for member in claim.members:
            if member.id not in slips or claim.tells_joining:
                found.setdefault(member.id, member)
    for claim in joining:
        for member in claim.joining:
            since = claim.date or (claim.day.isoformat() if claim.day else None)
            if since:
                days.setdefault(member.id, []).append(since)
    announced = any(claim.is_news for claim in claims)
    for claim in claims:
        if claim.is_news or (not announced and claim.weight is Weight.PAST and claim.date):
            since = (date if claim.is_news else claim.date) or (claim.day.isoformat() if claim.day else None)
            for member in claim.members:
                # The founding. Where an article tells the day of joining, that day counts.
                if since and member.id not in days:
                    days.setdefault(f"founder {member.id}", []).append(since)
    roles, companies = _roles(claims), _identifiers(claims)
    return [
        Member(
            id=m.id,
            name=m.name,
            role=roles.get(m.id, Role.SIGNATORY),
            since=_first(days.get(m.id) or days.get(f"founder {m.id}") or []),
            identifiers=companies.get(m.id),
        )
        for m in found.values()
    ]


def _identifiers(claims: Iterable[Claim]) -> dict[str, Identifiers]:
    """What papers give away of which companies the members are; where they mean several of one name, none is chosen."""
    found: dict[str, dict[str, Identifiers]] = {}
    unsure: dict[str, Identifiers] = {}
    for claim in sorted(claims, key=lambda c: (c.read_at or c.fetched, c.id)):
        for member in claim.members:
            if member.identifiers and (code := member.identifiers.stock_code or member.identifiers.corp_code):
                found.setdefault(member.id, {})[code] = member.identifiers
            elif member.identifiers:
                unsure[member.id] = member.identifiers
    several = {id: Identifiers(shared_by=len(codes)) for id, codes in found.items() if len(codes) > 1}
    return unsure | {id: next(iter(codes.values())) for id, codes in found.items()} | several


def _roles(claims: Iterable[Claim]) -> dict[str, Role]:
    """The roles that papers tell; one that tells none, or a rumour, says nothing against them."""
    told = {(member.role, member.id) for claim in claims if claim.weight > Weight.DOUBT for member in claim.members}
    return {id: role for role in (Role.JOINER, Role.HOST) for held, id in sorted(told) if held is role}


def _slips(claims: Sequence[Claim]) -> set[str]:
    """The members that some paper names by mistake, of a deal without a name of its own.

    They are those that go beyond the number of parties that papers count, or that one of many papers names alone.
    """
    telling = {publisher_key(claim) for claim in claims if len(claim.members) >= 2}
    if any(claim.name for claim in claims):
        return set()
    papers = _named_by(claims)
    ranked = sorted(papers.values(), reverse=True)
    counted = {claim.parties for claim in claims if claim.parties}
    if len(counted) == 1 and (most := counted.pop()) < len(ranked) and ranked[most - 1] > ranked[most]:
        return {id for id, count in papers.items() if count <= ranked[most]}
    if len(telling) < MANY_PAPERS:
        return set()
    alone = {id for id, (publishers, _) in papers.items() if publishers == 1}
    return alone if len(papers) - len(alone) >= 2 else set()


def _named_by(claims: Iterable[Claim]) -> dict[str, tuple[int, int]]:
    """How many publishers, then how many articles, name each member."""
    naming: dict[str, list[Claim]] = {}
    for claim in claims:
        for member in claim.members:
            naming.setdefault(member.id, []).append(claim)
    return {id: (len(set(map(publisher_key, by))), len({c.article_id for c in by})) for id, by in naming.items()}


def _first(dates: Sequence[str]) -> str | None:
    known = [(days.first, -len(text), text) for text in dates if (days := days_of(text))]
    return min(known)[2] if known else None


def _sources(claims: Sequence[Claim]) -> list[Source]:
    """One source for each article, with the evidence of its weightiest claim."""
    best: dict[str, Claim] = {}
    for claim in claims:
        held = best.get(claim.article_id)
        if held is None or claim.weight > held.weight:
            best[claim.article_id] = claim
    return [claim.source for claim in best.values()]


def _vote(votes: Iterable[tuple[Claim, str | None]]) -> str | None:
    counts = ballot(votes)
    return min(counts, key=lambda value: (-counts[value], value or ""), default=None)
