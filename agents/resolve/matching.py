"""Whether two claims speak of the same alliance; pure, and the same whichever of the two came first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from agents.resolve.claims import Claim, Weight
from agents.resolve.match_rules import MatchRule
from agents.resolve.names import squash
from agents.resolve.partial import differ, is_part, tell_one_deal, tell_one_deal_beside, tells_several
from agents.resolve.parties import equal_parties, in_common, shared
from agents.resolve.wording import overlap
from topics.records import Kind, Status

WINDOW = 14
"""Days between two reports of one deal: papers follow a press release within days; two deals of one pair within
two weeks are rarer than late reports."""

PARTIAL_WINDOW = 4
"""Days where the parties told are not all the same: one press release is rewritten within days, while a bank, an agency
or a city signs with two of the same partners again a week later."""

DOUBT_WINDOW = 90
"""Days from a rumour or a denial to the deal: talks that leak are mostly signed or given up within a quarter."""

WEAK_WINDOW = 1
"""Days between two reports where only one party is known: nothing but the day and the words hold them together."""

WEAK_OVERLAP = 0.3
"""Share of the shorter evidence's character trigrams found in the other. Leads of one company on one day (9 pairs,
August to November 2025): 0.43 and more for the same deal, 0.22 and less for different ones."""

_AGREEMENTS = frozenset({Kind.MOU, Kind.PARTNERSHIP})
"""Reporters use the two words for the same deal."""


def same_kind(a: Kind, b: Kind) -> bool:
    """Whether two kinds may be said of one deal."""
    return a == b or {a, b} <= _AGREEMENTS


def match_of(a: Claim, b: Claim) -> MatchRule | None:
    """The rule by which two claims speak of the same alliance by what they say alone."""
    if a.id == b.id:
        return MatchRule.ACCOUNT
    if a.name and b.name:
        return MatchRule.NAME if squash(a.name) == squash(b.name) else None
    if a.name or b.name:
        return MatchRule.LAUNCH if _launch_of_initiative(*((a, b) if a.name else (b, a))) else None
    if min(len(a.base), len(b.base)) < 2:
        return _weak_match(a, b)
    if far_apart(a, b) and a.article_id != b.article_id:
        return None
    if headline_of(a, b) or headline_of(b, a):
        return MatchRule.HEADLINE
    if not _same_parties(a, b):
        return MatchRule.PARTS if _two_parts_of_one(a, b) else None
    return _in_time(a, b)


def may_be_borne_out(a: Claim, b: Claim) -> bool:
    """Whether others may show two claims, one of which tells a part of the other's deal, to speak of one alliance."""
    if a.name or b.name or a.article_id == b.article_id or not (a.tells_parties and b.tells_parties):
        return False
    if far_apart(a, b) or not (is_part(a, b) or is_part(b, a)) or in_common(a, b) < 2:
        return False
    return same_kind(a.kind, b.kind) and _in_time(a, b) is not None


def match_beside(a: Claim, b: Claim, others: Iterable[Claim]) -> MatchRule | None:
    """The rule by which two claims that may be borne out speak of the same alliance, as some others show it."""
    return _in_time(a, b) if tell_one_deal_beside(a, b, _accounts(others, a, b)) else None


def _in_time(a: Claim, b: Claim) -> MatchRule | None:
    equal = equal_parties(a, b)
    if near(a, b, WINDOW if equal else PARTIAL_WINDOW):
        return MatchRule.PARTIES if equal else MatchRule.MOST_PARTIES
    return MatchRule.RETOLD if retold(a, b) else None


def far_apart(a: Claim, b: Claim) -> bool:
    """Whether too many days lie between two accounts for them to be `near` or one to be `retold` by the other."""
    (first, last), (other_first, other_last) = a.span, b.span
    gap = first - other_last if first > other_last else other_first - last
    return gap > WINDOW and (gap > DOUBT_WINDOW or Weight.DOUBT not in (a.weight, b.weight))


def near(a: Claim, b: Claim, window: int = WINDOW) -> bool:
    """Whether the two may speak of the same time, or of times at most so many days apart."""
    if Weight.DOUBT in (a.weight, b.weight):
        window = DOUBT_WINDOW
    for ours in a.times:
        for theirs in b.times:
            if ours.gap(theirs) <= window:
                return True
    return False


def retold(a: Claim, b: Claim) -> bool:
    """Whether one announces without its day what may be the other's deal, told late.

    Of one form and not for other purposes: else the parties have made another deal in these weeks. Late accounts leave
    parties out and add none: a bank signs with two of the same partners and a third one again.
    """
    if not (a.is_undated_news or b.is_undated_news) or not same_kind(a.kind, b.kind):
        return False
    ours, theirs = a.may_have_been_made, b.may_have_been_made
    if ours is None or theirs is None or ours.gap(theirs) > 0:
        return False
    earlier, later = (a, b) if ours.last <= theirs.last else (b, a)
    return (equal_parties(a, b) or is_part(later, earlier)) and not differ(a, b)


