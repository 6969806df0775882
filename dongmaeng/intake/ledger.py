"""What an import has done, kept in the state so that one that was stopped goes on where it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from pydantic import Field

from dongmaeng.intake.place import Place
from dongmaeng.intake.selection import Selection
from dongmaeng.intake.targets import Target
from topics.buffered import Documents, as_write
from topics.records import Part, now, stable_id
from topics.state import State

SPACE = "imports"
KEPT = timedelta(days=30)
"""How long an import that was stopped can be called again to go on."""


class Ledger(Part):
    """How far an import has come, and what it has counted."""

    target: int = 0
    """The number of the file that is being read."""
    number: int = 0
    offset: int = 0
    skip: int = 0
    """The place in it."""
    imported: int = 0
    unreadable: int = 0
    passed: Counter[str] = Field(default_factory=Counter)
    """Passed over, by why."""
    ended: Counter[str] = Field(default_factory=Counter)
    """Pages that ended in another way than in the store, by stage and outcome."""
    under_way: list[str] = Field(default_factory=list)
    """Ids of what was handed over and not through yet."""
    since: float = 0.0
    """When the first of these was handed over (Unix time)."""

    @property
    def place(self) -> Place:
        return Place(self.number, self.offset, self.skip)

    def move(self, target: int, place: Place) -> None:
        """Come to a place in a file."""
        self.target, self.number, self.offset, self.skip = target, place.number, place.offset, place.skip

    def summary(self) -> dict[str, int | dict[str, int]]:
        """What came of it, as it is told."""
        found: dict[str, int | dict[str, int]] = {"imported": self.imported}
        if self.unreadable:
            found["unreadable"] = self.unreadable
        if self.passed:
            found["passed over"] = dict(self.passed.most_common())
        return found | dict(sorted(self.ended.items()))


def ledger_key(targets: Sequence[Target], wanted: Selection, *, alert: bool) -> str:
    """What the ledger of an import of these files is kept under: another one for a file that was changed."""
    options = ",".join(sorted(wanted.hosts)), wanted.language, str(alert)
    return stable_id(*(target.identity for target in targets), *options)


async def ledger_of(state: State, key: str) -> Ledger | None:
    """The ledger of an import that was stopped; None where there is none."""
    found = await state.get(SPACE, key)
    return Ledger.model_validate(found) if found else None


def as_documents(key: str, ledger: Ledger) -> Documents:
    """The ledger as the state keeps it."""
    return {(SPACE, key): as_write(ledger.model_dump(mode="json"), now() + KEPT)}
