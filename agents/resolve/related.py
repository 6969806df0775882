"""What one article tells of several alliances that belongs together; pure."""

from __future__ import annotations

from collections.abc import Iterable

from agents.resolve.parties import shared
from topics.records import Alliance, ChangeKind, RelatedChange


def related(alliance: Alliance, others: Iterable[Alliance]) -> list[RelatedChange]:
    """What the same article tells of other alliances of the announced one's members: who joined, what ended."""
    found = []
    for other in others:
        change = other.change
        if other.id == alliance.id or change is None or change.change not in (ChangeKind.JOINED, ChangeKind.ENDED):
            continue
        if shared(alliance.members, other.members):
            joined = change.members if change.change is ChangeKind.JOINED else []
            found.append(
                RelatedChange(
                    alliance_id=other.id,
                    name=other.name,
                    kind=other.kind,
                    change=change.change,
                    members=other.members,
                    joined=joined,
                )
            )
    return found
