"""What the registry keeps of one alliance, and the picture that its claims give; pure.

The picture depends on the set of claims alone, never on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from agents.resolve.claims import Claim
from topics.records import (
    Change,
    ChangeKind,
    Part,
    Quiet,
    is_dismissed,
)


class Entry(Part):
    """An alliance in the registry: all that articles claim of it, and the changes that were told."""

    id: str
    claims: list[Claim] = Field(default_factory=list)
    changes: list[Change] = Field(default_factory=list)
    merged_into: str | None = None
    """The entry that took over the claims of this one, after an article showed both to be the same alliance."""

    @property
    def articles(self) -> set[str]:
        return {claim.article_id for claim in self.claims}

    @property
    def joined(self) -> set[str]:
        """The ids of the members whose joining was told, be it quietly."""
        return {m.id for change in self.changes if change.change is ChangeKind.JOINED for m in change.members}

    @property
    def owed_joiners(self) -> set[str]:
        """The ids of the members whose joining was told only quietly and stays owed."""
        joining = [change for change in self.changes if change.change is ChangeKind.JOINED]
        told = {member.id for change in joining if not change.stays_owed for member in change.members}
        return {member.id for change in joining for member in change.members} - told

    @property
    def dismissed(self) -> bool:
        """Whether a person decided that it is no alliance."""
        return is_dismissed(self.changes)

    def has(self, kind: ChangeKind) -> bool:
        return any(change.change is kind for change in self.changes)

    def owes(self, kind: ChangeKind) -> bool:
        """Whether a change of this kind was told only quietly, and a live account may still tell it."""
        if kind is ChangeKind.JOINED:
            return bool(self.owed_joiners)
        told = [change.stays_owed for change in self.changes if change.change is kind]
        return bool(told) and all(told)

    def holds(self, kind: ChangeKind) -> bool:
        """Whether what is owed of this kind waits for a second publisher or a person."""
        return self.owes(kind) and any(c.change is kind and c.quiet is Quiet.HELD for c in self.changes)


TOLD_ALOUD = (ChangeKind.ANNOUNCED, ChangeKind.JOINED, ChangeKind.ENDED)
"""What is told once, and stays owed where it was told only quietly."""


def claims_in(entries: Iterable[Entry]) -> list[Claim]:
    """All claims of some entries."""
    return [claim for entry in entries for claim in entry.claims]
