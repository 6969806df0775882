"""Who signed a deal: the people that stood for its members where it was signed, with their roles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agents.tag.language.boundaries import occurrences, strip_particle
from agents.tag.language.lexicon import is_ordinary, is_person, is_place, lexicon
from agents.tag.names.foreign_people import find_foreign_people
from agents.tag.ties.geography import names_place
from agents.tag.ties.offices import by_office
from agents.tag.ties.passages import Passage, Place
from agents.tag.ties.rules import Detail, may_find, rules_for, tie_table
from topics.records import Member, Signatory


def signatories(passages: Sequence[Passage], members: Sequence[Member]) -> list[Signatory]:
    """The people who signed for members, each once, in the order of the members."""
    story = _Story(passages, {member.id: member.name for member in members})
    found: dict[str, list[Signatory]] = {id: [] for id in story.names}
    seen: set[str] = set()
    speaking = [passage for passage in passages if may_find(Detail.SIGNING, passage.text)]
    for rule in rules_for(Detail.SIGNING):
        for passage in speaking:
            for id, person in _signing(passage, story) if rule.search(passage.text) else ():
                if person.name not in seen:
                    seen.add(person.name)
                    found[id].append(person.for_member(story.names[id], rule.id, passage))
    return [one for of_member in found.values() for one in of_member]


@dataclass(frozen=True, slots=True)
class _Person:
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


class _Story:
    """What a story says of the members and their people wherever it does; gathered when first asked for."""

    def __init__(self, passages: Sequence[Passage], names: Mapping[str, str]) -> None:
        self._passages = passages
        self.names = names

    @cached_property
    def spelled(self) -> Mapping[str, str]:
        """The members by the names that the story has for them."""
        said = {p.text[place.start : place.end]: place.id for p in self._passages for place in p.places_of(self.names)}
        return {name: id for id, name in self.names.items()} | said

    @cached_property
    def known_heads(self) -> Mapping[str, str]:
        """The members of whom people are said to be somewhere in the story, by the people's names."""
        known: dict[str, str] = {}
        for passage in self._passages:
            for place in passage.places_of(self.names):
                if head := _like("head_named").match(passage.text, place.end):
                    known.setdefault(head["name"], place.id)
                elif person := _beside(passage, place):
                    known.setdefault(person.name, place.id)
        return known


Signing = dict[int, tuple[str, _Person]]
"""The people in a sentence with the ids of the members they stand for, by where their names start."""


def _signing(passage: Passage, story: _Story) -> list[tuple[str, _Person]]:
    """The people in a sentence with the members they stand for: named beside them, or known from elsewhere."""
    places = _places(passage, story.spelled)
    signing = {person.at: (place.id, person) for place in places if (person := _beside(passage, place))}
    if len(_like("office").findall(passage.text)) > len(signing):
        _add_others(passage, places, story, signing)
    return [signing[at] for at in sorted(signing)]


def _add_others(passage: Passage, places: Sequence[Place], story: _Story, signing: Signing) -> None:
    """Add the people beside whom no member is named."""
    unplaced: list[_Person] = []
    for person in _others(passage, [person for _, person in signing.values()], story.known_heads):
        id = _of_unit(passage, person, places, signing) or story.known_heads.get(person.name)
        if id := id or by_office(person.role, story.names) or _next_to(passage, person, signing, story.names):
            signing[person.at] = id, person
        else:
            unplaced.append(person)
    if unplaced and signing:
        signing.update(_of_those_left(passage, story.names, signing, unplaced))


