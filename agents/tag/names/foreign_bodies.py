"""Authorities of other countries, by the country before them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from agents.regex_set import RareRegex
from agents.tag.language.boundaries import starts_word, word_end
from agents.tag.language.lexicon import is_single_noun, lexicon
from agents.tag.language.word_search import longest_of
from agents.tag.names.candidate import NameCandidate

_PROVINCE = RareRegex(r"(?:중국|베트남|라오스|캄보디아|몽골) (?P<name>(?P<place>[가-힣]{2,4})성(?: ?정부)?)")


@cache
def _pattern() -> RareRegex:
    countries, field = longest_of(lexicon().foreign_countries), longest_of(lexicon().authority_fields)
    return RareRegex(
        rf"(?P<country>{countries})(?:의|\s?연방|\s?정부)?\s(?:연방\s?)?"
        rf"(?!행정부)(?P<body>(?:{field})(?:[·ㆍ]?(?:{field}))*(?:부|성|청|처|위원회|공사|공단)|중앙은행|개발은행|수출입은행|국가은행|국세청|관세청|국책은행)"
    )


def foreign_bodies(text: str) -> Iterator[NameCandidate]:
    """Ministries, central banks and provinces of other countries, by country: 베트남 중앙은행, 중국 산둥성 정부."""
    for match in _pattern().finditer(text):
        if starts_word(text, match.start()) and word_end(text, match.end()) is not None:
            name = f"{match['country']} {match['body']}"
            yield NameCandidate(match.start(), match.end(), name, "agency", 2)
    for match in _PROVINCE.finditer(text):
        start, end = match.span("name")
        ordinary = is_single_noun(match["place"]) or is_single_noun(match["place"] + "성")  # "중국 가능성"
        if starts_word(text, match.start()) and word_end(text, end) is not None and not ordinary:
            yield NameCandidate(start, end, match["name"], "agency", 2)
