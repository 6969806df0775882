"""The table `lines.toml`: which lines of a page are no part of its story, and the words of bylines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from agents.regex_set import RegexSet

LineAction = Literal["drop", "cut", "end", "list", "caption", "remove", "speaker"]

_TABLE = "lines.toml"

_STATEMENT_ENDS = ("다", "까", "요", "죠")
_SHORTEST_LEAD = 50
_SHORTEST_STATEMENT = 25  # characters; labels and notices such as "구독이 취소되었습니다." are shorter


class LineTableError(ValueError):
    """The line table is wrong; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class LineRule:
    """What to do with a line, of at most `longest` characters, in which one of its patterns is found.

    Lines that are whole statements are left alone unless `statements`. `right` are lines to which it is the first rule
    to apply, `wrong` are lines of stories to which none does.
    """

    name: str
    action: LineAction
    longest: int
    statements: bool
    patterns: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]

    def without(self, line: str) -> str:
        """The line without what the patterns find in it."""
        for pattern in self.patterns:
            line = re.sub(pattern, "", line)
        return line.strip()


class RuleFinder:
    """Finds the first of some rules that applies to a line."""

    def __init__(self, rules: Sequence[LineRule]) -> None:
        self._patterns = RegexSet([pattern for rule in rules for pattern in rule.patterns])
        self._rules = [rule for rule in rules for _ in rule.patterns]

    def first(self, line: str) -> LineRule | None:
        """The first rule in order, or None."""
        for at in self._patterns.candidates(line):
            rule = self._rules[at]
            if len(line) <= rule.longest and self._patterns.is_found(at, line):
                return rule
        return None


@dataclass(frozen=True, slots=True)
class LineTable:
    """The rules in order and the words that bylines are made of."""

    rules: tuple[LineRule, ...]
    labels: RuleFinder
    statements: RuleFinder
    """Finds the rules that apply to whole statements too."""
    roles: tuple[str, ...]
    picture_roles: tuple[str, ...]
    writing_labels: frozenset[str]
    picture_labels: frozenset[str]
    summary_labels: tuple[str, ...]
    outlet_endings: tuple[str, ...]
    sections: frozenset[str]
    surnames: frozenset[str]
    long_surnames: tuple[str, ...]
    not_names: frozenset[str]

    def rule_for(self, line: str) -> LineRule | None:
        """The first rule that applies to a line."""
        return (self.statements if is_statement(line) else self.labels).first(line)

    @property
    def all_roles(self) -> tuple[str, ...]:
        """Of those who write and of those who take pictures."""
        return (*self.roles, *self.picture_roles)


def is_statement(line: str) -> bool:
    """Whether the line is a whole statement such as only a story makes."""
    if len(line) >= _SHORTEST_LEAD and line.endswith(("...", "…")):  # the lead of a story as feeds cut it
        return True
    if len(line) < _SHORTEST_STATEMENT:
        return False
    bare = line.rstrip("\"'”’)]").rstrip(".?!…‥")
    return bare.endswith(_STATEMENT_ENDS) and "가" <= bare[-2:-1] <= "힣"


@cache
def line_table() -> LineTable:
    """The table that ships with this package."""
    return read_line_table(resources.files(__package__).joinpath(_TABLE).read_text("utf-8"))


def read_line_table(text: str) -> LineTable:
    """Read a table; raises `LineTableError` naming the wrong entry."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LineTableError(f"{_TABLE}: {error}") from None
    words = table.get("words")
    if not isinstance(words, dict):
        raise LineTableError(f"{_TABLE}: the section [words] is missing")
    rules = tuple(_rule(number, entry) for number, entry in enumerate(table.get("line", []), 1))
    return LineTable(
        rules=rules,
        labels=RuleFinder(rules),
        statements=RuleFinder([rule for rule in rules if rule.statements]),
        roles=_longest_first(words, "roles"),
        picture_roles=_longest_first(words, "picture_roles"),
        writing_labels=frozenset(_longest_first(words, "writing_labels")),
        picture_labels=frozenset(_longest_first(words, "picture_labels")),
        summary_labels=_longest_first(words, "summary_labels"),
        outlet_endings=_longest_first(words, "outlet_endings"),
        sections=(sections := frozenset(_longest_first(words, "sections"))),
        surnames=frozenset(str(words.get("surnames", ""))),
        long_surnames=_longest_first(words, "long_surnames"),
        not_names=sections | frozenset(_longest_first(words, "not_names")),
    )


def _rule(number: int, entry: dict[str, Any]) -> LineRule:
    name = entry.get("name")
    where = f"{_TABLE}: line rule {number} ({name})"
    if not isinstance(name, str):
        raise LineTableError(f"{_TABLE}: line rule {number} has no name")
    if unknown := sorted(set(entry) - {field.name for field in fields(LineRule)}):
        raise LineTableError(f"{where}: unknown key {unknown[0]}")
    if entry.get("action") not in get_args(LineAction):
        raise LineTableError(f"{where}: action is none of {', '.join(get_args(LineAction))}")
    if not isinstance(entry.get("longest"), int):
        raise LineTableError(f"{where}: longest is not a number")
    if not isinstance(entry.get("statements", False), bool):
        raise LineTableError(f"{where}: statements is neither true nor false")
    patterns, right, wrong = (_texts(where, key, entry) for key in ("patterns", "right", "wrong"))
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise LineTableError(f"{where}: pattern {pattern!r}: {error}") from None
    return LineRule(name, entry["action"], entry["longest"], entry.get("statements", False), patterns, right, wrong)


def _texts(where: str, key: str, entry: dict[str, Any]) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise LineTableError(f"{where}: {key} is not a list of texts")
    if not value and key != "wrong":
        raise LineTableError(f"{where}: {key} is missing")
    return tuple(value)


def _longest_first(words: dict[str, Any], name: str) -> tuple[str, ...]:
    value = words.get(name)
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise LineTableError(f"{_TABLE}: [words] {name} is not a list of words")
    return tuple(sorted(value, key=len, reverse=True))
