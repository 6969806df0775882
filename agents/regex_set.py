"""Many regular expressions at once: a text is tried on those alone whose words it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

_syntax: Any = import_module("re._parser")  # what `re` reads patterns with has no public name since Python 3.11
_MOST_CHARACTERS = 16  # of a class that are looked for one by one
_TELLING = 2  # characters: single ones stand in every other line


class WordSet:
    """Words of which some may stand in a text."""

    def __init__(self, words: Iterable[str]) -> None:
        kept: list[str] = []
        for word in sorted(words, key=len):
            if not any(part in word for part in kept):
                kept.append(word)
        self._find = re.compile("|".join(map(re.escape, kept)) or r"\A(?!)").search

    def stand_in(self, text: str) -> bool:
        """Whether one of the words stands in the text."""
        return self._find(text) is not None


class NeededWords:
    """The words without which each of a row of regular expressions finds nothing."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._always: list[int] = []
        owners: dict[str, list[tuple[int, list[frozenset[str]]]]] = {}
        for at, pattern in enumerate(patterns):
            choices = [frozenset(map(str.lower, choice)) for choice in needed_words(pattern)]
            if not choices:
                self._always.append(at)
            for number, choice in enumerate(choices):
                for word in choice:
                    tried = owners.setdefault(word, [])
                    if not number:  # tried for the words of its first choice, where one of each other is there as well
                        tried.append((at, choices[1:]))
        numbers = {word: number for number, word in enumerate(owners)}
        self._owners = [
            [(at, [frozenset(map(numbers.__getitem__, choice)) for choice in others]) for at, others in patterns]
            for patterns in owners.values()
        ]
        """By word, the patterns that it makes worth trying, each with the choices that it needs besides."""
        self._find_words = AhoCorasick(list(owners), matchkind=MatchKind.Standard).find_matches_as_indexes

    def candidates(self, line: str) -> list[int]:
        """The places of the patterns that may be found in the line, in order."""
        found = self._find_words(line.lower(), overlapping=True)
        if not found:
            return self._always
        words = {word for word, _, _ in found}
        tried = set(self._always)
        for word in words:
            for at, others in self._owners[word]:
                if not others or not any(map(words.isdisjoint, others)):
                    tried.add(at)
        return sorted(tried)


class WordIndex:
    """Regular expressions by one word that each needs; it heeds the case."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        always: set[str] = set()
        by_word: dict[str, set[str]] = {}
        for name, pattern in patterns.items():
            choices = needed_words(pattern)
            if not choices or _rarity(choices[0]) < _TELLING:
                always.add(name)
                continue
            for word in choices[0]:
                by_word.setdefault(word, set()).add(name)
        self._always = frozenset(always)
        self._names = tuple(by_word.values())
        self._find_words = AhoCorasick(list(by_word), matchkind=MatchKind.Standard).find_matches_as_indexes

    def found_in(self, text: str) -> frozenset[str]:
        """The names of those that may be found in a text."""
        words = {word for word, _, _ in self._find_words(text, overlapping=True)}
        return self._always.union(*[self._names[word] for word in words])


class RegexSet(NeededWords):
    """Regular expressions, each known by its place in a row."""

    def __init__(self, patterns: Sequence[str]) -> None:
        super().__init__(patterns)
        self._find = [_finder(pattern) for pattern in patterns]

    def is_found(self, at: int, line: str) -> bool:
        """Whether one of the patterns is found in the line."""
        return self._find[at](line) is not None


class RareRegex:
    """A regular expression that is tried on those texts alone that have a word it needs; it heeds the case."""

    def __init__(self, pattern: str) -> None:
        self._regex = re.compile(pattern)
        choices = needed_words(pattern)
        self._words = WordSet(choices[0]) if choices else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in a text, as a compiled regular expression finds them."""
        tried = self._words is None or self._words.stand_in(text)
        return self._regex.finditer(text) if tried else iter(())


def needed_words(pattern: str) -> list[frozenset[str]]:
    """Choices of words: whatever the pattern matches holds one word of each; none where nothing is known of that."""
    choices = _choices(_syntax.parse(pattern))
    return [choice for choice in choices if _rarity(choice) >= _TELLING] or choices[:1]


def _choices(syntax: Any) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    word = ""
    for operation, argument in (*syntax, ("end", None)):
        name = str(operation)
        if name == "LITERAL":
            word += chr(argument)
            continue
        if word:
            found.append(frozenset((word,)))
            word = ""
        if name == "SUBPATTERN":
            found += _choices(argument[3])
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0] > 0:
            found += _choices(argument[2])
        elif name == "BRANCH":
            parts = [_choices(part) for part in argument[1]]
            if all(parts):
                found.append(frozenset().union(*(part[0] for part in parts)))
        elif name == "IN" and len(argument) <= _MOST_CHARACTERS and all(str(kind) == "LITERAL" for kind, _ in argument):
            found.append(frozenset(chr(character) for _, character in argument))
    return sorted(set(found), key=lambda choice: (-_rarity(choice), len(choice), sorted(choice)))


def _rarity(choice: frozenset[str]) -> int:
    return min(len(word.strip()) for word in choice)


def _finder(pattern: str) -> Any:
    syntax = _syntax.parse(pattern)
    at_start = len(syntax) > 0 and str(syntax[0][1]) == "AT_BEGINNING"
    compiled = re.compile(pattern)
    return compiled.match if at_start else compiled.search
