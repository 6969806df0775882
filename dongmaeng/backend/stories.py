"""All that there is of one alliance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.resolve.claims import Claim
from agents.resolve.decisions import Remembered
from agents.resolve.differences import Difference
from agents.resolve.entry import Entry
from dongmaeng.backend.readings import Reading
from topics.records import Alliance


@dataclass(frozen=True, slots=True)
class Story:
    """One alliance with all that was told, read and decided of it."""

    entry: Entry
    """What the registry keeps; its id is another than was asked for where the alliance was merged."""
    alliance: Alliance
    accounts: Sequence[Claim]
    """The weightiest account of each article, in the order of publication."""
    differences: Sequence[Difference]
    decisions: Sequence[Remembered]
    """Those that are about any of its accounts, the latest first."""
    readings: Sequence[Reading]
    """How the articles were read that tell of it, as far as the store has them, in the order of the accounts."""
