"""Claims as another reading or a newer text of their article has them; pure."""

from __future__ import annotations

from agents.resolve.claims import Claim
from topics.records import Terms

_DETAILS = {*Terms.model_fields, "parties", "one_of_several", "dated", "rule"}


def with_reading(claim: Claim, other: Claim) -> Claim:
    """The claim with another reading of the same mention: first seen when either was, details of the later one.

    So is the time of publication, which may have been unknown or another's word before.
    """
    ours, theirs = claim.read_at or claim.fetched, other.read_at or other.fetched
    later, earlier = (other, claim) if theirs >= ours else (claim, other)
    details = {name: getattr(later, name) for name in ("members", "joining", *_DETAILS)}
    first, last = min(claim.fetched, other.fetched), max(ours, theirs)
    times = {"fetched": first, "read_at": last if last > first else None}
    known = {name: getattr(later, name) or getattr(earlier, name) for name in ("published", "site", "group")}
    quiet = None if None in (claim.quiet, other.quiet) else earlier.quiet
    edited = None if None in (claim.edited, other.edited) else earlier.edited
    told = {"title": later.title, "edited": edited, "withdrawn": other.withdrawn}
    return claim.model_copy(update=details | times | known | {"quiet": quiet} | told)


def standing_for(claim: Claim, before: Claim) -> Claim:
    """The claim as one of a newer text, which stands for another claim of the same article."""
    known = {name: getattr(claim, name) or getattr(before, name) for name in ("published", "site", "group")}
    return claim.model_copy(
        update={
            **known,
            "fetched": min(claim.fetched, before.fetched),
            "read_at": max(claim.read_at or claim.fetched, before.read_at or before.fetched),
            "quiet": None if None in (claim.quiet, before.quiet) else before.quiet,
            "edited": before.edited if before.status is claim.status else claim.edited,
            "joined_by": before.joined_by,
            "joined_to": before.joined_to,
        }
    )
