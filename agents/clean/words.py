"""The table `lines.toml`: which lines of a page are no part of its story, and the words of bylines."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

Action = Literal["drop", "cut", "end", "list", "caption", "remove", "speaker"]

_TABLE = "lines.toml"

_STATEMENT = re.compile(r"[가-힣](?:다|까|요|죠)[.?!…‥]{0,3}[\"'”’)\]]{0,3}$")
_SHORTEST_LEAD = 50
_SHORTEST_STATEMENT = 25  # characters; labels and notices such as "구독이 취소되었습니다." are shorter


_AT_START = re.compile(r"(?:\(\?i\))?\^")
_FROM_LETTERS = re.compile(r"[가-힣]{2}")
_CHOICE = re.compile(r"^[^()]*\||\)[^()]*\||\|[^()]*$")
"""A choice outside brackets."""


class LineTableError(ValueError):
    """The line table is wrong; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class LineRule:
    """What to do with a line, of at most `longest` characters, in which one of the patterns is found.

    Lines that are whole statements are left alone unless `statements`.
    """

    name: str
    action: Action
    longest: int
    statements: bool
    at_start: re.Pattern[str] | None
    """The patterns that begin with ^: tried once, not at every character."""
    from_letters: re.Pattern[str] | None
    """Those that begin with letters: `re` jumps from one such letter to the next."""
    anywhere: re.Pattern[str] | None
    words: re.Pattern[str] | None
    """One of these stands in every line that the patterns match; None where nothing is known of that."""

    def finds(self, line: str) -> bool:
        """Whether one of the patterns is found in the line."""
        if self.words is not None and self.words.search(line) is None:
            return False
        return (
            (self.at_start is not None and self.at_start.match(line) is not None)
            or (self.from_letters is not None and self.from_letters.search(line) is not None)
            or (self.anywhere is not None and self.anywhere.search(line) is not None)
        )

    def without(self, line: str) -> str:
        """The line without what the patterns of a rule that removes match."""
        return self.anywhere.sub("", line).strip() if self.anywhere is not None else line


@dataclass(frozen=True, slots=True)
class LineTable:
    """The rules in order and the words that bylines are made of."""

    rules: tuple[LineRule, ...]
    statement_rules: tuple[LineRule, ...]
    """Those that apply to whole statements too."""
    roles: tuple[str, ...]
    picture_roles: tuple[str, ...]
    writing_labels: frozenset[str]
    picture_labels: frozenset[str]
    outlet_endings: tuple[str, ...]
    sections: frozenset[str]
    surnames: frozenset[str]
    long_surnames: tuple[str, ...]
    not_names: frozenset[str]

    def rule_for(self, line: str) -> LineRule | None:
        """The first rule that applies to a line."""
        length = len(line)
        for rule in self.statement_rules if is_statement(line) else self.rules:
            if length <= rule.longest and rule.finds(line):
                return rule
        return None


def is_statement(line: str) -> bool:
    """Whether the line is a whole statement such as only a story makes."""
    if len(line) >= _SHORTEST_LEAD and line.endswith(("...", "…")):  # the lead of a story as feeds cut it
        return True
    return len(line) >= _SHORTEST_STATEMENT and _STATEMENT.search(line) is not None


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
        statement_rules=tuple(rule for rule in rules if rule.statements),
        roles=_longest_first(words, "roles"),
        picture_roles=_longest_first(words, "picture_roles"),
        writing_labels=frozenset(_longest_first(words, "writing_labels")),
        picture_labels=frozenset(_longest_first(words, "picture_labels")),
        outlet_endings=_longest_first(words, "outlet_endings"),
        sections=frozenset(_longest_first(words, "sections")),
        surnames=frozenset(str(words.get("surnames", ""))),
        long_surnames=_longest_first(words, "long_surnames"),
        not_names=frozenset(_longest_first(words, "not_names")),
    )


def _rule(number: int, entry: dict[str, Any]) -> LineRule:
    name = entry.get("name")
    where = f"{_TABLE}: line rule {number} ({name})"
    if not isinstance(name, str):
        raise LineTableError(f"{_TABLE}: line rule {number} has no name")
    if entry.get("action") not in get_args(Action):
        raise LineTableError(f"{where}: action is none of {', '.join(get_args(Action))}")
    if not isinstance(entry.get("longest"), int):
        raise LineTableError(f"{where}: longest is not a number")
    patterns = entry.get("patterns")
    if not isinstance(patterns, list) or not patterns:
        raise LineTableError(f"{where}: patterns is not a list")
    for pattern in patterns:
        try:
            re.compile(pattern)
        except (re.error, TypeError) as error:
            raise LineTableError(f"{where}: pattern {pattern!r}: {error}") from None
    if not isinstance(entry.get("statements", False), bool):
        raise LineTableError(f"{where}: statements is neither true nor false")
    simple = [pattern for pattern in patterns if entry["action"] != "remove" and not _CHOICE.search(pattern)]
    at_start = [pattern for pattern in simple if _AT_START.match(pattern)]
    from_letters = [pattern for pattern in simple if _FROM_LETTERS.match(pattern)]
    anywhere = [pattern for pattern in patterns if pattern not in at_start and pattern not in from_letters]
    words = entry.get("words", [])
    if odd := next((pattern for pattern in patterns if words and not any(word in pattern for word in words)), None):
        raise LineTableError(f"{where}: pattern {odd!r} holds none of the words")
    parts = (_either(at_start), _either(from_letters), _either(anywhere), _either(list(map(re.escape, words))))
    return LineRule(name, entry["action"], entry["longest"], entry.get("statements", False), *parts)


def _either(patterns: list[str]) -> re.Pattern[str] | None:
    """One pattern for all; flags at the head of one stay its own, back references are renumbered by naming."""
    if not patterns:
        return None
    parts = []
    groups = 0
    for pattern in patterns:
        flag, body = ("(?i:", pattern[4:]) if pattern.startswith("(?i)") else ("(?:", pattern)
        shifted = re.sub(r"\\([1-9])", lambda found, base=groups: rf"\{base + int(found.group(1))}", body)  # type: ignore[misc]
        parts.append(f"{flag}{shifted})")
        groups += re.compile(body).groups
    return re.compile("|".join(parts))


def _longest_first(words: dict[str, Any], name: str) -> tuple[str, ...]:
    value = words.get(name)
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise LineTableError(f"{_TABLE}: [words] {name} is not a list of words")
    return tuple(sorted(value, key=len, reverse=True))
