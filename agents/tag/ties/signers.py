"""Who signed a deal: the people that stood for its members where it was signed, with their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agents.tag.language.boundaries import strip_particle
from agents.tag.language.lexicon import is_ordinary, is_person, lexicon
from agents.tag.ties.passages import Passage, Place
from agents.tag.ties.rules import Detail, may_find, rules_for, tie_table
from topics.records import Member, Signatory


def signatories(passages: Sequence[Passage], members: Sequence[Member]) -> list[Signatory]:
    """The people who signed for members, one for each member, in the order of the members."""
    names = {member.id: member.name for member in members}
    found: dict[str, Signatory] = {}
    speaking = [passage for passage in passages if may_find(Detail.SIGNING, passage.text)]
    for rule in rules_for(Detail.SIGNING):
        for passage in speaking:
            if rule.search(passage.text):
                for id, person in _signing(passage, passages, names):
                    found.setdefault(id, person.for_member(names[id], rule.id, passage))
    return [found[id] for id in names if id in found]


@dataclass(frozen=True, slots=True)
class _Person:
    """A person named in a sentence; offsets in it."""

    name: str
    role: str
    start: int
    end: int

    def for_member(self, member: str, rule: str, passage: Passage) -> Signatory:
        return Signatory(
            name=self.name,
            role=self.role,
            organisation=member,
            rule=rule,
            said=passage.text[self.start : self.end],
            span=passage.span(self.start, self.end),
        )


def _signing(passage: Passage, story: Sequence[Passage], names: Mapping[str, str]) -> Iterator[tuple[str, _Person]]:
    """The people in a sentence with the members they stand for: named beside them, or known from elsewhere."""
    beside = [(place.id, person) for place in passage.places_of(list(names)) if (person := _beside(passage, place))]
    yield from beside
    taken = {person.name for _, person in beside}
    stands_for = {id for id, _ in beside}
    unplaced: list[_Person] = []
    known: dict[str, str] | None = None
    for hit in _like("name_and_head").finditer(passage.text):
        named = any(place.start < hit.end("name") and hit.start() < place.end for place in passage.places)
        if named or hit["name"] in taken or not _is_or_may_be_korean(hit["name"]):
            continue
        if known is None:
            known = _known_heads(story, names)
        person = _Person(hit["name"], hit["role"], hit.start(), hit.end("role"))
        if id := known.get(hit["name"]) or _by_office(hit["role"], names):
            stands_for.add(id)
            yield id, person
        else:
            unplaced.append(person)
    left = [id for id in names if id not in stands_for]
    if len(left) == len(unplaced) == 1 and stands_for:
        yield left[0], unplaced[0]  # "김하늘 총장과 이바다 대표가 서명했다": who is left signs for who is left


def _known_heads(story: Sequence[Passage], names: Mapping[str, str]) -> dict[str, str]:
    """The members of whom people are said to be somewhere in the story, by the people's names."""
    known: dict[str, str] = {}
    for passage in story:
        for place in passage.places_of(list(names)):
            if head := _like("head_named").match(passage.text, place.end):
                known.setdefault(head["name"], place.id)
            elif person := _beside(passage, place):
                known.setdefault(person.name, place.id)
    return known


def _by_office(role: str, names: Mapping[str, str]) -> str | None:
    """The only member of which somebody with this office can be the head: of a mayor, the city."""
    units = _UNITS.get(role, ())
    fitting = [id for id, name in names.items() if name.endswith(units)] if units else []
    return fitting[0] if len(fitting) == 1 else None


_PARTICLES = tuple("은는이가을를과와의에로도")
_UNITS = {
    "시장": ("시",),
    "군수": ("군",),
    "구청장": ("구", "구청"),
    "도지사": ("도",),
    "지사": ("도",),
    "총장": ("대", "대학교", "대학", "대학원"),
    "병원장": ("병원",),
    "은행장": ("은행",),
    "행장": ("은행",),
    "이사장": ("재단", "공단", "진흥원", "조합", "금고"),
    "교육감": ("교육청",),
    "청장": ("청",),
}


def _beside(passage: Passage, place: Place) -> _Person | None:
    """The person that stands beside an organisation's name."""
    text = passage.text
    between = _like("between_org_and_name").match(text, place.end)
    person = _like("name_and_role").match(text, between.end()) if between else None
    if person and _is_or_may_be_korean(person["name"]):
        return _Person(person["name"], person["role"], place.start, person.end())
    if (title := _title_behind(text, place)) and (name := _name_before(text[: place.start])):
        return _Person(name["name"], title[0], name.start("name"), title[1])
    person = _like("role_and_name").match(text, place.end)
    if person and _is_korean_name(person["name"]):
        return _Person(person["name"], person["role"], place.start, person.end())
    person = _like("foreign_name_and_role").match(text, place.end)
    if person and _is_foreign_name(person["name"]):
        return _Person(person["name"], person["role"], place.start, person.end())
    return None


def _title_behind(text: str, place: Place) -> tuple[str, int] | None:
    """The role that stands behind an organisation's name, apart or glued to it, and where it ends."""
    if apart := _like("role_behind").match(text, place.end):
        return apart["role"], apart.end("role")
    glued = _like("role_glued").match(text, place.end)
    unit = _like("unit_at_end").search(text[place.start : place.end]) if glued else None
    return (unit[0] + glued["role"], glued.end()) if glued and unit else None


def _name_before(text: str) -> re.Match[str] | None:
    """The name of a person that ends a text."""
    foreign = _like("foreign_name_before").search(text)
    if foreign and _is_foreign_name(foreign["name"]):
        return foreign
    korean = _like("korean_name_before").search(text)
    return korean if korean and _is_or_may_be_korean(korean["name"]) else None


def _is_foreign_name(name: str) -> bool:
    """Whether words may be a name in Hangul: none has a particle, and not all are words of the language."""
    words = name.split()
    whole = not any(map(_has_particle, words)) and not any(map(_like("office").fullmatch, words))
    return whole and not is_ordinary(words[0])


def _has_particle(word: str) -> bool:
    """Whether a word ends in what marks a noun's part in its sentence; "이바다" ends in no such particle."""
    return word.endswith(_PARTICLES) and strip_particle(word) != word


def _is_or_may_be_korean(name: str) -> bool:
    """Whether a word is a name, or has the form of one, which is enough beside an organisation and an office."""
    if _is_korean_name(name):
        return True
    surname = name[0] in lexicon().surnames and len(name) == 3
    return surname and not _has_particle(name) and not _like("no_name").fullmatch(name)


def _is_korean_name(name: str) -> bool:
    if _has_particle(name) and not is_person(name):
        return False
    surnames = lexicon().surnames
    if len(name) == 3:
        return is_person(name) or (name[0] in surnames and not is_ordinary(name))
    return (name[0] in surnames or name[:2] in surnames) and not is_ordinary(name)


def _like(name: str) -> re.Pattern[str]:
    return tie_table().words[name]
