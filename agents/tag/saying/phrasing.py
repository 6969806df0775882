"""The patterns by which the words around a trigger are judged, from `phrasing.toml` and `forms.toml`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from agents.regex_set import WordIndex
from agents.tag.language.pattern_table import load

FORMS = load(Path(__file__).with_name("forms.toml"))
PATTERNS = load(Path(__file__).with_name("phrasing.toml"))

_INDEX = WordIndex({name: patterns.regex.pattern for name, patterns in PATTERNS.items()})


@lru_cache(maxsize=64)  # a sentence is asked for dozens of classes, for each of its triggers again
def classes_in(text: str) -> frozenset[str]:
    """The classes of patterns that a text may hold, by the words that it has."""
    return _INDEX.found_in(text)


def search(name: str, text: str) -> re.Match[str] | None:
    """The first match of a class of patterns in a text that is searched for several."""
    return PATTERNS[name].search(text) if name in classes_in(text) else None
