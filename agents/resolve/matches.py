"""Which accounts of some alliances match; how two do by what they say alone is kept for later reports; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from agents.resolve.claims import Claim, Said
from agents.resolve.match_rules import MatchRule
from agents.resolve.matching import match_beside, match_of, may_be_borne_out

MOST_KEPT = 100_000
"""Pairs of accounts of which it is kept how they match, in about 20 MB: those of some thousand reports."""


class Matches:
    """The rules by which some accounts match; all of them may bear others out."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.bearing = [claim for claim in claims if claim.tells_parties]
        self._known: dict[tuple[str, str], MatchRule | None] = {}

    def of(self, claim: Claim, other: Claim) -> MatchRule | None:
        """The rule by which two accounts match; None where they do not."""
        alone, unsure = _held_against(claim.said, other.said)
        if not unsure:
            return alone
        pair = claim.id, other.id
        if pair not in self._known:
            self._known[pair] = match_beside(claim, other, self.bearing) or alone
        return self._known[pair]

    def any_of(self, claim: Claim, others: Iterable[Claim]) -> bool:
        """Whether an account matches one of some others."""
        return any(self.of(claim, other) for other in others)

    @staticmethod
    def beside(bearing: Sequence[Claim], claim: Claim, other: Claim) -> MatchRule | None:
        """The rule by which two accounts match where only some bear others out."""
        alone, unsure = _held_against(claim.said, other.said)
        return (match_beside(claim, other, bearing) if unsure else None) or alone


@lru_cache(maxsize=MOST_KEPT)
def _held_against(one: Said, other: Said) -> tuple[MatchRule | None, bool]:
    """The rule by which two accounts match by what they say alone, and whether others may bear out another one."""
    rule = match_of(one.claim, other.claim)
    return rule, rule in (None, MatchRule.PARTS) and may_be_borne_out(one.claim, other.claim)
