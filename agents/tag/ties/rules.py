"""Reads the table of rules by which the details of a tie are found."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from agents.tag.language.lexicon import lexicon
from agents.tag.ties.geography import alternatives

RULES = Path(__file__).with_name("rules.toml")

_DEEPEST = 4  # words of the table may be made of words


class TieRuleError(ValueError):
    """The table of rules is wrong; the message names the file and the rule."""


class Reach(StrEnum):
    """Of which sentences a rule is read: one of many meanings only where a deal is told."""

    OWN = "own"
    """Those that tell of the deal, with its headline."""
    SAID = "said"
    """Those too that say what the deal, or all its parties, will do."""
    AROUND = "around"
    """All that go on about the deal."""


class Detail(StrEnum):
    """What a rule finds."""

    ACTIVITY = "activity"
    COUNTRY_BEFORE = "country before the member"
    COUNTRY_BEHIND = "country behind the member"
    COUNTRY_OF_ALL = "country of all members"
    COUNTRY_IN_NAME = "country in the name"
    TERM = "term"
    VENTURE = "venture"
    CAPITAL = "capital"
    SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds, by which words, with examples of what it is and is not for."""

    id: str
    detail: Detail
    value: str
    """The value that it gives; empty where the words give it."""
    where: Reach
    patterns: tuple[re.Pattern[str], ...]
    right: tuple[str, ...]
    """Stories in which it finds something."""
    wrong: tuple[str, ...]
    """Stories with like words in which it finds nothing."""
    any_of_them: re.Pattern[str]
    """All patterns at once: most sentences have none, and one search tells."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first place in a text that the first fitting pattern finds."""
        if self.any_of_them.search(text) is None:
            return None
        return next((hit for pattern in self.patterns if (hit := pattern.search(text))), None)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """What the first fitting pattern finds at one place of a text."""
        return next((hit for pattern in self.patterns if (hit := pattern.match(text, start))), None)


@dataclass(frozen=True, slots=True)
class Table:
    """The rules in their order, and the words they share as regular expressions."""

    rules: tuple[Rule, ...]
    words: Mapping[str, re.Pattern[str]]


def load(path: Path, given: dict[str, str]) -> Table:
    """The rules and words of a TOML file; `given`: what stands for `<name>` in patterns beside the file's words.

    Raises `TieRuleError`, naming the file and the rule that is wrong; one without examples is.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TieRuleError(f"{path.name}: {error}") from error
    words = given | {name: "|".join(patterns) for name, patterns in raw.get("words", {}).items()}
    rules = tuple(_rule(row, words, path.name) for row in raw.get("rule", []))
    ids = [rule.id for rule in rules]
    if twice := {id for id in ids if ids.count(id) > 1}:
        raise TieRuleError(f"{path.name}: several rules are called {', '.join(sorted(twice))}")
    try:
        return Table(rules, {name: re.compile(_in_full(pattern, words)) for name, pattern in words.items()})
    except (KeyError, re.error) as error:
        raise TieRuleError(f"{path.name}: words: {error}") from error


def _rule(row: Mapping[str, Any], words: Mapping[str, str], file: str) -> Rule:
    where = f"{file}: rule {row.get('id')!r}"
    if not isinstance(row.get("id"), str) or not row["id"]:
        raise TieRuleError(f"{where}: no id")
    for key in ("right", "wrong", "patterns"):
        if not isinstance(row.get(key), list) or not row[key] or not all(isinstance(x, str) and x for x in row[key]):
            raise TieRuleError(f"{where}: {key} must be a list of texts, and not an empty one")
    try:
        patterns = tuple(re.compile(_in_full(pattern, words)) for pattern in row["patterns"])
        detail, where = Detail(row.get("detail", "")), Reach(row.get("where", Reach.AROUND))
    except (ValueError, KeyError, re.error) as error:
        raise TieRuleError(f"{where}: {error}") from error
    together = re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern) for pattern in patterns))
    examples = tuple(row["right"]), tuple(row["wrong"])
    return Rule(row["id"], detail, str(row.get("value", "")), where, patterns, *examples, together)


def _in_full(pattern: str, words: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        pattern = re.sub(r"(?<!\(\?P)(?<!\(\?)<([a-z_]+)>", lambda name: f"(?:{words[name[1]]})", pattern)
    return pattern


@cache
def tie_table() -> Table:
    """The project's own rules."""
    roles = "|".join(re.escape(role) for role in lexicon().roles)
    given = {"country": alternatives("country"), "short": alternatives("short"), "city": alternatives("city")}
    return load(RULES, given | {"role": roles})


@cache
def rules_for(detail: Detail) -> tuple[Rule, ...]:
    """The rules that find one thing, in the order in which they are tried."""
    return tuple(rule for rule in tie_table().rules if rule.detail is detail)
