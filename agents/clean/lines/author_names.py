"""Names of those who write: people and outlets, told apart from roles, desks and places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from agents.clean.lines.line_table import line_table
from agents.regex_set import WordSet

EMAIL = re.compile(r"[\w.+-]{1,40}@(?:[\w-]{1,30}\.){1,4}[A-Za-z]{2,10}|[\w.+-]{2,40}@(?=[\s)\]>]|$)")
BRACKETS = re.compile(r"[\[\]【】「」『』〈〉<>《》()（）{}〔〕]")

_HANGUL_NAME = re.compile(r"[가-힣]{2,4}")
_HANJA_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z'’.-]{0,20}(?: [A-Z][A-Za-z'’.-]{0,20}){1,3}")
_NO_NAMES = ("팀", "부", "국", "청")  # how desks and countries end
_SEPARATORS = re.compile(r"[,·ㆍ‧•∙・/&、|ㅣ│;+]|\s(?:and|및)\s|\s외\s?\d{1,2}\s?명")


def is_outlet(name: str) -> bool:
    """Whether the name is that of a news organisation rather than of a person."""
    return "".join(name.split()).upper().endswith(_outlet_endings())


@cache
def _outlet_endings() -> tuple[str, ...]:
    return tuple(ending.upper() for ending in line_table().outlet_endings)


def is_person_name(word: str) -> bool:
    """Whether the word, as it stands alone, can be a person's name: Hangul with a Korean surname, or Hanja."""
    if _HANJA_NAME.fullmatch(word):
        return True
    if not _HANGUL_NAME.fullmatch(word) or word in line_table().not_names:
        return False
    if len(word) == 4 and not word.startswith(line_table().long_surnames):
        return False
    is_long = len(word) > 2 and word.startswith(line_table().long_surnames)
    return (is_long or word[0] in line_table().surnames) and not word.endswith((*_NO_NAMES, "실", "들"))


def author_names(value: str, outlets: Iterable[str] = ()) -> list[str]:
    """The people named in an author field, in order; outlets, desks, places, titles and e-mails left out."""
    known = {re.sub(r"\s", "", outlet) for outlet in outlets if outlet}
    text = re.sub(r"https?://\S{1,300}", " ", unicodedata.normalize("NFC", value[:500]))
    text = BRACKETS.sub(" ", EMAIL.sub(" , ", text))
    names: list[str] = []
    for part in _SEPARATORS.split(text):
        part = part.strip(" .:=-–—\"'“”*#\t\n")
        if not part or part.replace(" ", "") in known or any(character.isdigit() for character in part):
            continue
        if any(role in part for role in line_table().picture_roles):
            continue
        name = _name_in(part, known)
        if name and name not in names:
            names.append(name)
    return names


def _name_in(part: str, known: set[str]) -> str | None:
    if found := name_with_role().search(part):
        # "부산, 울산 한서준 선임기자": the word before the role; what stands before it is a place, a desk or an outlet.
        *before, whole = part[: found.end("name")].split()
        # "한서준 하늘스포츠 기자": the outlet stands between the two.
        word = found.group("name") if not is_outlet(whole) else before[-1] if before else ""
        fits = _HANGUL_NAME.fullmatch(word) and word not in line_table().not_names
        return word if fits or _HANJA_NAME.fullmatch(word) else None
    words = part.split()
    if len(words) == 1 and is_person_name(part) and not is_outlet(part):
        return part
    if _LATIN_NAME.fullmatch(part) and not is_outlet(part) and part.replace(" ", "") not in known:
        return part
    if not words or len(words) > 4:
        return None
    # "사회부 김민수", "김민수 사회부", "김 민수": the one word that can be a name.
    if len(words) == 2 and len(words[0]) == 1 and len(words[1]) in (1, 2) and is_person_name("".join(words)):
        return "".join(words)
    fitting = [word for word in words if is_person_name(word) and not is_outlet(word) and word not in known]
    return fitting[-1] if len(fitting) == 1 else None


def may_be_name_before_role(word: str) -> bool:
    """Whether the word can be a name where a role stands behind it, whatever its surname."""
    return (
        bool(_HANGUL_NAME.fullmatch(word))
        and word not in line_table().not_names
        and not is_outlet(word)
        and len(word) <= 3
        and not word.endswith(_NO_NAMES)
    )


@cache
def role_alternatives() -> str:
    """What those who write are called, as a group of a regular expression."""
    words = sorted(set(line_table().all_roles), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, words)) + ")"


@cache
def role_words() -> WordSet:
    """What those who write are called."""
    return WordSet(line_table().all_roles)


@cache
def name_with_role() -> re.Pattern[str]:
    """Finds a `name` before a role."""
    return re.compile(
        rf"(?P<name>[가-힣]{{2,4}}?|[\u4e00-\u9fff]{{2,4}})(?:\s?[가-힣A-Za-z]{{2,6}}(?:부|팀|담당|국|센터|전문))?\s?{role_alternatives()}(?![가-힣])"
    )
