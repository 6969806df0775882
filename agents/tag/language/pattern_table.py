"""Reads tables of patterns: classes of rows, each with a name, what it matches and examples of what is read by it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from agents.tag.language.vocabulary import named_words

_WORDS = re.compile(r"\{([a-z_]+)\}")  # {consortia} in a pattern: any of these words of the vocabulary
_NEVER = "(?!)"
_OF_CLASS = {"text", "looks", "in_title", "reach", "reach_of", "wrong"}
_OF_ROW = {"match", "not_after", "not_before", "right", "wrong"}


class PatternTableError(ValueError):
    """The pattern table is wrong; the message names the file, the row and what is wrong with it."""


class Place(StrEnum):
    """Where the patterns of a class are looked for."""

    BEFORE_NOUN = "before the noun"
    """In the clause, up to the word of co-operation."""
    UP_TO_VERB = "up to the verb"
    """In the clause, the verb included."""
    BETWEEN = "between noun and verb"
    VERB = "the verb"
    NOUN_ON = "from the noun on"
    """Behind the noun; the reach counts from the end of the verb."""
    BEHIND_NOUN = "behind the noun"
    BEHIND_NOUN_IN_CLAUSE = "behind the noun, in its clause"
    RIGHT_BEHIND_NOUN = "right behind the noun"
    RIGHT_BEHIND_EITHER = "right behind the noun or the verb"
    RIGHT_BEHIND_VERB = "right behind the verb"
    BEHIND_VERB = "behind the verb"
    BEHIND_VERB_IN_CLAUSE = "behind the verb, in its clause"
    END = "behind the verb, at the end"
    """The reach counts back from the end of the sentence."""
    CLAUSE = "the clause"
    SENTENCE = "the sentence"
    NEXT_SENTENCE = "the next sentence"
    TITLE = "the headline"
    HEAD = "the headline and the head of the text"
    TEXT = "the text"
    GIVEN = "what the code asks about"


@dataclass(frozen=True, slots=True)
class Row:
    """What one row of a class matches, and what is read by it.

    An example is "text → reading", or "headline || text → reading".
    """

    name: str
    match: tuple[str, ...]
    """Ways to write it, tried in their order."""
    not_after: str
    not_before: str
    right: tuple[str, ...]
    """Sentences that would be read otherwise without the row."""
    wrong: tuple[str, ...]
    """Sentences that would be read otherwise if the row's guards were off, or that only look like it."""

    @property
    def pattern(self) -> str:
        before = f"(?<!{self.not_after})" if self.not_after else ""
        behind = f"(?!{self.not_before})" if self.not_before else ""
        match = "|".join(self.match) or _NEVER
        return f"{before}(?:{match}){behind}" if before or behind else match

    def unguarded(self) -> Row:
        """The same row without what may not stand around it."""
        return replace(self, not_after="", not_before="")


