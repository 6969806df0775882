"""Looking for many words at once: by a regular expression that is a tree of their letters, or by how they end."""

from __future__ import annotations

import re
from collections.abc import Iterable

_Tree = dict[str, "_Tree"]
_END = ""


class WordEnds:
    """Ends of words, of which only those with a word's own last letter are tried."""

    def __init__(self, ends: Iterable[str]) -> None:
        by_last: dict[str, set[str]] = {}
        for end in ends:
            by_last.setdefault(end[-1], set()).add(end)
        self._by_last = {last: tuple(same) for last, same in by_last.items()}

    def fit(self, word: str) -> bool:
        """Whether a word ends with one of them."""
        return word.endswith(self._by_last.get(word[-1:], ()))


def longest_of(words: Iterable[str]) -> str:
    """A regular expression for the longest of some words, as they are written, within longer words too."""
    tree: _Tree = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[_END] = {}
    return f"{_begins_as(tree)}{_exactly(tree)}"


def _exactly(tree: _Tree) -> str:
    branches = [re.escape(letter) + _exactly(node) for letter, node in tree.items() if letter]
    if _END in tree:
        branches.append("")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def any_of(words: Iterable[str]) -> str:
    """A regular expression for the longest of some words; Latin ones in any case, and not within a longer word."""
    tree: _Tree = {}
    for word in words:
        for spelling in _first_letters(word):
            node = tree
            for letter in spelling:
                node = node.setdefault(letter, {})
            node[_END] = {}
    return f"{_begins_as(tree)}{_written(tree)}"


def _begins_as(tree: _Tree) -> str:
    """The letters that words begin with, by which the search soon passes over all others."""
    return f"(?=[{''.join(map(re.escape, sorted(tree)))}])"


def _first_letters(word: str) -> set[str]:
    """A word with its first letter in each case: the search for a word looks for its first letter as it is."""
    return {word[0].upper() + word[1:].upper(), word[0].lower() + word[1:].upper()} if word.isascii() else {word}


def _written(tree: _Tree, before: str = "") -> str:
    """The expression for what follows the letter before, or the start of a word."""
    branches = [_letter(letter, first=not before) + _written(node, letter) for letter, node in tree.items() if letter]
    if _END in tree:
        branches.append("(?![A-Za-z])" if before.isascii() and before.isalpha() else "")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _letter(letter: str, *, first: bool) -> str:
    if not letter.isascii() or not letter.isalpha():
        return re.escape(letter)
    return f"{letter}(?<![A-Za-z].)" if first else f"[{letter.lower()}{letter.upper()}]"
