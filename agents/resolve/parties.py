"""Which parties two accounts have in common, under whatever names papers give them."""

from __future__ import annotations

from collections.abc import Sequence

from agents.resolve.claims import Claim
from agents.resolve.names import Names, names_of
from topics.records import Member

MOST_PAIRED = 10
"""Parties of one account of which each pair is a key (90 in all): whoever shares two members of a larger consortium
shares them early."""


def shared(some: Sequence[Member], others: Sequence[Member]) -> int:
    """How many of some members are among the others."""
    return names_of(some).shared_with(names_of(others))


def in_common(a: Claim, b: Claim) -> int:
    """How many parties two accounts share, whichever is asked first: a name and its short form may be two of one."""
    return min(a.named.shared_with(b.named), b.named.shared_with(a.named))


def paired(claim: Claim) -> list[Member]:
    """The parties by pairs of which an account is looked for: the first of many name the deal, too."""
    return claim.base[:MOST_PAIRED]


def meet(a: Claim, b: Claim) -> bool:
    """Whether two accounts are found from one another by a pair of parties that they share."""
    return _paired_names(a).shared_with(_paired_names(b)) >= 2


def _paired_names(claim: Claim) -> Names:
    return claim.named if len(claim.base) <= MOST_PAIRED else names_of(paired(claim))


def equal_parties(a: Claim, b: Claim) -> bool:
    """Whether two accounts name the same parties."""
    return a.named is b.named or a.named.shared_with(b.named) == len(a.base) == len(b.base)
