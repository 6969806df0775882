"""The people that stand beside the names of organisations, with their roles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.tag.language.boundaries import strip_particle
from agents.tag.language.lexicon import is_known_person, is_ordinary, is_person, is_place, is_single, lexicon
from agents.tag.ties.geography import names_place
from agents.tag.ties.passages import Passage, Place
from agents.tag.ties.rules import like
from topics.records import Signatory

_PARTICLES = tuple("은는이가을를과와의에로도")


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in a sentence; offsets in it."""

    name: str
    role: str
    start: int
    end: int
    at: int
    """Where the name itself starts."""

    def for_member(self, member: str, rule: str, passage: Passage) -> Signatory:
        return Signatory(
            name=self.name,
            role=self.role,
            organisation=member,
            rule=rule,
            said=passage.text[self.start : self.end],
            span=passage.span(self.start, self.end),
        )


def person_beside(passage: Passage, place: Place) -> Person | None:
    """The person that stands beside an organisation's name."""
    text = passage.text
    between = like("between_org_and_name").match(text, place.end)
    person = like("name_and_role").match(text, between.end()) if between else None
    person = person or (like("joint_name_and_role").match(text, between.end()) if between else None)
    if person and is_or_may_be_korean(person["name"]):
        return Person(person["name"], person["role"], place.start, person.end(), person.start("name"))
    start = _start_of_row(passage, place)
    if (title := _title_behind(text, place)) and (name := _name_before(text[:start])):
        return Person(name["name"], title[0], name.start("name"), title[1], name.start("name"))
    for pattern, is_name in (
        ("role_and_foreign_name", _is_foreign_name),
        ("role_and_name", _is_korean_name),
        ("foreign_name_and_role", _is_foreign_name),
    ):
        person = like(pattern).match(text, place.end)
        if person and (is_name(person["name"]) or person.groupdict().get("gloss")):
            return Person(person["name"], person["role"], place.start, person.end(), person.start("name"))
    return None


def _start_of_row(passage: Passage, place: Place) -> int:
    """Where the first of some names starts that share a head, or name a whole and its part: "김하늘 가람·나래 사장"."""
    starts = {other.end: other.start for other in passage.places}
    start = place.start
    while passage.text[start - 1 : start] in ("·", "/", " ") and start - 1 in starts:
        start = starts[start - 1]
    return start


def _title_behind(text: str, place: Place) -> tuple[str, int] | None:
    """The role that stands behind an organisation's name, apart or glued to it, and where it ends."""
    if apart := like("role_behind").match(text, place.end):
        return apart["role"], apart.end("role")
    if office := like("office_glued").match(text, place.end):
        return office["role"], office.end("role")
    glued = like("role_glued").match(text, place.end)
    unit = like("unit_at_end").search(text[place.start : place.end]) if glued else None
    return (unit[0] + glued["role"], glued.end()) if glued and unit else None


def _name_before(text: str) -> re.Match[str] | None:
    """The name of a person that ends a text."""
    apart = like("name_apart").search(text)
    if (
        apart
        and is_person(apart["name"])
        and is_known_person(apart["name"])
        and apart["name"] not in lexicon().foreign_names
    ):
        return apart
    first = like("foreign_name_first").search(text)
    if first and not like("no_foreign_name").search(first["name"]):
        return first
    foreign = like("foreign_name_before").search(text)
    if foreign and _is_foreign_name(foreign["name"]):
        return foreign
    korean = like("korean_name_before").search(text)
    if korean and is_or_may_be_korean(korean["name"]):
        return korean
    listed = like("listed_name_before").search(text)
    return listed if listed and _may_be_name(listed["name"]) else None


def _may_be_name(word: str) -> bool:
    """Whether a word in a list of people, right before an organisation and an office, may be a name."""
    ruled_out = ("no_listed_noun", "no_listed_name", "office")
    if is_place(word) or names_place(word) or any(like(name).fullmatch(word) for name in ruled_out):
        return False
    if word[0] in lexicon().surnames and len(word) == 4 and not is_ordinary(word):
        return True
    if word[0] in lexicon().surnames and len(word) in (2, 3):
        return len(word) == 3 or not _has_particle(word)
    return not _has_particle(word) and not (is_ordinary(word) and (len(word) != 3 or is_single(word)))


def may_be_short_name(word: str) -> bool:
    """Whether a word in a list of people, right before an office, may be a name of two syllables: "이철 기획실장"."""
    return len(word) == 2 and word[0] in lexicon().surnames and _may_be_name(word)


def _is_foreign_name(name: str) -> bool:
    """Whether words may be a name in Hangul: none has a particle, and not all are words of the language."""
    words = name.split()
    if like("no_foreign_name").search(name) or like("house").search(name):
        return False
    whole = not any(map(_has_particle, words)) and not any(map(like("office").fullmatch, words))
    return whole and (len(words[0]) == 1 or not is_ordinary(words[0]))


def _has_particle(word: str) -> bool:
    """Whether a word ends in what marks a noun's part in its sentence; "이바다" ends in no such particle."""
    return word.endswith(_PARTICLES) and strip_particle(word) != word


def is_or_may_be_korean(name: str) -> bool:
    """Whether a word is a name, or has the form of one, which is enough beside an organisation and an office."""
    if _is_korean_name(name):
        return True
    surname = name[0] in lexicon().surnames and len(name) == 3
    return surname and not _has_particle(name) and not like("no_name").fullmatch(name)


def _is_korean_name(name: str) -> bool:
    if _has_particle(name) and not is_person(name):
        return False
    surnames = lexicon().surnames
    if len(name) == 3:
        return is_person(name) or (name[0] in surnames and not is_ordinary(name))
    if len(name) == 4:
        return name[:2] in surnames and not is_ordinary(name)
    return name[0] in surnames and not is_ordinary(name)
