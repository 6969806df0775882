"""How alike two accounts are in their words, beside the names and the phrases that all such accounts have."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from agents.resolve.claims import squash

_LISTS = ("deal", "parties", "around")

_DATE = r"[0-9]+ ?(?:년|월|일|자|곳|개|건|명)"


class StockWordError(ValueError):
    """The list of stock words is wrong; the message names the file and the list."""


def overlap(a: str, b: str) -> float:
    """The share of the shorter text's character trigrams that are in the other."""
    return share(_trigrams(a), _trigrams(b))


def share(a: set[str], b: set[str]) -> float:
    """The share of the smaller set that is in the other."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def said(text: str, names: Iterable[str]) -> set[str]:
    """The pairs of letters in the words that a text has of its own: without names and stock words."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    words = (squash(word) for word in stock_words().sub(" ", text).split())
    return {word[i : i + 2] for word in words for i in range(len(word) - 1)}


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


def _trigrams(text: str) -> set[str]:
    letters = squash(text)
    return {letters[i : i + 3] for i in range(len(letters) - 2)}