def _of_those_left(
    passage: Passage, names: Mapping[str, str], signing: Signing, unplaced: Sequence[_Person]
) -> Signing:
    """The members for whom people sign beside whom nothing stands: "김하늘 총장과 이바다 대표가 서명했다"."""
    left = [id for id in names if id not in {id for id, _ in signing.values()}]
    if len(left) == len(unplaced) == 1 and _like("own_office").fullmatch(unplaced[0].role):
        return {unplaced[0].at: (left[0], unplaced[0])}  # who is left signs for who is left
    found: Signing = {}
    all_theirs = _like("all_theirs").search(passage.text)
    for person in unplaced if not left else ():
        before = signing | found
        if all_theirs and person.at < all_theirs.start() and (earlier := [at for at in before if at < person.at]):
            found[person.at] = before[max(earlier)][0], person
        elif id := _next_to(passage, person, before, names, heads=True):
            found[person.at] = id, person
    return found


def _others(passage: Passage, placed: Sequence[_Person], known: Collection[str]) -> Iterator[_Person]:
    """The people with a role whom no name of a member stands beside, in order."""
    text, taken = passage.text, {person.name for person in placed}
    spans = [(place.start, place.end) for place in passage.places]
    found: dict[int, _Person] = {}
    for person in find_foreign_people(text, spans):
        if _like("house").search(person.name):
            continue  # "응우옌 반 남 다솔대 총장": of a house that is no member
        found[person.start] = _Person(person.name, person.role, person.start, person.end, person.start)
    for pattern in ("name_and_head", "name_and_further_head"):
        for hit in _like(pattern).finditer(text):
            start, end = hit.span("name")
            name, told = hit["name"], [*placed, *found.values()]
            inside = any(s < end and start < e for s, e in spans) or any(p.start <= start < p.end for p in told)
            listed = _like("in_list").search(text[:start]) and not _like("head_alone").fullmatch(hit["role"])
            believed = pattern == "name_and_head" or listed
            believed = name in known or (believed and _is_or_may_be_korean(name))
            if believed and not inside:
                found[start] = _Person(name, hit["role"], start, hit.end("role"), start)
    return (found[at] for at in sorted(found) if found[at].name not in taken)


def _places(passage: Passage, spelled: Mapping[str, str]) -> list[Place]:
    """Where a sentence names a member, or what has its name and a word more or less: 가람 of 가람 클라우드."""
    ids = frozenset(spelled.values())
    found = []
    for place in passage.places:
        said = passage.text[place.start : place.end]
        kin = {id for name, id in spelled.items() if _is_kin(said, name) or _is_kin(name, said)}
        kin = kin or {id for name, id in spelled.items() if _is_of_family(said, name)}
        if place.id in ids or len(kin) == 1:
            found.append(place if place.id in ids else Place(place.start, place.end, *kin))
    for name, id in spelled.items():  # in captions no names were looked for
        for start, end in occurrences(passage.text, name):
            if all(end <= p.start or p.end <= start for p in (*found, *passage.places)):
                found.append(Place(start, end, id))
    for alone in _like("house_alone").finditer(passage.text):  # "협회 김하늘 회장"
        theirs = {id for name, id in spelled.items() if name.endswith(alone[0])}
        if len(theirs) == 1:
            found.append(Place(*alone.span(), *theirs))
    return sorted(found)


def _is_kin(short: str, long: str) -> bool:
    return len(short) > 1 and long.startswith(short) and _like("kin").fullmatch(long, len(short)) is not None


def _is_of_family(said: str, member: str) -> bool:
    """Whether a name is of a house of a member that is a group, or of a hospital of its university."""
    family = _like("family").fullmatch(member)
    if family is None:
        return False
    if family["family"]:
        return said.startswith(family["family"])
    university = family["of_university"]
    return said.startswith(university) and _like("house_of_university").fullmatch(said, len(university)) is not None


def _of_unit(passage: Passage, person: _Person, places: Sequence[Place], signing: Signing) -> str | None:
    """The member in whose unit a person is: "가람대학교 전자공학과 김하늘 학과장"."""
    place = next((place for place in reversed(places) if place.end <= person.at), None)
    if place is None or any(other.start <= place.start < other.end for _, other in signing.values()):
        return None
    adjacent = _like("name_and_head").match(passage.text, person.at)
    return place.id if adjacent and _like("units").fullmatch(passage.text, place.end, person.at) else None


