"""What people decided about alliances: which claims belong together, which are apart and which speak of no alliance.

A decision is remembered with the claims that it was about, not with the ids that alliances happen to have: it holds
again when the registry is built anew, in any order, and for other claims that meet those.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from agents.resolve.claims import Claim
from agents.resolve.entry import Entry
from agents.resolve.matching import same_kind
from agents.resolve.names import squash
from agents.resolve.parties import shared
from topics.records import Change, ChangeKind, DecisionKind, Kind, Member, Part, stable_id
from topics.state import State

DECISIONS_SPACE = "decisions"
ALL = "all"
"""The one document: every report is held against all decisions, and a get is exact and cheap where a scan is not."""


class Side(Part):
    """The accounts of one alliance at the time of a decision."""

    alliance: str
    """The id that the alliance had, or is to have."""
    claims: list[str] = Field(default_factory=list)
    articles: list[str] = Field(default_factory=list)
    kinds: list[Kind] = Field(default_factory=list)
    members: list[Member] = Field(default_factory=list)
    names: list[str] = Field(default_factory=list)
    """Names of initiatives, squashed."""

    def speaks_of(self, claim: Claim) -> bool:
        """Whether a claim is one of the side's, be it read anew by better rules."""
        if claim.id in self.claims:
            return True
        if claim.article_id not in self.articles:
            return False
        if claim.name:
            return squash(claim.name) in self.names
        alike = any(same_kind(claim.kind, kind) for kind in self.kinds)
        return alike and 0 < min(2, len(claim.members)) <= shared(claim.members, self.members)


class Remembered(Part):
    """A decision that was taken, with the claims it was about."""

    id: str
    kind: DecisionKind
    at: datetime
    sides: list[Side]
    undone: bool = False


def side_of(alliance: str, claims: Iterable[Claim]) -> Side:
    """The side that claims make."""
    kept = list(claims)
    members = {member.id: member for claim in kept for member in claim.members}
    return Side(
        alliance=alliance,
        claims=[claim.id for claim in kept],
        articles=sorted({claim.article_id for claim in kept}),
        kinds=sorted({claim.kind for claim in kept}),
        members=list(members.values()),
        names=sorted({squash(claim.name) for claim in kept if claim.name}),
    )


_OF_PLACES = (DecisionKind.MERGE, DecisionKind.SPLIT)
"""The decisions about where accounts belong; the others are about what is told."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions that hold, the latest first."""

    held: Sequence[Remembered] = ()

    def together(self, claim: Claim, entry: Entry) -> bool | None:
        """Whether a claim belongs to an entry, by the latest decision on both; None where nobody decided."""
        for decision in self.held:
            if decision.kind not in _OF_PLACES:
                continue
            own = {n for n, side in enumerate(decision.sides) if side.speaks_of(claim)}
            if not own:
                continue
            theirs = {n for n, side in enumerate(decision.sides) if any(map(side.speaks_of, entry.claims))}
            if decision.kind is DecisionKind.MERGE and theirs:
                return True
            if decision.kind is DecisionKind.SPLIT and theirs:
                return bool(own & theirs)
        return None

    def apart(self, one: Entry, other: Entry) -> bool:
        """Whether two entries must never become one."""
        return bool(self.held) and any(self.together(claim, other) is False for claim in one.claims)

    def dismissal(self, entry: Entry) -> Remembered | None:
        """The decision that an entry is no alliance."""
        return next((d for d in self.held if d.kind is DecisionKind.DISMISS and self._about(d, entry)), None)

    def confirmation(self, entry: Entry) -> Remembered | None:
        """The decision that an entry is an alliance, whoever tells of it."""
        return next((d for d in self.held if d.kind is DecisionKind.CONFIRM and self._about(d, entry)), None)

    def mark(self, entry: Entry, at: datetime, by: str) -> None:
        """Dismiss an entry that holds accounts of a dismissed alliance, under any id, or restore one that does not.

        `by`: the id of the article or decision that shows it, at the moment `at`.
        """
        decision = self.dismissal(entry)
        if decision is not None and not entry.dismissed:
            what, at, by = ChangeKind.DISMISSED, decision.at, decision.id
        elif decision is None and entry.dismissed:
            what = ChangeKind.RESTORED
        else:
            return
        entry.changes.append(Change(id=stable_id(entry.id, what, by), change=what, at=at, article_id=by))

    def concern(self, entries: Iterable[Entry]) -> bool:
        """Whether somebody decided of any account of these entries to what it belongs."""
        sides = [s for d in self.held if d.kind in _OF_PLACES for s in d.sides]
        return any(side.speaks_of(claim) for entry in entries for claim in entry.claims for side in sides)

    def neighbours(self, claim: Claim) -> list[Side]:
        """The sides of all decisions that are about a claim: where its alliance may be found."""
        return [side for d in self.held if any(s.speaks_of(claim) for s in d.sides) for side in d.sides]

    @staticmethod
    def _about(decision: Remembered, entry: Entry) -> bool:
        return any(side.speaks_of(claim) for side in decision.sides for claim in entry.claims)


async def read_decisions(state: State) -> Decisions:
    """The decisions that hold."""
    return Decisions([decision for decision in await all_decisions(state) if not decision.undone])


async def all_decisions(state: State) -> list[Remembered]:
    """All decisions ever taken, the latest first."""
    found = [Remembered.model_validate(held) for held in await _held(state)]
    return sorted(found, key=lambda decision: (decision.at, decision.id), reverse=True)


async def remember(state: State, decision: Remembered) -> None:
    """Keep a decision for good."""
    others = [held for held in await _held(state) if held["id"] != decision.id]
    await state.put(DECISIONS_SPACE, ALL, {"held": [*others, decision.model_dump(mode="json")]})


async def _held(state: State) -> list[dict[str, object]]:
    document = await state.get(DECISIONS_SPACE, ALL)
    held = document["held"] if document else []
    assert isinstance(held, list)
    return held
