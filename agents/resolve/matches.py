"""Which accounts of some alliances match, each pair held against one another once; pure."""

from __future__ import annotations

from collections.abc import Iterable

from agents.resolve.claims import Claim
from agents.resolve.match_rules import MatchRule
from agents.resolve.matching import match_of


class Matches:
    """The rules by which some accounts match; all of them may bear others out."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.bearing = [claim for claim in claims if claim.tells_parties]
        self._known: dict[tuple[str, str], MatchRule | None] = {}

    def of(self, claim: Claim, other: Claim) -> MatchRule | None:
        """The rule by which two accounts match, by their ids; None where they do not."""
        pair = claim.id, other.id
        if pair not in self._known:
            self._known[pair] = match_of(claim, other, self.bearing)
        return self._known[pair]

    def any_of(self, claim: Claim, others: Iterable[Claim]) -> bool:
        """Whether an account matches one of some others."""
        return any(self.of(claim, other) for other in others)
