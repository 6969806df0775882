"""Organisations that no list knows, by the places where only organisations stand.

Each place gives a word points. A strange word needs few of them, a word made of ordinary ones needs more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from agents.tag.language.boundaries import splits
from agents.tag.language.lexicon import (
    cue_ends,
    ends_with_word,
    is_generic,
    is_kind_of_firm,
    is_ordinary,
    is_person,
    is_single,
    is_single_noun,
    is_told_by_its_end,
    is_trade_name,
    lexicon,
)
from agents.tag.language.word_search import longest_of
from agents.tag.names.candidate import NameCandidate
from agents.tag.names.listed_names import REACH, WITH, find_listed, find_quoted, may_be_name

_EOJEOL = re.compile(r"[가-힣A-Za-z0-9&+](?:[가-힣A-Za-z0-9&+]|\.(?!\.)|(?<=[A-Za-z])-(?=[A-Z]))*")  # SORA-TECH
_BETWEEN_HYPHENS = re.compile(r"[^-]+")
_QUOTES = frozenset("‘’“”'\"「」『』<>")
_CLOSED_BY = _QUOTES | frozenset("(,·")
# Foreign companies in older news: "필름업체인 가나텍사와".
_OLD_FIRM = re.compile(r"[가-힣]{3,}사")
# What shows that the word before it bears no particle: a quote, or 간 as in "가람·나래 간 협약".
_CLOSING = re.compile("[’”'\"( ](?:(?<! )|(?:간의?|등과?|측[과은이]|및)(?= ))")
_SUBJECT = frozenset({"은", "는", "이", "가"})
_NOMINAL = WITH | _SUBJECT | frozenset({"의", "을", "를", "에", "도", "로", "으로"})
_LATIN_GLOSS = re.compile(r"\([A-Z][A-Za-z0-9&.\- ]{2,40}\)(?:은|는|이|가|와|과)(?![가-힣])")
_JOIN = re.compile(r"[·ㆍ\-–/]|, ?")
_BYLINE = re.compile(r"(?:기자|특파원|연합뉴스\)|뉴스\d?\])[^=\n]{0,10}=\s*$")
_CREDIT = re.compile(r"(?:사진|제공|자료)\s?[=:/]\s?$")
_PERSON_BEFORE = re.compile(r"(?:^|[\s(,▲△])(?P<person>[가-힣]{3})(?:\([一-鿿]{2,4}\))?\s$")
_LONGEST = 20
# Shorter words in capitals are mostly terms of the trade (ESS, ERP).
_SHORTEST_LATIN = 4

_STRANGE, _COMPOUND, _PERSON, _COMMON = 1, 2, 3, 4
"""The points needed by a strange word, one made of ordinary words, one like a person's name, and one ordinary word."""


@dataclass(slots=True)
class _Place:
    """A noun where it stands."""

    text: str
    speaks: bool
    """True where its line has a word of co-operation."""
    start: int
    end: int
    noun: str
    particle: str
    previous: str
    """The word before."""
    first: bool
    """True for the first word of its line or behind the reporter's name."""
    in_title: bool
    edges: Set[int]
    """Where known organisations start and end."""


def find_unlisted(text: str, known: Sequence[NameCandidate]) -> Iterator[NameCandidate]:
    """Provisional organisations (`kind` unknown) in the argument positions of a text; those known are passed over."""
    if not lexicon().triggers.search(text):
        return
    yield from find_quoted(text)
    yield from find_listed(text, known)
    points: dict[str, Counter[str]] = {}
    places: dict[str, list[int]] = {}
    for place in _places(text, known):
        found = _evidence(place)
        if found and not _is_no_name(place.noun, f"{place.noun}{place.particle}"):
            points.setdefault(place.noun, Counter()).update(found)
            places.setdefault(place.noun, []).append(place.start)
    for noun, evidence in points.items():
        # The same evidence twice is hardly more than once.
        if sum(_WEIGHTS[kind] for kind in evidence) >= _needed(noun):
            yield from (NameCandidate(start, start + len(noun), noun, "unknown", 3) for start in places[noun])