@dataclass(frozen=True)
class PatternClass:
    """Rows that mean the same where they are found; the first that fits at the leftmost place counts."""

    name: str
    text: str
    looks: Place
    in_title: Place
    """Where the rows are looked for in a headline."""
    reach: int | None
    """Characters from the start of that place within which a match begins; None for all of it."""
    reach_of: Mapping[str, int]
    """The reach in a special case."""
    rows: tuple[Row, ...]
    wrong: tuple[str, ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile("|".join(_filled(row.pattern) for row in self.rows) or _NEVER)

    @cached_property
    def _by_row(self) -> tuple[tuple[Row, re.Pattern[str]], ...]:
        return tuple((row, re.compile(_filled(row.pattern))) for row in self.rows)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in a stretch of a text, as a compiled regular expression finds it."""
        return self.regex.search(text, start) if end is None else self.regex.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The match right at the start of a stretch."""
        return self.regex.match(text, start) if end is None else self.regex.match(text, start, end)

    def near(self, text: str, start: int = 0, end: int | None = None, *, case: str = "") -> re.Match[str] | None:
        """The first match in a stretch, if it begins within the reach of the class."""
        hit = self.search(text, start, end)
        reach = self.reach_of.get(case, self.reach)
        return hit if hit is not None and (reach is None or hit.start() < start + reach) else None

    def row_of(self, hit: re.Match[str]) -> str:
        """The id of the row behind a match of this class: `denied.groundless`."""
        for row, regex in self._by_row:
            if regex.match(hit.string, hit.start(), hit.endpos):
                return f"{self.name}.{row.name}"
        raise ValueError(f"no match of {self.name}: {hit}")


def load(path: Path) -> dict[str, PatternClass]:
    """The classes of a TOML file, by name.

    Raises PatternTableError, naming the file and the row that is wrong: each pattern has an example that is right, each
    class and each row with a guard one that is wrong.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternTableError(f"{path.name}: {error}") from error
    if not raw:
        raise PatternTableError(f"{path.name}: no class")
    return {name: _class(name, entry, f"{path.name}: {name}") for name, entry in raw.items()}


def _class(name: str, entry: Any, where: str) -> PatternClass:
    if not isinstance(entry, dict):
        raise PatternTableError(f"{where} must be a class of rows")
    own = {key: value for key, value in entry.items() if key == "reach_of" or not isinstance(value, dict)}
    if unknown := set(own) - _OF_CLASS:
        raise PatternTableError(f"{where} knows no {', '.join(sorted(unknown))}")
    rows = tuple(_row(key, value, f"{where}.{key}") for key, value in entry.items() if key not in own)
    if not rows:
        raise PatternTableError(f"{where} has no rows")
    wrong = _examples(own, "wrong", where)
    if not wrong and not any(row.wrong for row in rows):
        raise PatternTableError(f"{where} has no example that is wrong")
    looks = _place(own, "looks", where)
    in_title = _place(own, "in_title", where) if "in_title" in own else looks
    cases = own.get("reach_of", {})
    found = PatternClass(
        name,
        _text(own, "text", where),
        looks,
        in_title,
        _number(own, "reach", where),
        {case: _number(cases, case, where) or 0 for case in cases},
        rows,
        wrong,
    )
    _compile(found, where)
    return found


def _compile(patterns: PatternClass, where: str) -> None:
    try:
        patterns.regex  # noqa: B018  (compiled once, when the table is loaded)
    except (re.error, KeyError):
        for row in patterns.rows:  # which of them it is
            try:
                re.compile(_filled(row.pattern))
            except (re.error, KeyError) as error:
                raise PatternTableError(f"{where}.{row.name}: {row.pattern!r}: {error}") from error
        raise


def _place(entry: Mapping[str, Any], key: str, where: str) -> Place:
    try:
        return Place(_text(entry, key, where))
    except ValueError as error:
        raise PatternTableError(f"{where}: {key} must be one of: {', '.join(Place)}") from error


def _row(name: str, entry: Mapping[str, Any], where: str) -> Row:
    if unknown := set(entry) - _OF_ROW:
        raise PatternTableError(f"{where} knows no {', '.join(sorted(unknown))}")
    row = Row(
        name,
        _patterns(entry, where),
        _text(entry, "not_after", where) if "not_after" in entry else "",
        _text(entry, "not_before", where) if "not_before" in entry else "",
        _examples(entry, "right", where),
        _examples(entry, "wrong", where),
    )
    if len(row.right) < len(row.match):
        raise PatternTableError(f"{where} has fewer examples that are right than patterns")
    if (row.not_after or row.not_before) and not row.wrong:
        raise PatternTableError(f"{where} has a guard and no example that is wrong")
    return row


def _filled(pattern: str) -> str:
    """The pattern with the words of the vocabulary that it refers to."""
    return _WORDS.sub(lambda name: f"(?:{'|'.join(map(re.escape, named_words(name[1])))})", pattern)


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise PatternTableError(f"{where}: {key} must be a text")
    return value


def _patterns(entry: Mapping[str, Any], where: str) -> tuple[str, ...]:
    value = entry.get("match")
    if not isinstance(value, list) or not value or not all(isinstance(x, str) and x for x in value):
        raise PatternTableError(f"{where}: match must be a list of regular expressions")
    return tuple(value)


def _number(entry: Mapping[str, Any], key: str, where: str) -> int | None:
    value = entry.get(key)
    if value is not None and (not isinstance(value, int) or value < 1):
        raise PatternTableError(f"{where}: {key} must be a number of characters")
    return value


def _examples(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(x, str) and " → " in x for x in value):
        raise PatternTableError(f"{where}: {key} must be examples, each a text, an arrow and what is read from it")
    return tuple(value)
