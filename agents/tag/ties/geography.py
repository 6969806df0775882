"""The countries and large cities of the world as Korean news spells them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick
from babel import Locale

from agents.tag.language.word_search import longest_of
from search.hangul import is_hangul

COUNTRIES = Path(__file__).with_name("countries.tsv")

_NO_COUNTRY = frozenset(["AC", "CP", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
"""Codes of CLDR that are none of ISO 3166-1."""

_GLOSS = re.compile(r"\([^)]*\)")


@cache
def spellings() -> Mapping[str, Mapping[str, str]]:
    """The codes (ISO 3166-1 alpha-2) by what countries are called: country, short (one ideograph) and city.

    Names of countries in Korean and English are those of Unicode's CLDR.
    """
    found: dict[str, dict[str, str]] = {"country": {}, "short": {}, "city": {}}
    for language in ("ko", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                found["country"][_GLOSS.sub("", name).strip()] = code
    with COUNTRIES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
            if row["what"] == "ordinary":
                found["country"].pop(row["spelling"], None)
            else:
                found[row["what"]][row["spelling"]] = row["code"]
    return found


def code_of(place: str) -> str:
    """The code of a country by what it or one of its cities is called; raises `KeyError`."""
    codes = next((codes for codes in spellings().values() if place in codes), {})
    return codes[place]


@lru_cache(maxsize=256)  # the sentences of a story are looked through for each of its deals
def names_place(text: str) -> bool:
    """Whether a text holds the spelling of a country or city, be it within a word."""
    return bool(_matcher().find_matches_as_indexes(text))


def names_abroad(text: str) -> bool:
    """Whether a word of a text begins with the spelling of a country or city that is not Korean."""
    places = _places()
    hits = _matcher().find_matches_as_indexes(text, overlapping=True)
    return any(places[which][1] != "KR" and not is_hangul(text[start - 1 : start] or " ") for which, start, _ in hits)


@cache
def _places() -> Sequence[tuple[str, str]]:
    return [place for places in spellings().values() for place in places.items()]


@cache
def _matcher() -> AhoCorasick:
    return AhoCorasick([name for name, _ in _places()])


@cache
def alternatives(*whats: str) -> str:
    """The spellings of countries or cities as a regular expression for the longest of them."""
    return longest_of(name for what in whats for name in spellings()[what])
