"""Finds the words that speak of an alliance: a table of nouns with their light verbs, and idioms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from agents.rule_table import RuleTableError, TableRow, read_table
from agents.tag.language.boundaries import starts_word
from agents.tag.language.vocabulary import words_with_terms
from agents.tag.language.word_search import any_of
from agents.tag.saying.phrasing import PATTERNS, search
from topics.records import Kind

OWN = Path(__file__).with_name("triggers.toml")

# Characters between a noun and its verb ("업무협약을 지난 5일 서울에서 체결"): farther verbs belong to other nouns.
REACH = 34
# Characters before a noun like 계약 in which a word must say that both work together: "공동으로 개발하는 계약".
QUALIFIED = 26
GUARDS = ("not_after", "not_before", "after")
_FORMS = ("noun", "idiom", "weak")
NEVER = "(?!)"  # no text
_BARE_DO = ("하", "해", "했", "한", "마쳤")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One place in a sentence that speaks of an alliance; offsets are those in the sentence."""

    kind: Kind
    start: int
    end: int
    """End of the noun, or of the idiom's stem."""
    verb: str
    """The light verb's stem; empty for a noun that stands alone."""
    verb_start: int
    verb_end: int
    word: str
    group: str
    """The verb's group (sign, paper, form, join, found, swap, tie, agree), `idiom`, `weak`, or empty."""


@dataclass(frozen=True, slots=True)
class TriggerRow:
    """Words of one kind that behave alike, and what must or may not stand beside them."""

    name: str
    words: tuple[str, ...]
    kind: Kind
    groups: tuple[str, ...]
    form: str
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]
    after: tuple[str, ...]
    right: tuple[str, ...] = ()
    """Texts that would be read otherwise without one of the words, and how they are read."""
    wrong: tuple[str, ...] = ()
    """Texts that would be read otherwise if a guard were off."""

    def without(self, guard: str) -> TriggerRow:
        """The same row with one of its guards off."""
        kept = {key: () if key == guard else getattr(self, key) for key in GUARDS}
        return replace(self, not_after=kept["not_after"], not_before=kept["not_before"], after=kept["after"])


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """Light verbs that the same nouns have, each as its stem."""

    name: str
    words: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TriggerTable:
    """The compiled trigger table."""

    words: re.Pattern[str]
    entries: Mapping[str, TriggerRow]
    verbs: Mapping[str, re.Pattern[str]]
    weak: frozenset[str]
    """Words that say less than a noun which has the same verb: 협력 in "협력 협약식을 체결"."""
    rows: tuple[TriggerRow, ...]
    groups: tuple[VerbGroup, ...]

    def speaks(self, text: str) -> bool:
        """Whether a text has a word of co-operation, or tells what parties resolve to do together."""
        return self.words.search(text) is not None or any(search(told, text) for told in ("together", "founded"))

    def find(self, sentence: str, *, borne_out: bool = False) -> list[Trigger]:
        """The triggers of a plain sentence, in their order; `borne_out`: its story says what nouns like 계약 need."""
        found: list[Trigger] = []
        for hit in self.words.finditer(sentence):
            word = hit[0].upper() if hit[0].isascii() else hit[0]
            entry = self.entries[word]
            if self._blocked(sentence, hit.start(), hit.end(), entry, borne_out=borne_out):
                continue
            found.append(self._with_verb(sentence, hit.start(), hit.end(), word, entry))
        found += _resolved_together(sentence, found)
        found += _founded_together(sentence, found)
        firm = {t.verb_start for t in found if t.word not in self.weak}
        return [t for t in found if t.word not in self.weak or t.verb_start not in firm]

    @staticmethod
    def _blocked(sentence: str, start: int, end: int, entry: TriggerRow, *, borne_out: bool) -> bool:
        if sentence.endswith(entry.not_after, 0, start) or sentence.startswith(entry.not_before, end):
            return True
        if borne_out and entry.kind is Kind.PARTNERSHIP:
            return False
        before = sentence[max(0, start - QUALIFIED) : start]
        return bool(entry.after) and not any(word in before for word in entry.after)

    def _with_verb(self, sentence: str, start: int, end: int, word: str, entry: TriggerRow) -> Trigger:
        if entry.form == "idiom":
            signed = PATTERNS["signed"].match(sentence, end) if entry.kind is Kind.JOINT_VENTURE else None
            return Trigger(entry.kind, start, end, word, start, signed.end() if signed else end, word, entry.form)
        best: tuple[int, int, str] | None = None
        ceremony = PATTERNS["ceremony"].match(sentence, end)
        groups = (*entry.groups, "sign") if ceremony else entry.groups
        for group in groups:
            verb = self._verb(group, sentence, ceremony.end() if ceremony else end)
            if verb and (best is None or verb.start() < best[0]):
                best = (verb.start(), verb.end(), group)
        if best is not None and (signed := PATTERNS["signed"].match(sentence, best[1])):
            best = (best[0], signed.end(), best[2])
        if "agree" in entry.groups and (resolved := PATTERNS["resolves"].match(sentence, end)):
            best = (end, resolved.end(), "agree")
        if best is None and entry.form == "weak":
            return Trigger(entry.kind, start, end, word, start, end, word, entry.form)
        if best is None:
            return Trigger(entry.kind, start, end, "", end, end, word, "")
        return Trigger(entry.kind, start, end, sentence[best[0] : best[1]], best[0], best[1], word, best[2])

    def _verb(self, group: str, sentence: str, end: int) -> re.Match[str] | None:
        quoted = sentence.count("'", 0, end) % 2
        for verb in self.verbs[group].finditer(sentence, end, min(len(sentence), end + REACH)):
            if not quoted and sentence.count("'", end, verb.start()) % 2:
                continue  # a syllable of a name: "연합체 '하이루트'"
            if verb[0] == "사인" and not starts_word(sentence, verb.start()):
                continue  # of a noun: "화학회사인"
            if not verb[0].startswith(_BARE_DO) or PATTERNS["direct"].regex.fullmatch(sentence, end, verb.start()):
                return verb
        return None


