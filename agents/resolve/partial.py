"""Whether two accounts that name other parties tell one deal: papers leave parties out, and articles list many deals.

Pure, the same whichever of the two came first; and what belongs together still does when more accounts come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from agents.resolve.claims import Claim
from agents.resolve.parties import equal_parties, in_common, meet
from agents.resolve.publishers import publisher_key
from agents.resolve.wording import said, share

COUNTED_FROM = 3
"""Parties that a text must count for the number to tell deals apart: most deals have two."""

FEWEST = 3
"""Pairs of letters that two texts must share at least to be of one deal: less, such as 인재 양성, is said of many."""

ALIKE = 0.3
"""Share of what the shorter of two purposes says of its own that is in the other; of two texts too, if they share
more than a purpose."""

MORE_THAN_A_PURPOSE = 6
"""Pairs of letters, those of three or four words."""

MOSTLY = 0.5
"""Share from which on less than that will do, and from which on a purpose is in the other's words.

Of accounts in feeds, August 2025 to March 2026, 16 of 18 of one deal are alike by this, and 28 of 14,760 of others.
"""

_SEVERAL = re.compile(
    r"각각 ?[^.]{0,16}(?:협약|각서|MOU|제휴|계약|협력|손잡|맺)|잇따라|잇달아|연이어|줄줄이|차례로|별도로|[0-9]+ ?건"
)
"""What tells of more than one deal in a sentence."""


def tells_several(claim: Claim) -> bool:
    """Whether the sentence of an account tells of more deals than one, so that its words are not of this one alone."""
    return claim.one_of_several or _SEVERAL.search(claim.evidence) is not None


def tell_one_deal(a: Claim, b: Claim) -> bool:
    """Whether two accounts, neither of which names exactly the other's parties, tell one deal by what they say alone.

    They do where they name nearly the same and no purposes that differ, or where they agree in what they say of it and
    in half of the parties.
    """
    common, most = in_common(a, b), max(len(a.base), len(b.base))
    if a.article_id == b.article_id:
        return common * 3 >= most * 2  # an article that was edited
    return (common * 2 >= most and _agree(a, b)) or _tell_nearly_the_same(a, b)


def tell_one_deal_beside(a: Claim, b: Claim, others: Iterable[Claim]) -> bool:
    """Whether one of two accounts tells a part of a deal that the other and one of some others tell as a larger one.

    The `others` are accounts of the same kind in days near to both; it is borne out by another outlet.
    """
    small, large = (a, b) if len(a.base) <= len(b.base) else (b, a)
    return is_part(small, large) and any(_bears_out(other, small, large) for other in others)


def is_part(small: Claim, large: Claim) -> bool:
    """Whether one account names all the parties of another, and more."""
    return len(small.base) < len(large.base) and in_common(small, large) == len(small.base)


def _tell_nearly_the_same(a: Claim, b: Claim) -> bool:
    """Whether two accounts share more than two thirds: one of two deals in a list is never so much of it."""
    if equal_parties(a, b):
        return True
    return in_common(a, b) * 3 > max(len(a.base), len(b.base)) * 2 and not differ(a, b)


def _bears_out(other: Claim, small: Claim, large: Claim) -> bool:
    """Whether another outlet tells in words of its own nearly the same larger deal, the smaller's parties in it.

    It tells one deal with the larger account, then, and with the smaller one by way of it, and each of the three is
    found from the others: so it does not matter which came last.
    """
    if publisher_key(other) == publisher_key(large) or _is_copy(other, large):
        return False
    if not (meet(small, large) and meet(small, other) and meet(other, large)):
        return False
    return is_part(small, other) and _tell_nearly_the_same(other, large)


def _is_copy(a: Claim, b: Claim) -> bool:
    same_text = a.group is not None and a.group == b.group
    return same_text or a.evidence == b.evidence


def _agree(a: Claim, b: Claim) -> bool:
    """Whether two accounts count the same parties, name the same purpose, or say the same in words of their own."""
    if a.one_of_several or b.one_of_several:
        return False
    if _count_the_same(a, b) or _count_the_same(b, a):
        return True
    if tells_several(a) or tells_several(b):
        return False
    ours, theirs = _purpose(a, b), _purpose(b, a)
    if _share_enough(ours, theirs, FEWEST, ALIKE):
        return True
    mine, yours = _words(a, b), _words(b, a)
    if _share_enough(mine, yours, MORE_THAN_A_PURPOSE, ALIKE) or _share_enough(mine, yours, FEWEST, MOSTLY):
        return True
    return _is_in(ours, yours) or _is_in(theirs, mine)


def _count_the_same(a: Claim, b: Claim) -> bool:
    """Whether the parties that one account counts are as many as the other counts, or names."""
    count = a.parties or 0
    return count >= max(COUNTED_FROM, len(a.base), len(b.base)) and count in (b.parties, len(b.base))


def differ(a: Claim, b: Claim) -> bool:
    """Whether two accounts name purposes that have nothing to do with each other."""
    ours, theirs = _purpose(a, b), _purpose(b, a)
    return min(len(ours), len(theirs)) >= FEWEST and share(ours, theirs) < ALIKE


def _purpose(claim: Claim, beside: Claim) -> frozenset[str]:
    return said(claim.purpose or "", _names(claim, beside))


def _words(claim: Claim, beside: Claim) -> frozenset[str]:
    return said(f"{claim.title}\n{claim.evidence}", _names(claim, beside))


def _names(*claims: Claim) -> set[str]:
    return {member.name for claim in claims for member in claim.members}


def _share_enough(a: Set[str], b: Set[str], fewest: int, least: float) -> bool:
    return len(a & b) >= fewest and share(a, b) >= least


def _is_in(purpose: Set[str], words: Set[str]) -> bool:
    return len(purpose) >= FEWEST and len(purpose & words) >= MOSTLY * len(purpose)
