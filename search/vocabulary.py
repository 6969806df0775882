"""What the values of records are called in Korean and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TypedDict

from search.tables import table_file


class Word(TypedDict, total=False):
    """What a value is called."""

    ko: str
    en: str
    typed: list[str]
    """What else people type for it."""


@cache
def vocabulary() -> Mapping[str, Mapping[str, Word]]:
    """By table (`kind`, `status`, `activity`, `role`, `change`, `quiet`, `matter`) the word for each value."""
    return MappingProxyType(table_file("vocabulary.toml"))


def words_in(language: str, table: str) -> dict[str, str]:
    """The words of a table in `ko` or `en`, by value; `other`, where it is there, stands for any other value."""
    return {value: word[language] for value, word in vocabulary()[table].items()}  # type: ignore[literal-required]