def _resolved_together(sentence: str, found: Iterable[Trigger]) -> Iterator[Trigger]:
    """What parties resolve to do with a word like 함께 alone: "로봇을 함께 팔기로"; none where `found` says it."""
    hit = search("together", sentence)
    if hit is not None and not any(t.verb and hit.start() <= t.verb_end <= hit.end() for t in found):
        start, end = hit.span("word")
        yield Trigger(Kind.PARTNERSHIP, start, end, sentence[end : hit.end()], end, hit.end(), hit["word"], "agree")


def _founded_together(sentence: str, found: Iterable[Trigger]) -> Iterator[Trigger]:
    """The company that parties found with a word like 함께 alone; none where `found` says it."""
    hit = search("founded", sentence)
    if hit is not None and not any(t.verb and hit.start() <= t.verb_end <= hit.end() for t in found):
        (start, end), (verb_start, verb_end) = hit.span("word"), hit.span("verb")
        yield Trigger(Kind.JOINT_VENTURE, start, end, hit["verb"], verb_start, verb_end, hit["word"], "found")


def load(path: Path) -> TriggerTable:
    """The trigger table in a TOML file.

    Raises RuleTableError, naming the file and the row that is wrong: each word and each verb has an example that is
    right, each row with a guard one that is wrong.
    """
    raw, file = read_table(path), path.name
    groups = tuple(_group(name, TableRow.of(file, f"verbs.{name}", row)) for name, row in raw.get("verbs", {}).items())
    known = {group.name for group in groups}
    rows = [
        _row(name, TableRow.of(file, f"{form}.{name}", row), form, known)
        for form in _FORMS
        for name, row in raw.get(form, {}).items()
    ]
    if not rows:
        raise RuleTableError(f"{file}: no row")
    return table_of(rows, groups, file)


def table_of(rows: Iterable[TriggerRow], groups: Iterable[VerbGroup], file: str = OWN.name) -> TriggerTable:
    """The table of some rows and verbs; raises RuleTableError for a word that stands in it twice."""
    rows, groups = tuple(rows), tuple(groups)
    entries: dict[str, TriggerRow] = {}
    for row in rows:
        for word in row.words:
            key = word.upper() if word.isascii() else word
            if key in entries:
                raise RuleTableError(f"{file}: {row.form}.{row.name}: words: {word!r} stands in the table twice")
            entries[key] = row
    verbs = {group.name: re.compile(any_of(group.words) if group.words else NEVER) for group in groups}
    weak = frozenset(word for word, row in entries.items() if row.form == "weak")
    return TriggerTable(re.compile(any_of(entries)), entries, verbs, weak, rows, groups)


def _group(name: str, row: TableRow) -> VerbGroup:
    row.refuse_others(("words", "right"))
    words = _words(row)
    right, _ = row.examples(right=len(words), wrong=0)
    return VerbGroup(name, words, right)


def _row(name: str, row: TableRow, form: str, verbs: Set[str]) -> TriggerRow:
    row.refuse_others(("kind", "verbs", "words", "right", "wrong", *GUARDS))
    groups = row.texts("verbs", fewest=1 if form == "noun" else 0)
    if unknown := sorted(set(groups) - verbs):
        raise row.error("verbs", f"there is no group {unknown[0]!r}")
    words = _words(row)
    guards = {key: row.texts(key, fewest=0) for key in GUARDS}
    right, wrong = row.examples(right=len(words), wrong=1 if any(guards.values()) else 0)
    return TriggerRow(name, words, row.choice("kind", Kind), groups, form, **guards, right=right, wrong=wrong)


def _words(row: TableRow) -> tuple[str, ...]:
    try:
        return words_with_terms(row.texts("words"))
    except KeyError as error:
        raise row.error("words", f"there is no term {error}") from error


@lru_cache(maxsize=1)
def table() -> TriggerTable:
    """The project's own table."""
    return load(OWN)
