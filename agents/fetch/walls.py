"""Answers that stand in the way of a story, known by what the table `walls.toml` says of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.http_client import Response
from agents.page_outcomes import PageOutcome
from agents.regex_set import NeededWords
from agents.rule_table import RuleTableError, TableRow, read_table

OWN = Path(__file__).with_name("walls.toml")

_LARGEST = 32_768
"""Bytes; checks and walls are short pages, and a script's name in a long one is no wall."""


class _Place(StrEnum):
    HEADER = "header"
    ADDRESS = "address"
    MARKUP = "markup"


class _Kind(StrEnum):
    BLOCKED = PageOutcome.BLOCKED
    CONSENT = PageOutcome.CONSENT
    PAYWALLED = PageOutcome.PAYWALLED


@dataclass(frozen=True, slots=True)
class Wall:
    """One row of the table."""

    id: str
    outcome: PageOutcome
    place: str
    pattern: re.Pattern[str]
    right: tuple[str, ...]
    wrong: tuple[str, ...]


class _Walls:
    """Rows of one place; a text is tried on those alone whose words it holds."""

    def __init__(self, rows: Sequence[Wall]) -> None:
        self._rows = rows
        self._words = NeededWords([row.pattern.pattern for row in rows])

    def first(self, text: str) -> Wall | None:
        """The first that is found in the text."""
        candidates = (self._rows[at] for at in self._words.candidates(text))
        return next((row for row in candidates if row.pattern.search(text)), None)


class WallTable:
    """The rows by where they look."""

    def __init__(self, rows: Sequence[Wall]) -> None:
        self.rows = tuple(rows)
        self._headers, self._addresses, self._markup = (
            _Walls([row for row in rows if row.place == place]) for place in _Place
        )

    def wall(self, asked: str, answer: Response) -> Wall | None:
        """The wall that an answer is, where an address was asked for; None where it is none that is known."""
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        found = self._headers.first(headers)
        if found is None and answer.url != asked:
            found = self._addresses.first(answer.url)
        if found is None and 0 < len(answer.body) <= _LARGEST:
            found = self._markup.first(answer.body.decode("latin-1"))
        return found


@cache
def wall_table() -> WallTable:
    """The table that ships with this package."""
    return load(OWN)


def load(path: Path) -> WallTable:
    """Read a table; raises RuleTableError, naming the file and the row that is wrong."""
    rows = [_wall(TableRow.of(path.name, id, entry)) for id, entry in read_table(path).items()]
    if not rows:
        raise RuleTableError(f"{path.name}: has no rows")
    return WallTable(rows)


def _wall(row: TableRow) -> Wall:
    row.refuse_others(("outcome", "in", "pattern", "right", "wrong"))
    right, wrong = row.examples(right=1, wrong=1, readings=False)
    try:
        pattern = re.compile(row.text("pattern"), re.IGNORECASE | re.MULTILINE)
    except re.error as error:
        raise row.error("pattern", error) from error
    outcome = PageOutcome(row.choice("outcome", _Kind))
    return Wall(row.id, outcome, row.choice("in", _Place), pattern, right, wrong)
