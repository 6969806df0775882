"""The fields of a query and their values, by their own names and in Korean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from search.facts import FIELDS as FACTS
from search.synonyms import key_of
from search.tables import table_file
from search.vocabulary import vocabulary
from topics.records import Activity, Kind, Status

DATES = ("after", "before")
"""The fields whose value is a day; the others ask for a fact."""
FIELDS = (*FACTS, *DATES)

_COUNTRY = re.compile(r"[A-Za-z]{2}")
_CHOICES = {
    "kind": [kind.value for kind in Kind],
    "status": [status.value for status in Status],
    "activity": [activity.value for activity in Activity],
    "border": ["yes", "no"],
}


class ValueNotKnown(ValueError):
    """A field cannot have this value; the message names those that it can have."""


def field_named(name: str) -> str | None:
    """The field of this name; None where there is none."""
    return _fields().get(name)


def value_of(field: str, text: str) -> str:
    """The value that a text means in a field that asks for a fact; raises `ValueNotKnown`."""
    if field == "country":
        code = text.lower() if _COUNTRY.fullmatch(text) else _countries().get(key_of(text))
        if code is None:
            raise ValueNotKnown("country: takes a country or the two letters of ISO 3166-1, such as 일본 or JP")
        return code
    choices = _CHOICES.get(field)
    if choices is None:
        return text
    value = _values(field).get(key_of(text))
    if value is None:
        raise ValueNotKnown(f"{field}: is one of {', '.join(choices)}")
    return value


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return table_file("fields.toml")


@cache
def _fields() -> Mapping[str, str]:
    named = {name: field for field, names in _table()["names"].items() for name in names}
    return named | {field: field for field in FIELDS}


@cache
def _values(field: str) -> Mapping[str, str]:
    """The values of a field by the keys of all words for them."""
    return {key_of(text): value for value in _CHOICES[field] for text in (value, *_words(field, value))}


def _words(field: str, value: str) -> Iterable[str]:
    word = vocabulary().get(field, {}).get(value)
    if word:
        yield from (word["ko"], word["en"], *word.get("typed", []))
    yield from _table().get(field, {}).get(value, [])


@cache
def _countries() -> Mapping[str, str]:
    """The codes of countries, in lower case, by the keys of their Korean and English names."""
    from babel import Locale  # its data take time to load, and few queries ask for a country

    codes: dict[str, str] = {}
    for language in ("en", "ko"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                codes[key_of(name)] = code.lower()
    for code, names in _table()["country"].items():
        codes |= {key_of(name): code.lower() for name in names}
    return codes
