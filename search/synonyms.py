"""The synonym table: rows of spellings that mean the same and find the same documents."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from search.letters import hangul_spelling

TABLE = Path(__file__).with_name("synonyms.toml")
_IGNORED_IN_KEY = re.compile(r"[\s\-·ㆍ・.,'\"“”‘’()㈜]+")
# 디즈니+ is 디즈니플러스.
_PLUS_OF_NAME = re.compile(r"(?<=[a-z가-힣])\+")

# 최고 and 기차 are words, 한양대 is a stem with an end.
_SHORTEST_STEM = 2


class SynonymError(ValueError):
    """The table of synonyms has an entry that cannot be used."""


class Row(NamedTuple):
    """Spellings of one thing."""

    spellings: tuple[str, ...]
    whole: bool
    """Whether a text analyser must keep them whole, or in the parts that their spaces show."""


class Synonyms:
    """Rows of equivalent spellings, looked up by any of them without regard to case, spaces and dots."""

    def __init__(self, rows: Sequence[Row], suffixes: Sequence[tuple[str, str]] = ()) -> None:
        self.rows = rows
        self.suffixes = suffixes
        """Ends of names in full and short."""
        self._row_of = {key_of(spelling): number for number, row in enumerate(rows) for spelling in row.spellings}

    def row_of(self, words: str) -> Row | None:
        """The row that has the words, or None where the table does not know them."""
        number = self._row_of.get(key_of(words))
        return None if number is None else self.rows[number]

    def with_other_suffixes(self, word: str) -> list[str]:
        """The word with its end written short or in full, for each way that is known."""
        others = [(full, short) for full, short in self.suffixes] + [(short, full) for full, short in self.suffixes]
        return [
            word.removesuffix(end) + other
            for end, other in others
            if word.endswith(end) and len(word) - len(end) >= _SHORTEST_STEM
        ]


def key_of(text: str) -> str:
    """What is left of a spelling when case, width, spaces and dots do not count."""
    plain = unicodedata.normalize("NFKC", _IGNORED_IN_KEY.sub("", text)).lower()
    return _PLUS_OF_NAME.sub("플러스", _IGNORED_IN_KEY.sub("", plain))


def read_synonyms(path: Path) -> Synonyms:
    """The table in a TOML file: sections with `rows`, each a list of spellings; raises `SynonymError`.

    A space in a spelling says where the name may be searched by its parts and also stands for none. A Hangul
    spelling of Latin initials (LG, 엘지) is added to each row. A row of one spelling keeps a word whole; the words of a
    section with `whole = false` (verb stems, for instance) are left to the dictionary.
    """
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SynonymError(f"{path.name}: {error}") from error
    rows: list[Row] = []
    section_of: dict[str, str] = {}
    for section, content in sections.items():
        for row in content.get("rows", []) if isinstance(content, dict) else []:
            where = f"{path.name}, [{section}], row {row!r}"
            if not isinstance(row, list) or not row or not all(isinstance(s, str) and key_of(s) for s in row):
                raise SynonymError(f"{where}: a list of spellings expected")
            spellings = dict.fromkeys(row)
            if len(spellings) < len(row):
                raise SynonymError(f"{where}: a spelling is there twice")
            written_out = (hangul_spelling(spelling) for spelling in row)
            spellings |= dict.fromkeys(spelling for spelling in written_out if spelling)
            for key in {key_of(spelling) for spelling in spellings}:
                if key in section_of:
                    raise SynonymError(f"{where}: {key!r} is also in [{section_of[key]}]")
                section_of[key] = section
            rows.append(Row(tuple(spellings), bool(content.get("whole", True))))
    return Synonyms(rows, _suffixes(path, sections))


def _suffixes(path: Path, sections: dict[str, object]) -> list[tuple[str, str]]:
    section = sections.get("suffixes", {})
    pairs = section.get("pairs", []) if isinstance(section, dict) else []
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(end, str) and end for end in pair)):
            raise SynonymError(f"{path.name}, [suffixes], pair {pair!r}: two ends of names expected")
    return [(full, short) for full, short in pairs]


@cache
def synonyms() -> Synonyms:
    """The table that ships with the package."""
    return read_synonyms(TABLE)
