"""How alike two accounts are in their words, beside the names and the phrases that all such accounts have."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Set
from functools import lru_cache
from pathlib import Path

from agents.resolve.names import squash

_LISTS = ("deal", "parties", "around")

MOST_KEPT = 1_000
"""Texts whose letters are kept at hand, in about 10 MB: the accounts that one report is held against."""

_DATE = r"[0-9]+ ?(?:년|월|일|자|곳|개|건|명)"


class StockWordError(ValueError):
    """The list of stock words is wrong; the message names the file and the list."""


def overlap(a: str, b: str) -> float:
    """The share of the shorter text's character trigrams that are in the other."""
    return share(_trigrams(a), _trigrams(b))


def share(a: Set[str], b: Set[str]) -> float:
    """The share of the smaller set that is in the other."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def said(text: str, names: Iterable[str]) -> frozenset[str]:
    """The pairs of letters in the words that a text has of its own: without names and stock words."""
    # A name that is not there now may be once others are taken out only where it has a space.
    return _said(text, frozenset(name for name in names if name in text or " " in name))


@lru_cache(maxsize=MOST_KEPT)
def _said(text: str, names: frozenset[str]) -> frozenset[str]:
    for name in sorted(names, key=lambda name: (-len(name), name)):  # a set has another order in each process
        text = text.replace(name, " ")
    words = (squash(word) for word in stock_words().sub(" ", text).split())
    return frozenset(word[i : i + 2] for word in words for i in range(len(word) - 1))


def load(path: Path) -> re.Pattern[str]:
    """The stock words of a TOML file as one pattern; raises StockWordError, naming the file and the list."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StockWordError(f"{path.name}: {error}") from error
    found: list[str] = []
    for key in _LISTS:
        value = raw.get(key)
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise StockWordError(f"{path.name}: {key} must be a list of words")
        found += value
    words = "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))
    return re.compile(rf"{words}|{_DATE}")


@lru_cache(maxsize=1)
def stock_words() -> re.Pattern[str]:
    """The project's own list."""
    return load(Path(__file__).with_name("stock_words.toml"))


@lru_cache(maxsize=MOST_KEPT)
def _trigrams(text: str) -> frozenset[str]:
    letters = squash(text)
    return frozenset(letters[i : i + 3] for i in range(len(letters) - 2))
