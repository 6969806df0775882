"""By what the articles of a file are found: a number that is another where the same text has other terms."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from search.embedded.packed import number_of

ANALYSIS = 1
"""Raised with each change of the code that makes other terms, places or facts of the same article."""

_TABLES = ("synonyms.toml", "hanja.tsv", "particles.txt")
_LIBRARIES = ("python-mecab-ko", "python-mecab-ko-dic")


@cache
def analysis_version() -> int:
    """The number of this version: of its code, its tables and the dictionary that is installed."""
    room = Path(__file__).parents[1]
    parts = [str(ANALYSIS), *map(version, _LIBRARIES), *((room / name).read_text("utf-8") for name in _TABLES)]
    return number_of("\0".join(parts))
