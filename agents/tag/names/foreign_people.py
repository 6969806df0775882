"""People from abroad whose names are written in Hangul, in two words or more: 팀 쿡, 응우옌 반 남.

The words before a role are read backwards: what the person heads, then the words of the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from agents.tag.language.boundaries import strip_particle
from agents.tag.language.lexicon import is_ordinary, is_person, is_place, lexicon
from agents.tag.language.word_search import longest_of
from topics.records import Span

_MOST_WORDS = 4
_MOST_BETWEEN = 4
"""Words between a name and its role: 미국 국무부 아시아 담당."""
_LONGEST_WORD = 6
_REACH = 60  # characters before a role
_WORD = re.compile(r"(?P<word>[가-힣A-Za-z0-9&·.]+)(?P<gloss>\([A-Za-z][A-Za-z.'\- ]{1,40}\))?$")
_HANGUL = re.compile(r"[가-힣]+")
_LATIN = re.compile(r"[A-Z][a-z]+|[A-Z]\.?")
# What people head or speak for beside organisations that are known.
_UNITS = ("부문", "본부", "담당", "총괄", "사업부", "지역", "그룹", "겸", "공동", "글로벌", "수석", "신임", "전")
_BODIES = ("백악관", "궁", "상원", "하원", "의회", "연준", "정부", "무부", "국방부", "재단", "협회", "대학교")
_SHORT_COUNTRIES = frozenset({"미", "중", "일", "러", "영", "독", "佛", "美", "日", "中"})


@dataclass(frozen=True, slots=True)
class ForeignPerson:
    """A person from abroad beside a role; offsets in the text."""

    name: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    glossed: bool
    """Whether brackets behind it give it in Latin letters."""


def find_foreign_people(text: str, organisations: Sequence[Span]) -> Iterator[ForeignPerson]:
    """The people whose names stand before a role, with what they head between or before them."""
    for role in _role_pattern().finditer(text):
        words = _words_before(text, role.start())
        between = _between(words, organisations)
        name = _name(words[between:], organisations, headed=between > 0 or _heads_what_stands_before(text, words))
        if name:
            yield ForeignPerson(" ".join(word.text for word in name), role["role"], name[0].start, role.end())


@cache
def _role_pattern() -> re.Pattern[str]:
    roles = longest_of(lexicon().roles)
    end = r"(?=[\s,.()\]’'”\"·]|$|은|는|이|가|을|를|과|와|의|도|에게|께서)"
    return re.compile(rf"(?<=\s)(?P<role>(?:{roles})(?:\s(?:{roles}))?){end}")


def _words_before(text: str, end: int) -> list[_Word]:
    """The words right before a place, the last first, as far as nothing but spaces parts them."""
    words: list[_Word] = []
    start = max(0, end - _REACH)
    while end > start and text[end - 1] == " ":
        found = _WORD.search(text, start, end - 1)
        if found is None or found["word"].endswith("다."):
            break
        words.append(_Word(found["word"], found.start(), found.end("word"), found["gloss"] is not None))
        end = found.start()
    return words


def _between(words: Sequence[_Word], organisations: Sequence[Span]) -> int:
    """How many words before a role say what it is of; a name with its Latin letters in brackets ends there."""
    glossed = next((number for number, word in enumerate(words[: _MOST_BETWEEN + 1]) if word.glossed), None)
    if glossed is not None:
        return glossed
    count = 0
    while count < len(words) and count < _MOST_BETWEEN and _says_of_what(words[count], organisations):
        count += 1
    return count


def _heads_what_stands_before(text: str, words: Sequence[_Word]) -> bool:
    return any(text[word.end - 1] == "의" for word in words[2 : _MOST_WORDS + 1])


def _says_of_what(word: _Word, organisations: Sequence[Span]) -> bool:
    """Whether a word says what a role is of: an organisation, a country or a part."""
    if any(start <= word.start < end for start, end in organisations):
        return True
    plain, known = word.text, lexicon()
    abroad = plain.startswith(_countries())
    return abroad or plain in known.roles or plain in _SHORT_COUNTRIES or plain.endswith((*_UNITS, *_BODIES))


@cache
def _countries() -> tuple[str, ...]:
    return tuple(country for country in lexicon().foreign_countries if len(country) > 1)


def _name(words: Sequence[_Word], organisations: Sequence[Span], *, headed: bool) -> list[_Word]:
    """The words of a name that end where the last of some words stands first; none where they are no name."""
    known = lexicon().foreign_names
    for count in range(2, min(_MOST_WORDS, len(words)) + 1):
        part = words[:count]
        if not all(_may_be_part(word, organisations) for word in part):
            break
        further = words[count].text if count < len(words) else ""
        if part[-1].text in known and further not in known:
            return list(reversed(part))
    if not headed:
        return []
    strange = 0
    while strange < min(_MOST_WORDS, len(words)) and _is_strange(words[strange], organisations):
        strange += 1
    return list(reversed(words[:strange])) if strange > 1 and any(len(w.text) > 1 for w in words[:strange]) else []


def _may_be_part(word: _Word, organisations: Sequence[Span]) -> bool:
    """Whether a word may be one of a name that begins with a known given name."""
    hangul = _HANGUL.fullmatch(word.text) and len(word.text) <= _LONGEST_WORD
    return bool(hangul) and not _says_of_what(word, organisations) and word.text not in lexicon().stop


def _is_strange(word: _Word, organisations: Sequence[Span]) -> bool:
    """Whether a word is neither an ordinary one nor a place nor a Korean, with a particle or without."""
    text = word.text
    if _LATIN.fullmatch(text):
        return not _says_of_what(word, organisations)
    if not _may_be_part(word, organisations) or (len(text) > 1 and is_ordinary(text)):
        return False
    stem = strip_particle(text)
    return not (is_place(text) or is_person(text) or (stem != text and (is_ordinary(stem) or len(stem) > 1)))