def _next_to(
    passage: Passage, person: _Person, signing: Signing, names: Mapping[str, str], *, heads: bool = False
) -> str | None:
    """The member of the person before in a list; unless `heads`, two heads have a house of their own each."""
    before = [at for at in signing if at < person.at]
    if not before or " " in person.name:
        return None
    id, last = signing[max(before)]
    theirs = _like("head_of_unit").search(person.role) and _like("house_of_units").search(names[id])
    if _like("public_office").search(person.role) and not theirs:
        return None
    if passage.text[last.end : person.at] == "·":
        return id  # "가람전자 김하늘·이바다 공동대표"
    both = _like("head_of_house").fullmatch(person.role) and _like("head_of_house").fullmatch(last.role)
    return id if (heads or not both) and _like("next_in_list").fullmatch(passage.text, last.end, person.at) else None


_PARTICLES = tuple("은는이가을를과와의에로도")


def _beside(passage: Passage, place: Place) -> _Person | None:
    """The person that stands beside an organisation's name."""
    text = passage.text
    between = _like("between_org_and_name").match(text, place.end)
    person = _like("name_and_role").match(text, between.end()) if between else None
    person = person or (_like("joint_name_and_role").match(text, between.end()) if between else None)
    if person and _is_or_may_be_korean(person["name"]):
        return _Person(person["name"], person["role"], place.start, person.end(), person.start("name"))
    start = _start_of_row(passage, place)
    if (title := _title_behind(text, place)) and (name := _name_before(text[:start])):
        return _Person(name["name"], title[0], name.start("name"), title[1], name.start("name"))
    for pattern, is_name in (("role_and_name", _is_korean_name), ("foreign_name_and_role", _is_foreign_name)):
        person = _like(pattern).match(text, place.end)
        if person and is_name(person["name"]):
            return _Person(person["name"], person["role"], place.start, person.end(), person.start("name"))
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
    if apart := _like("role_behind").match(text, place.end):
        return apart["role"], apart.end("role")
    if office := _like("office_glued").match(text, place.end):
        return office["role"], office.end("role")
    glued = _like("role_glued").match(text, place.end)
    unit = _like("unit_at_end").search(text[place.start : place.end]) if glued else None
    return (unit[0] + glued["role"], glued.end()) if glued and unit else None


def _name_before(text: str) -> re.Match[str] | None:
    """The name of a person that ends a text."""
    first = _like("foreign_name_first").search(text)
    if first and not _like("no_foreign_name").search(first["name"]):
        return first
    foreign = _like("foreign_name_before").search(text)
    if foreign and _is_foreign_name(foreign["name"]):
        return foreign
    korean = _like("korean_name_before").search(text)
    if korean and _is_or_may_be_korean(korean["name"]):
        return korean
    listed = _like("listed_name_before").search(text)
    return listed if listed and _may_be_name(listed["name"]) else None


def _may_be_name(word: str) -> bool:
    """Whether a word in a list of people, right before an organisation and an office, may be a name."""
    ruled_out = ("no_name", "no_listed_name", "office")
    if is_place(word) or names_place(word) or any(_like(name).fullmatch(word) for name in ruled_out):
        return False
    if word[0] in lexicon().surnames and len(word) in (2, 3):
        return len(word) == 3 or not _has_particle(word)
    return not _has_particle(word) and not is_ordinary(word)


def _is_foreign_name(name: str) -> bool:
    """Whether words may be a name in Hangul: none has a particle, and not all are words of the language."""
    words = name.split()
    if _like("no_foreign_name").search(name) or _like("house").search(name):
        return False
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
    if len(name) == 4:
        return name[:2] in surnames and not is_ordinary(name)
    return name[0] in surnames and not is_ordinary(name)


def _like(name: str) -> re.Pattern[str]:
    return tie_table().words[name]
