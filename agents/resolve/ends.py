"""Whether the end or the denial of an alliance that some articles tell holds against what the others tell; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from agents.resolve.claims import Claim, Weight
from agents.resolve.first_hand import is_first_hand
from agents.resolve.publishers import ENOUGH, independent, publisher_key, seen
from topics.records import SEOUL, Member, Status


def standing(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that say that the alliance exists."""
    return [claim for claim in claims if claim.weight > Weight.DOUBT and claim.status is not Status.ENDED]


def outweighs(telling: Collection[Claim], against: Collection[Claim]) -> bool:
    """Whether what some claims tell holds against others.

    What one publisher told one may tell otherwise. Where more stand behind it, a second must tell it in a text of its
    own, or a member by its own site or a disclosure.
    """
    if len(independent(against)) < ENOUGH or len(independent(telling)) >= ENOUGH:
        return True
    return any(is_first_hand(one.site, _members_of_others(one, against)) for one in telling)


def has_ended(claims: Sequence[Claim]) -> bool:
    """Whether an end is told that holds; who only recalls the alliance after its end does not stand behind it."""
    ends = [claim for claim in claims if claim.status is Status.ENDED]
    if not ends:
        return False
    first = min(map(seen, ends))
    behind = [claim for claim in standing(claims) if claim.weight is Weight.NEWS or seen(claim) < first]
    return outweighs(ends, behind)


def denials(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that deny, as news, what was announced before them; those before it are of talks."""
    announced = min((_moment(claim) for claim in claims if claim.is_news), default=None)
    if announced is None:
        return []
    told = {claim.date for claim in claims if claim.is_news}
    return [
        claim
        for claim in claims
        if claim.status is Status.DENIED
        and _moment(claim) > announced
        and (not claim.stale or claim.date in told)  # its date may be that of the deal
    ]


def is_denied(claims: Sequence[Claim]) -> bool:
    """Whether a denial is told that holds.

    Where nobody else told of the alliance before, those who deny what they told themselves do not stand behind it.
    Publishers that tell of it as news after the last denial confirm it.
    """
    denying = denials(claims)
    if not denying:
        return False
    first, last = min(map(_moment, denying)), max(map(_moment, denying))
    if len(independent(c for c in claims if c.is_news and _moment(c) > last)) >= ENOUGH:
        return False
    behind = [c for c in standing(claims) if c.weight is Weight.NEWS or _moment(c) < first]
    before = {publisher_key(claim) for claim in behind if _moment(claim) < first}
    if before <= {publisher_key(claim) for claim in denying}:
        behind = [claim for claim in behind if _moment(claim) > first]
    return outweighs(denying, behind)


def is_disputed(claims: Sequence[Claim]) -> bool:
    """Whether an end or a denial is told that does not hold."""
    ends = any(claim.status is Status.ENDED for claim in claims) and not has_ended(claims)
    return ends or (bool(denials(claims)) and not is_denied(claims))


def _moment(claim: Claim) -> datetime:
    """When an account was told: by an edit when that was read, else as it says itself, else when it was fetched."""
    told = claim.edited or claim.published or claim.fetched
    return told if told.tzinfo is not None else told.replace(tzinfo=SEOUL)


def _members_of_others(claim: Claim, others: Iterable[Claim]) -> list[Member]:
    """The members that other publishers than a claim's name: it cannot make its own publisher one."""
    publisher = publisher_key(claim)
    return [member for other in others if publisher_key(other) != publisher for member in other.members]
