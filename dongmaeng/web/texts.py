"""The words of the page, in Korean and English: tables beside this file, one a page, and the vocabulary of records."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.filled_templates import filled
from search.vocabulary import vocabulary

_FOLDER = Path(__file__).with_name("texts")


class Language(StrEnum):
    """A language of the page."""

    KOREAN = "ko"
    ENGLISH = "en"


class Texts:
    """The words of the page in one language."""

    def __init__(self, language: Language, words: Mapping[str, Mapping[str, str]]) -> None:
        self.language = language
        self._words = words

    def __call__(self, id: str, /, **values: object) -> str:
        """The words with an id such as `home.title`, filled with values and with fitting particles.

        Raises `KeyError` for an unknown id.
        """
        return filled(self._words[id][self.language], values)

    def of(self, table: str, value: object) -> str:
        """The word for a value of a vocabulary, such as a kind; the value itself where it has none."""
        found = self._words.get(f"{table}.{value}")
        return found[self.language] if found else str(value)


@cache
def texts_in(language: Language) -> Texts:
    """The words in a language."""
    words: dict[str, Mapping[str, str]] = {
        f"{table}.{value}": {"ko": word["ko"], "en": word["en"]}
        for table, rows in vocabulary().items()
        for value, word in rows.items()
    }
    for file in sorted(_FOLDER.glob("*.toml")):
        for table, rows in tomllib.loads(file.read_text("utf-8")).items():
            for name, row in rows.items():
                words[f"{table}.{name}"] = row
    return Texts(language, words)
