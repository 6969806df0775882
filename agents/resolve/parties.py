"""Which parties two accounts have in common, under whatever names papers give them."""

from __future__ import annotations

from collections.abc import Sequence

from agents.resolve.claims import Claim, squash
from topics.records import Member

MOST_PAIRED = 10
"""Parties of one account of which each pair is a key (90 in all): whoever shares two members of a larger consortium
shares them early."""


def stem(member: Member) -> str:
    """A member's name without what papers leave out of it at will: the word for a group, and 한국 before the rest."""
    name = squash(member.name)
    name = name.removesuffix("그룹") or name
    rest = name.removeprefix("한국")
    return rest if len(rest) >= 4 else name  # 은행 and 공사 alone would be anybody


def shared(some: Sequence[Member], others: Sequence[Member]) -> int:
    """How many of some members are among the others."""
    ids = {member.id for member in others}
    stems = {stem(member) for member in others}
    return sum(member.id in ids or stem(member) in stems for member in some)


def in_common(a: Claim, b: Claim) -> int:
    """How many parties two accounts share, whichever is asked first: a name and its short form may be two of one."""
    return min(shared(a.base, b.base), shared(b.base, a.base))


def paired(claim: Claim) -> list[Member]:
    """The parties by pairs of which an account is looked for: the first of many name the deal, too."""
    return claim.base[:MOST_PAIRED]


def meet(a: Claim, b: Claim) -> bool:
    """Whether two accounts are found from one another by a pair of parties that they share."""
    return shared(paired(a), paired(b)) >= 2


def equal_parties(a: Claim, b: Claim) -> bool:
    """Whether two accounts name the same parties."""
    return shared(a.base, b.base) == len(a.base) == len(b.base)