def _is_no_name(noun: str, word: str) -> bool:
    """Whether a noun, or the word that it is with its particle, is one of the language: 어린이."""
    generic = lexicon().generic
    return noun in generic or word in generic or is_single_noun(word)


_WEIGHTS = {"cue": 2, "joined": 2, "with": 1, "subject": 1, "headline": 1, "gloss": 1, "person": 2, "credit": 2}


def _needed(noun: str) -> int:
    if is_person(noun):
        return _PERSON
    if is_trade_name(noun):
        return _STRANGE  # made of words, as 나래위생 is, and yet no word of the language
    if not is_ordinary(noun) and not (noun.isupper() and len(noun) < _SHORTEST_LATIN):
        return _STRANGE
    if not is_generic(noun):
        return _COMPOUND
    return _COMMON if is_single(noun) else 99  # plainly ordinary: no evidence makes a name of it


def _places(text: str, known: Sequence[NameCandidate]) -> Iterator[_Place]:
    occupied = {position for f in known for position in range(f.start, f.end)}
    edges = {f.start for f in known} | {f.end for f in known}
    words = list(_words(text, occupied))
    closings = {closing.start() for closing in _CLOSING.finditer(text)}
    closed = {start for start, word in words if start + len(word) in closings}
    read = [splits(word) for _, word in words]
    nouns = Counter([noun for ways in read for noun, _ in ways])
    nouns.update(word for start, word in words if start in closed)
    signed = "=" in text
    lines = text.split("\n")
    speaking = [lexicon().triggers.search(line) is not None for line in lines]
    line_number, line_start, line_end = 0, 0, len(lines[0])
    previous = ""
    for (start, word), ways in zip(words, read, strict=True):
        while start > line_end:
            line_number += 1
            line_start, line_end = line_end + 1, line_end + 1 + len(lines[line_number])
            previous = ""
        before, previous = previous, word
        if start in occupied:
            continue
        # Of "알고리" with "다" and "알고리다" that noun is meant which the text has more often.
        whole = start in closed or len(ways) == 1
        noun, particle = (word, "") if whole else max(ways, key=lambda split: nouns[split[0]])
        if start not in closed and noun[-1] in "측등":
            noun = _without_suffix(noun, text[max(0, start - 2) : start])
        if noun[-1] == "사" and _is_old_firm(noun, before):
            noun, particle = noun[:-1], f"사{particle}"
        if 2 <= len(noun) <= _LONGEST and may_be_name(noun):
            behind_byline = signed and _BYLINE.search(text[max(line_start, start - 30) : start]) is not None
            first = not before or behind_byline
            end, in_title = start + len(noun), line_start == 0
            yield _Place(text, speaking[line_number], start, end, noun, particle, before, first, in_title, edges)


def _words(text: str, occupied: Set[int]) -> Iterator[tuple[int, str]]:
    """The words with their places; one with a hyphen is one, unless it joins a known organisation to another."""
    for match in _EOJEOL.finditer(text):
        word = match[0].rstrip(".")
        if "-" in word and not occupied.isdisjoint(range(match.start(), match.end())):
            yield from ((match.start() + part.start(), part[0]) for part in _BETWEEN_HYPHENS.finditer(word))
        else:
            yield match.start(), word


def _without_suffix(noun: str, before: str) -> str:
    """A noun without 측, and without the 등 that is glued to the last of a list: "가람측은", "가람·나래등 7개사"."""
    if len(noun) > 2 and noun.endswith("측"):
        return noun[:-1]
    listed = before.rstrip(" ").endswith(("·", "ㆍ", ","))
    return noun[:-1] if listed and len(noun) > 2 and noun.endswith("등") and ends_with_word(noun, "등") else noun


