"""Why what a record tells alerts nobody."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator


class Quiet(StrEnum):
    """The reason for which a story is stored and searchable and no webhook is called."""

    IMPORTED = "imported"
    """Given for the archive: `import` without `--alerts`."""
    REPLAYED = "replayed"
    """Handed to a stage once more: `topics replay`, `gazetteer retag`."""
    DECIDED = "decided"
    """Follows from a person's decision."""
    OLD = "old"
    """Published longer ago than `quiet_after_days`."""
    UNDATED = "undated"
    """Nobody who may say so has told when it was published."""
    HELD = "held"
    """One source alone tells of more changes in a day than any paper does; waits for a second publisher or a person."""

    @property
    def is_ordered(self) -> bool:
        """Whether a person asked for it, so that nothing lifts it."""
        return self in (Quiet.IMPORTED, Quiet.REPLAYED, Quiet.DECIDED)

    @property
    def stays_owed(self) -> bool:
        """Whether what was told quietly for this reason is still to be told by the first live account."""
        return self not in (Quiet.REPLAYED, Quiet.DECIDED)


def _of_earlier_version(value: object) -> object:
    """Earlier versions said only whether, not why: the strictest reading, which nothing lifts."""
    if isinstance(value, bool):
        return Quiet.REPLAYED if value else None
    return value


QuietReason = Annotated[Quiet | None, BeforeValidator(_of_earlier_version)]
"""A field that says why a record is quiet; None where it may alert."""
