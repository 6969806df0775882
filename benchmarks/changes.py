"""The changes that a maintainer could make to the tables of reading, each of which can be tried and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial

from agents.tag.language.pattern_table import PatternClass, Row
from agents.tag.language.vocabulary import Vocabulary, vocabulary
from agents.tag.names.phrasing import PATTERNS as NAMES
from agents.tag.parties.phrasing import PATTERNS as PARTIES
from agents.tag.parties.rosters import ROWS as ROSTERS
from agents.tag.parties.rosters import RosterRow
from agents.tag.saying.phrasing import FORMS, PATTERNS
from agents.tag.saying.triggers import GUARDS, TriggerRow, TriggerTable, VerbGroup, table, table_of
from agents.tag.telling.days import PATTERNS as DAYS
from agents.tag.telling.phrasing import TELLING
from agents.tag.telling.roles import PATTERNS as ROLES
from benchmarks.numbers_of_reading import forget_words, moved, numbers

Table = MutableMapping[str, PatternClass]
NO_WORD = "\x00"
Making = Callable[[], AbstractContextManager[None]]


TABLES: dict[str, Table] = {
    "days": DAYS,
    "forms": FORMS,
    "names": NAMES,
    "parties": PARTIES,
    "phrasing": PATTERNS,
    "roles": ROLES,
    "telling": TELLING,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a table or a number."""

    name: str
    examples: tuple[str, ...]
    """Those that must notice it, if no labelled story does."""
    made: Making
    """Makes the change, and takes it back at the end."""
    touches_stories: bool = True
    holds: re.Pattern[str] | None = None
    """What a text must hold for the change to touch it."""

    def may_touch(self, text: str) -> bool:
        return self.holds is None or self.holds.search(text) is not None


def all_changes() -> list[Change]:
    """Every change to every table of reading."""
    of_patterns = (change for name, classes in TABLES.items() for change in pattern_changes(name, classes))
    return [*of_patterns, *trigger_changes(table()), *roster_changes(), *list_changes(), *number_changes()]


def pattern_changes(file: str, classes: Table) -> Iterator[Change]:
    """Each pattern taken away, each guard put off, each reach one character farther and nearer."""
    for patterns in classes.values():
        for row in patterns.rows:
            for index, pattern in enumerate(row.match):
                rest = replace(row, match=row.match[:index] + row.match[index + 1 :])
                name = f"{file}: {patterns.name}.{row.name} without {pattern!r}"
                yield Change(name, row.right, _with_row(classes, patterns, row, rest), holds=_somewhere(pattern))
            if row.not_after or row.not_before:
                name = f"{file}: {patterns.name}.{row.name} without its guard"
                made = _with_row(classes, patterns, row, row.unguarded())
                yield Change(name, row.wrong, made, touches_stories=False)
        yield from _reaches(file, classes, patterns)


def _reaches(file: str, classes: Table, patterns: PatternClass) -> Iterator[Change]:
    examples = tuple(x for row in patterns.rows for x in (*row.right, *row.wrong)) + patterns.wrong
    for step in (-1, 1):
        if patterns.reach is not None:
            moved = replace(patterns, reach=patterns.reach + step)
            yield Change(f"{file}: {patterns.name}.reach {step:+}", examples, _with_class(classes, moved))
        for case, reach in patterns.reach_of.items():
            moved = replace(patterns, reach_of={**patterns.reach_of, case: reach + step})
            yield Change(f"{file}: {patterns.name}.reach_of.{case} {step:+}", examples, _with_class(classes, moved))


def _with_row(classes: Table, patterns: PatternClass, row: Row, other: Row) -> Making:
    rows = tuple(other if one is row else one for one in patterns.rows)
    return _with_class(classes, replace(patterns, rows=rows))


def _with_class(classes: Table, changed: PatternClass) -> Making:
    return partial(_swapped, classes, changed)


def trigger_changes(whole: TriggerTable) -> Iterator[Change]:
    """Each word and each verb taken away, each guard put off."""
    for row in whole.rows:
        where = f"triggers: {row.form}.{row.name} without"
        for word in row.words:
            rest = replace(row, words=tuple(w for w in row.words if w != word))
            holds = re.compile(re.escape(word), re.IGNORECASE)
            yield Change(f"{where} {word!r}", row.right, _with_rows(whole, row, rest), holds=holds)
        for guard in GUARDS:
            if getattr(row, guard):
                made = _with_rows(whole, row, row.without(guard))
                yield Change(f"{where} {guard}", row.wrong, made, touches_stories=False)
    for group in whole.groups:
        for verb in group.words:
            other = replace(group, words=tuple(w for w in group.words if w != verb))
            groups = tuple(other if one is group else one for one in whole.groups)
            made = partial(_in_place, whole, whole.rows, groups)
            holds = re.compile(re.escape(verb))
            yield Change(f"triggers: verbs.{group.name} without {verb!r}", group.right, made, holds=holds)


def _with_rows(whole: TriggerTable, row: TriggerRow, other: TriggerRow) -> Making:
    rows = tuple(other if one is row else one for one in whole.rows)
    return partial(_in_place, whole, tuple(one for one in rows if one.words), whole.groups)


def roster_changes() -> Iterator[Change]:
    """Each shape of a list of those who take part taken away."""
    for row in ROSTERS:
        rest = [other for other in ROSTERS if other is not row]
        yield Change(f"rosters: without {row.id}", row.right, partial(_rosters, rest))


def list_changes() -> Iterator[Change]:
    """The words of each list of the vocabulary taken away."""
    lists = vocabulary()
    for name, examples in lists.examples.items():
        none = {} if name == "sets" else type(getattr(lists, name))([NO_WORD])
        yield Change(f"vocabulary: without {name}", examples, partial(_without_list, lists, name, none))


def number_changes() -> Iterator[Change]:
    """Each number by which a text is read, one up and one down."""
    for number in numbers():
        for step in (-1, 1):
            made = partial(moved, number, number.value + step)
            yield Change(f"numbers: {number.module}.{number.name} = {number.value} {step:+}", number.right, made)


@contextmanager
def _in_place(whole: TriggerTable, rows: tuple[TriggerRow, ...], groups: tuple[VerbGroup, ...]) -> Iterator[None]:
    """The table with other rows and verbs, in the object that all readers hold."""
    changed = table_of(rows, groups)
    kept = {name: getattr(whole, name) for name in whole.__slots__}
    try:
        for name in kept:
            object.__setattr__(whole, name, getattr(changed, name))
        yield
    finally:
        for name, value in kept.items():
            object.__setattr__(whole, name, value)


@contextmanager
def _without_list(lists: Vocabulary, name: str, none: object) -> Iterator[None]:
    kept = getattr(lists, name)
    try:
        object.__setattr__(lists, name, none)
        forget_words()
        yield
    finally:
        object.__setattr__(lists, name, kept)
        forget_words()


@contextmanager
def _rosters(rest: list[RosterRow]) -> Iterator[None]:
    kept = list(ROSTERS)
    ROSTERS[:] = rest
    try:
        yield
    finally:
        ROSTERS[:] = kept


@contextmanager
def _swapped(classes: Table, changed: PatternClass) -> Iterator[None]:
    kept = classes[changed.name]
    classes[changed.name] = changed
    try:
        yield
    finally:
        classes[changed.name] = kept


def _somewhere(pattern: str) -> re.Pattern[str] | None:
    """The pattern as it may stand anywhere in a text; None where it is bound to a place."""
    return None if re.search(r"[$^]|\(\?", pattern.replace("(?:", "")) else re.compile(pattern)
