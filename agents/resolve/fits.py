"""What of an entry a claim matches, looked for no further than it takes; pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from agents.resolve.claims import Claim
from agents.resolve.entry import Entry
from agents.resolve.matches import Matches
from agents.resolve.matching import closeness


class Fits:
    """The claims of an entry that a claim matches; `firmly`: but what the entry loosely holds."""

    def __init__(self, claim: Claim, entry: Entry, matches: Matches, *, firmly: bool) -> None:
        self.matches = matches
        self._claim = claim
        self._others = [other for other in entry.claims if not other.is_loose] if firmly else entry.claims
        self.found = matches.any_of(claim, self._others)
        """Whether there are any."""

    @cached_property
    def nearest(self) -> Claim | None:
        """The one that the claim fits best; None where there is none."""
        if not self.found:
            return None
        by_closeness = sorted(self._others, key=lambda other: closeness(self._claim, other), reverse=True)
        return next(other for other in by_closeness if self.matches.of(self._claim, other))

    def any_that(self, holds: Callable[[Claim], bool]) -> bool:
        """Whether something holds of one of them."""
        return any(holds(other) and self.matches.of(self._claim, other) for other in self._others)
