"""What the edit of an article does to its accounts: which stands for which, and what each says otherwise; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from agents.resolve.claims import Claim
from agents.resolve.figures import figure_key
from agents.resolve.matching import closeness, match_of, same_kind
from agents.resolve.partial import is_part
from agents.resolve.parties import equal_parties, in_common
from topics.records import Matter, Revision, Status


def paired(before: Sequence[Claim], after: Sequence[Claim]) -> dict[str, Claim]:
    """The accounts of a newer text that stand for those of an older one, by the id of the older; each for one at most.

    Those do that match as accounts of two papers would, that name the same parties, or of which one names two parties
    or more and the other all of them and more.
    """
    pairs = [(closeness(new, old), old, new) for old in before for new in after if _same_deal(old, new)]
    found: dict[str, Claim] = {}
    taken: set[str] = set()
    for _, old, new in sorted(pairs, key=lambda pair: (pair[0], pair[1].id, pair[2].id), reverse=True):
        if old.id not in found and new.id not in taken:
            found[old.id] = new
            taken.add(new.id)
    return found


def _same_deal(old: Claim, new: Claim) -> bool:
    if match_of(old, new) is not None:
        return True
    if old.name or new.name:
        return False
    if old.base and equal_parties(old, new):
        return same_kind(old.kind, new.kind)
    return in_common(old, new) >= 2 and (is_part(old, new) or is_part(new, old))


def tells_more(new: Claim, old: Claim) -> bool:
    """Whether an account tells what a message may be about and the one that it stands for did not tell."""
    joiners = {member.id for member in new.joining} if new.tells_joining else set()
    known = {member.id for member in old.joining} if old.tells_joining else set()
    step = new.status in (Status.ENDED, Status.DENIED) and new.status is not old.status
    return step or (new.is_news and not old.is_news) or not joiners <= known


def revisions_of(before: Sequence[Claim], after: Sequence[Claim]) -> list[Revision]:
    """What the accounts that an article gives of one alliance say otherwise; what is only left out is no revision."""
    old, new = _weightiest(before), _weightiest(after)
    said = [
        (Matter.STATUS, old.status.value, new.status.value),
        (Matter.KIND, old.kind.value, new.kind.value),
        (Matter.DATE, old.date, new.date),
        (Matter.NAME, old.name, new.name),
    ]
    found = [Revision(matter=matter, before=was, after=now) for matter, was, now in said if now and was != now]
    ours, theirs = _members(before), _members(after)
    if ours.keys() != theirs.keys():
        found.append(_listed(Matter.MEMBERS, ours.values(), theirs.values()))
    for matter, were, are in ((Matter.AMOUNTS, old.amounts, new.amounts), (Matter.STAKES, old.stakes, new.stakes)):
        if are and set(map(figure_key, were)) != set(map(figure_key, are)):
            found.append(_listed(matter, were, are))
    return found


def _weightiest(claims: Sequence[Claim]) -> Claim:
    return max(claims, key=lambda claim: (claim.weight, claim.id))


def _members(claims: Iterable[Claim]) -> dict[str, str]:
    return {member.id: member.name for claim in claims for member in claim.members}


def _listed(matter: Matter, before: Iterable[str], after: Iterable[str]) -> Revision:
    return Revision(matter=matter, before=", ".join(before) or None, after=", ".join(after))


def standing_last(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that their articles still make; where there are none, those that they made last."""
    return [claim for claim in claims if not claim.withdrawn] or list(claims)


def of_article(claims: Iterable[Claim], article_id: str) -> Iterator[Claim]:
    """The claims that an article makes."""
    return (claim for claim in claims if claim.article_id == article_id and not claim.withdrawn)
