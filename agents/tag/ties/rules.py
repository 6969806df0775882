"""Reads the table of rules by which the details of a tie are found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from agents.regex_set import NeededWords
from agents.rule_table import RuleTableError, TableRow, read_table
from agents.tag.language.lexicon import lexicon
from agents.tag.language.vocabulary import vocabulary
from agents.tag.language.word_search import longest_of
from agents.tag.ties.geography import alternatives
from search.hangul import NIEUN, PIEUP, RIEUL, syllables_ending_in

RULES = tuple(Path(__file__).with_name(name) for name in ("activities.toml", "rules.toml"))

_OF_RULE = ("id", "detail", "value", "where", "alone", "patterns", "right", "wrong")
_FINALS = {"with_n": NIEUN, "with_l": RIEUL, "with_p": PIEUP}
_DEEPEST = 4  # words of the table may be made of words


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
    KOREAN_BEFORE = "Korean by what stands before"
    KOREAN_BEHIND = "Korean by what stands behind"
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
    alone: bool
    """Whether it counts only where no other rule finds anything: of hopes that most deals tell beside what they do."""
    patterns: tuple[re.Pattern[str], ...]
    right: tuple[str, ...]
    """Stories in which it finds something."""
    wrong: tuple[str, ...]
    """Stories with like words in which it finds nothing."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first place in a text that the first fitting pattern finds."""
        return next((hit for pattern in self.patterns if (hit := pattern.search(text))), None)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """What the first fitting pattern finds at one place of a text."""
        return next((hit for pattern in self.patterns if (hit := pattern.match(text, start))), None)


@dataclass(frozen=True, slots=True)
class Table:
    """The rules in their order, and the words they share as regular expressions."""

    rules: tuple[Rule, ...]
    words: Mapping[str, re.Pattern[str]]


def load(files: Sequence[Path], given: dict[str, str]) -> Table:
    """The rules and words of TOML files; `given`: what stands for `<name>` in patterns beside the files' words.

    Raises `RuleTableError`, naming the file and the rule that is wrong; one without examples is.
    """
    tables = {file.name: read_table(file) for file in files}
    words = dict(given)
    for table in tables.values():
        words |= {name: "|".join(patterns) for name, patterns in table.get("words", {}).items()}
    rules = tuple(
        _rule(TableRow.of(file, str(row.get("id")), row), words)
        for file, table in tables.items()
        for row in table.get("rule", [])
    )
    ids = [rule.id for rule in rules]
    if twice := {id for id in ids if ids.count(id) > 1}:
        raise RuleTableError(f"{files[0].name}: several rules are called {', '.join(sorted(twice))}")
    try:
        return Table(rules, {name: re.compile(_in_full(pattern, words)) for name, pattern in words.items()})
    except (KeyError, re.error) as error:
        raise RuleTableError(f"{files[0].name}: words: {error}") from error


def _rule(row: TableRow, words: Mapping[str, str]) -> Rule:
    row.refuse_others(_OF_RULE)
    right, wrong = row.examples(right=1, wrong=1, readings=False)
    try:
        patterns = tuple(re.compile(_in_full(pattern, words)) for pattern in row.texts("patterns"))
    except (KeyError, re.error) as error:
        raise row.error("patterns", error) from error
    where = row.choice("where", Reach) if "where" in row.settings else Reach.AROUND
    value, alone = row.text("value", ""), row.flag("alone")
    return Rule(row.text("id"), row.choice("detail", Detail), value, where, alone, patterns, right, wrong)


def _in_full(pattern: str, words: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        pattern = re.sub(r"(?<!\(\?P)(?<!\(\?)<([a-z_]+)>", lambda name: f"(?:{words[name[1]]})", pattern)
    return pattern


@cache
def tie_table() -> Table:
    """The project's own rules."""
    roles = longest_of(lexicon().roles)
    given = {"country": alternatives("country"), "short": alternatives("short"), "city": alternatives("city")}
    consortia = vocabulary().terms["consortia"]
    kinds = {"consortia": "|".join(consortia), "not_behind_consortia": "".join(f"(?<!{word})" for word in consortia)}
    endings = {name: f"[{syllables_ending_in(final)}]" for name, final in _FINALS.items()}
    return load(RULES, given | {"role": roles} | kinds | endings)


@cache
def rules_for(detail: Detail) -> tuple[Rule, ...]:
    """The rules that find one thing, in the order in which they are tried."""
    return tuple(rule for rule in tie_table().rules if rule.detail is detail)


def finds(detail: Detail, text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """What each of the rules finds in a text, in their order, as `Rule.search` does."""
    last: Rule | None = None
    for rule, pattern in _tried(detail, text):
        if rule is not last and (hit := pattern.search(text)):
            last = rule
            yield rule, hit


def may_find(detail: Detail, text: str) -> bool:
    """Whether one of the rules may find something in a text, by the words that it has: in most sentences none."""
    return bool(_tried(detail, text))


@lru_cache(maxsize=512)  # the sentences of a story are looked through for each of its deals
def _tried(detail: Detail, text: str) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The patterns whose words a text has, with their rules."""
    patterns, words = _patterns_for(detail)
    return tuple(patterns[at] for at in words.candidates(text))


@cache
def _patterns_for(detail: Detail) -> tuple[Sequence[tuple[Rule, re.Pattern[str]]], NeededWords]:
    patterns = [(rule, pattern) for rule in rules_for(detail) for pattern in rule.patterns]
    return patterns, NeededWords([pattern.pattern for _, pattern in patterns])
