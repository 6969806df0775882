"""The changes that a maintainer could make to the tables of reading, each of which can be tried and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial

from agents.tag.language.pattern_table import PatternClass, Row
from agents.tag.saying.phrasing import FORMS, PATTERNS
from agents.tag.telling.roles import PATTERNS as ROLES

Table = MutableMapping[str, PatternClass]

TABLES: dict[str, Table] = {"forms": FORMS, "phrasing": PATTERNS, "roles": ROLES}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a table or a number."""

    name: str
    examples: tuple[str, ...]
    """Those that must notice it, if no labelled story does."""
    made: Callable[[], AbstractContextManager[None]]
    """Makes the change, and takes it back at the end."""
    touches_stories: bool = True
    holds: re.Pattern[str] | None = None
    """What a text must hold for the change to touch it."""

    def may_touch(self, text: str) -> bool:
        return self.holds is None or self.holds.search(text) is not None


def all_changes() -> list[Change]:
    """Every change to every table of reading."""
    return [change for name, table in TABLES.items() for change in pattern_changes(name, table)]


def pattern_changes(file: str, table: Table) -> Iterator[Change]:
    """Each pattern taken away, each guard put off, each reach one character farther and nearer."""
    for patterns in table.values():
        for row in patterns.rows:
            for index, pattern in enumerate(row.match):
                rest = replace(row, match=row.match[:index] + row.match[index + 1 :])
                name = f"{file}: {patterns.name}.{row.name} without {pattern!r}"
                yield Change(name, row.right, _with_row(table, patterns, row, rest), holds=_somewhere(pattern))
            if row.not_after or row.not_before:
                name = f"{file}: {patterns.name}.{row.name} without its guard"
                made = _with_row(table, patterns, row, row.unguarded())
                yield Change(name, row.wrong, made, touches_stories=False)
        yield from _reaches(file, table, patterns)


def _reaches(file: str, table: Table, patterns: PatternClass) -> Iterator[Change]:
    examples = tuple(x for row in patterns.rows for x in (*row.right, *row.wrong)) + patterns.wrong
    for step in (-1, 1):
        if patterns.reach is not None:
            moved = replace(patterns, reach=patterns.reach + step)
            yield Change(f"{file}: {patterns.name}.reach {step:+}", examples, _with_class(table, moved))
        for case, reach in patterns.reach_of.items():
            moved = replace(patterns, reach_of={**patterns.reach_of, case: reach + step})
            yield Change(f"{file}: {patterns.name}.reach_of.{case} {step:+}", examples, _with_class(table, moved))


def _with_row(table: Table, patterns: PatternClass, row: Row, other: Row) -> Callable[[], AbstractContextManager[None]]:
    rows = tuple(other if one is row else one for one in patterns.rows)
    return _with_class(table, replace(patterns, rows=rows))


def _with_class(table: Table, changed: PatternClass) -> Callable[[], AbstractContextManager[None]]:
    return partial(_swapped, table, changed)


@contextmanager
def _swapped(table: Table, changed: PatternClass) -> Iterator[None]:
    kept = table[changed.name]
    table[changed.name] = changed
    try:
        yield
    finally:
        table[changed.name] = kept


def _somewhere(pattern: str) -> re.Pattern[str] | None:
    """The pattern as it may stand anywhere in a text; None where it is bound to a place."""
    return None if re.search(r"[$^]|\(\?", pattern.replace("(?:", "")) else re.compile(pattern)