def _same_parties(a: Claim, b: Claim) -> bool:
    count = in_common(a, b)
    if count < 2:
        return False
    equal = equal_parties(a, b)
    if Status.ENDED in (a.status, b.status):  # the report of an end seldom says what form the alliance had
        return equal or count == min(len(a.base), len(b.base))
    if equal or not same_kind(a.kind, b.kind):
        return equal
    if a.tells_parties and b.tells_parties:
        return (near(a, b, PARTIAL_WINDOW) or retold(a, b)) and tell_one_deal(a, b)
    # A vague claim must fit more closely: within one article, other parties mean another alliance.
    fits = a.article_id != b.article_id and count == min(len(a.base), len(b.base))
    return fits and not (a.is_news and b.is_news and not tell_one_deal(a, b))


def _accounts(claims: Iterable[Claim], a: Claim, b: Claim) -> Iterator[Claim]:
    """The news among some claims that may be of the deal of two others, of which the smaller is a part of it.

    It has their kind and is near both in time.
    """
    small = a if len(a.base) <= len(b.base) else b
    for claim in claims:
        if len(claim.base) <= len(small.base):
            continue
        told = claim.is_news and claim.tells_parties and not claim.name and same_kind(claim.kind, a.kind)
        if (
            told
            and not far_apart(claim, small)
            and is_part(small, claim)
            and all(near(claim, other, PARTIAL_WINDOW) or retold(claim, other) for other in (a, b))
        ):
            yield claim


def headline_of(headline: Claim, told: Claim) -> bool:
    """Whether an article's headline alone announces, with fewer parties or all, what its text tells as made before."""
    return (
        headline.article_id == told.article_id
        and headline.is_undated_news
        and told.status is Status.BACKGROUND
        and bool(headline.evidence)
        and headline.evidence in headline.title
        and same_kind(headline.kind, told.kind)
        and in_common(headline, told) == len(headline.base)
    )


def _two_parts_of_one(a: Claim, b: Claim) -> bool:
    """Whether each of two papers names some of the parties of one deal: one names or counts them all."""
    if a.article_id == b.article_id or not (a.is_news and b.is_news and same_kind(a.kind, b.kind)):
        return False
    if a.day is None or b.day is None or abs((a.day - b.day).days) > WEAK_WINDOW or not a.named.meets(b.named):
        return False
    if not near(a, b, PARTIAL_WINDOW):
        return False
    if is_part(a, b) or is_part(b, a):  # the larger one names all in any case, be they of one deal or of several
        return _names_all(*((a, b) if is_part(a, b) else (b, a)))
    return _names_all(a, b) or _names_all(b, a) or _counted_together(a, b)


def _names_all(claim: Claim, other: Claim) -> bool:
    """Whether a claim's evidence names the parties of another claim beside its own, as those of one deal."""
    text = claim.evidence
    names = [member.name.removesuffix("그룹") for member in other.base]
    if not all(name in text for name in names) or tells_several(claim) or _ONE_AFTER_ANOTHER.search(text):
        return False
    return all(re.search(rf"(?<![가-힣A-Za-z0-9]){re.escape(name)}", text) for name in names)


def _counted_together(a: Claim, b: Claim) -> bool:
    """Whether both count the same parties ("3자 협약"), leave some out, and name no more together than there are."""
    if a.parties is None or a.parties != b.parties:
        return False
    if a.purpose and b.purpose and overlap(a.purpose, b.purpose) < WEAK_OVERLAP:
        return False
    together = len(a.base) + len(b.base) - a.named.shared_with(b.named)
    return max(len(a.base), len(b.base)) < together <= a.parties


_ONE_AFTER_ANOTHER = re.compile(r"이어|앞서|각각|별도")
"""What may tell of more than one deal in a sentence, and of much else."""


def _launch_of_initiative(named: Claim, other: Claim) -> bool:
    """Whether an unnamed claim tells the founding of a named initiative: the same parties in the same days."""
    if not (named.is_news and other.is_news and (near(named, other) or retold(named, other))):
        return False
    count = shared(named.members, other.members)
    most = max(len(named.members), len(other.members))
    return count >= 2 and count * 3 >= most * 2


def _weak_match(a: Claim, b: Claim) -> MatchRule | None:
    if not a.named.meets(b.named):
        return None
    if shared(a.joining, b.joining) and near(a, b):
        return MatchRule.JOINER
    if not same_kind(a.kind, b.kind):
        return None
    if a.day is None or b.day is None or abs((a.day - b.day).days) > WEAK_WINDOW:
        return None
    return MatchRule.WORDS if overlap(a.evidence, b.evidence) >= WEAK_OVERLAP else None


Closeness = tuple[bool, int, bool, int, float, str]
FARTHEST: Closeness = (False, -1_000_000, False, 0, -math.inf, "")


def closeness(claim: Claim, other: Claim) -> Closeness:
    """How well a claim fits another that it matches, better being greater.

    Same parties, time apart, same kind, how late. Of two that fit alike, the one told first; never two the same.
    """
    gap = min(x.gap(y) for x in claim.times for y in other.times)
    first = -other.fetched.timestamp()
    return equal_parties(claim, other), -gap, claim.kind == other.kind, other.latest, first, other.id