def _is_old_firm(noun: str, previous: str) -> bool:
    """Whether 사 is no part of a name: 가나텍사 of "필름업체인 가나텍사와", 나텍사 of "미국 나텍사와"."""
    if not _OLD_FIRM.fullmatch(noun) or is_ordinary(noun) or is_kind_of_firm(noun):
        return False
    return cue_ends().fit(previous) or (previous in lexicon().foreign_countries and not is_told_by_its_end(noun))


def _evidence(place: _Place) -> set[str]:
    found = _evidence_anywhere(place)
    if not place.speaks:
        return found
    text, end, particle = place.text, place.end, place.particle
    if particle in _SUBJECT and place.first:
        found.add("subject")
    if _joined_to(place):
        found.add("joined")
    heads = place.first and place.in_title and text.startswith((",", "·", "-"), end)
    if (particle in WITH or heads) and _co_operates(text[end : end + REACH]):
        found.add("headline" if heads else "with")
    return found


def _evidence_anywhere(place: _Place) -> set[str]:
    """What shows an organisation in a line that has no word of co-operation, too."""
    text, end = place.text, place.end
    if place.particle:
        return {"cue"} if place.particle in _NOMINAL and _is_cued(place) else set()
    after = text[end : end + 1]
    found: set[str] = set()
    if after in _CLOSED_BY and _is_cued(place):
        found.add("cue")
    if after == "(" and _LATIN_GLOSS.match(text, end):
        found.add("gloss")
    if after.isspace() and _beside_person(place):
        found.add("person")
    if _CREDIT.search(text, max(0, place.start - 5), place.start):
        found.add("credit")
    return found


def _co_operates(behind: str) -> bool:
    """Whether the rest of a sentence has a word of co-operation."""
    return lexicon().triggers.search(behind.split("다.", 1)[0].split("\n", 1)[0]) is not None


def _is_cued(place: _Place) -> bool:
    """True where a word for a company stands right before; a quoted name behind "플랫폼" is rather a product."""
    before = place.text[place.start - 1 : place.start]
    if before != " " and (before not in _QUOTES or place.previous.endswith(lexicon().product_cues)):
        return False
    return cue_ends().fit(place.previous)


def _beside_person(place: _Place) -> bool:
    """True between a person and a title, or before a person with one: "홍길동 가나 대표", "가나 홍길동 대표"."""
    text, end = place.text, place.end
    behind = _person_behind().match(text, end)
    if behind and is_person(behind["person"]):
        return True
    if _title_behind().match(text, end) is None:
        return False
    before = _PERSON_BEFORE.search(text[max(0, place.start - 12) : place.start])
    return before is not None and is_person(before["person"])


@cache
def _title_behind() -> re.Pattern[str]:
    return re.compile(rf"\s{longest_of(lexicon().roles)}")


@cache
def _person_behind() -> re.Pattern[str]:
    return re.compile(rf"\s(?P<person>[가-힣]{{3}}){_title_behind().pattern}")


def _joined_to(place: _Place) -> bool:
    """True where a separator or "와" alone stands between the noun and a known organisation.

    A comma also parts the subject of a headline from the rest: it joins only what has a particle or goes on with one.
    """
    text, start, end, edges = place.text, place.start, place.end, place.edges
    if edges.isdisjoint((start - 2, start - 1, end + 1, end + 2, end + 3)):
        return False
    listed = place.particle in _NOMINAL or text[end : end + 1] in {",", "·", "("} or text.startswith(" 등", end)
    for edge in (start - 1, start - 2):
        if edge in edges and _JOIN.fullmatch(text[edge:start]):
            return listed or text[edge] != ","
    if listed and start - 2 in edges and text[start - 2 : start] in {"와 ", "과 "}:
        return True
    if (text.startswith(" 및 ", end) and end + 3 in edges) or (
        text.startswith(("와 ", "과 "), end) and end + 2 in edges
    ):
        return True
    return any(edge in edges and _JOIN.fullmatch(text[end:edge]) for edge in (end + 1, end + 2))
