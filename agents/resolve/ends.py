"""Whether the end of an alliance that some articles tell holds against what the others tell of it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.resolve.claims import Claim, Weight
from agents.resolve.first_hand import is_first_hand
from agents.resolve.publishers import ENOUGH, independent, publisher_key, seen
from topics.records import Member, Status


def standing(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that say that the alliance exists."""
    return [claim for claim in claims if claim.weight > Weight.DOUBT and claim.status is not Status.ENDED]


def has_ended(claims: Sequence[Claim]) -> bool:
    """Whether an end is told that holds.

    What one publisher announced one may end. Where more stand behind the alliance, a second must tell the end in a
    text of its own, or a member by its own site or a disclosure. Who only recalls the alliance after its end does not
    stand behind it.
    """
    ends = [claim for claim in claims if claim.status is Status.ENDED]
    if not ends:
        return False
    first = min(map(seen, ends))
    behind = [claim for claim in standing(claims) if claim.weight is Weight.NEWS or seen(claim) < first]
    if len(independent(behind)) < ENOUGH or len(independent(ends)) >= ENOUGH:
        return True
    return any(is_first_hand(end.site, _members_of_others(end, behind)) for end in ends)


def is_disputed(claims: Sequence[Claim]) -> bool:
    """Whether an end is told that does not hold."""
    return any(claim.status is Status.ENDED for claim in claims) and not has_ended(claims)


def _members_of_others(claim: Claim, others: Iterable[Claim]) -> list[Member]:
    """The members that other publishers than a claim's name: it cannot make its own publisher one."""
    publisher = publisher_key(claim)
    return [member for other in others if publisher_key(other) != publisher for member in other.members]
