"""Reads tables of patterns: classes of rows, each with a name, what it matches and examples of what is read by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from agents.rule_table import RuleTableError, TableRow, read_table
from agents.tag.language.vocabulary import with_terms

_NEVER = "(?!)"
_OF_CLASS = {"text", "looks", "in_title", "reach", "reach_of", "wrong"}
_OF_ROW = {"match", "not_after", "not_before", "right", "wrong"}


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
        return re.compile("|".join(with_terms(row.pattern) for row in self.rows) or _NEVER)

    @cached_property
    def _by_row(self) -> tuple[tuple[Row, re.Pattern[str]], ...]:
        return tuple((row, re.compile(with_terms(row.pattern))) for row in self.rows)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in a stretch of a text, as a compiled regular expression finds it."""
        return self.regex.search(text, start) if end is None else self.regex.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The match right at the start of a stretch."""
        return self.regex.match(text, start) if end is None else self.regex.match(text, start, end)

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The matches in a stretch, from the first to the last."""
        return self.regex.finditer(text, start, end)

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

    Raises RuleTableError, naming the file and the row that is wrong: each pattern has an example that is right, each
    class and each row with a guard one that is wrong.
    """
    table = read_table(path)
    if not table:
        raise RuleTableError(f"{path.name}: no class")
    return {name: _class(path.name, name, entry) for name, entry in table.items()}


def _class(file: str, name: str, entry: Any) -> PatternClass:
    whole = TableRow.of(file, name, entry)
    settings = {key: value for key, value in entry.items() if key == "reach_of" or not isinstance(value, dict)}
    own = TableRow(file, name, settings)
    own.refuse_others(_OF_CLASS)
    rows = tuple(
        _row(key, TableRow.of(file, f"{name}.{key}", value)) for key, value in entry.items() if key not in settings
    )
    if not rows:
        raise whole.error("rows", "there are none")
    _, wrong = own.examples(right=0, wrong=0 if any(row.wrong for row in rows) else 1)
    looks = own.choice("looks", Place)
    in_title = own.choice("in_title", Place) if "in_title" in settings else looks
    cases = TableRow.of(file, f"{name}.reach_of", settings.get("reach_of", {}))
    found = PatternClass(
        name,
        own.text("text"),
        looks,
        in_title,
        own.count("reach"),
        {case: cases.count(case) or 0 for case in cases.settings},
        rows,
        wrong,
    )
    _compile(found, whole)
    return found


def _compile(patterns: PatternClass, whole: TableRow) -> None:
    try:
        patterns.regex  # noqa: B018  (compiled once, when the table is loaded)
    except (re.error, KeyError):
        for row in patterns.rows:  # which of them it is
            try:
                re.compile(with_terms(row.pattern))
            except (re.error, KeyError) as error:
                wrong = TableRow(whole.file, f"{whole.id}.{row.name}", {})
                raise wrong.error("match", f"{row.pattern!r}: {error}") from error
        raise


def _row(name: str, row: TableRow) -> Row:
    row.refuse_others(_OF_ROW)
    match = row.texts("match")
    not_after, not_before = row.text("not_after", ""), row.text("not_before", "")
    right, wrong = row.examples(right=len(match), wrong=1 if not_after or not_before else 0)
    return Row(name, match, not_after, not_before, right, wrong)
