"""Who signed a deal: the people that stood for its members where it was signed, with their roles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from agents.tag.names.foreign_people import find_foreign_people
from agents.tag.ties.houses import places_of_members
from agents.tag.ties.offices import by_office
from agents.tag.ties.passages import Passage, Place
from agents.tag.ties.people import Person, is_or_may_be_korean, may_be_short_name, person_beside
from agents.tag.ties.rules import Detail, like, may_find, rules_for
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
                if head := like("head_named").match(passage.text, place.end):
                    known.setdefault(head["name"], place.id)
                elif person := person_beside(passage, place):
                    known.setdefault(person.name, place.id)
        return known


Signing = dict[int, tuple[str, Person]]
"""The people in a sentence with the ids of the members they stand for, by where their names start."""


def _signing(passage: Passage, story: _Story) -> list[tuple[str, Person]]:
    """The people in a sentence with the members they stand for: named beside them, or known from elsewhere."""
    places = places_of_members(passage, story.spelled)
    signing = {person.at: (place.id, person) for place in places if (person := person_beside(passage, place))}
    _add_joined(passage, signing)
    if len(like("office").findall(passage.text)) > len(signing):
        _add_others(passage, places, story, signing)
    return [signing[at] for at in sorted(signing)]


def _add_joined(passage: Passage, signing: Signing) -> None:
    """Add who shares a role with the next: "김하늘·이바다 가람전자 공동대표"."""
    for id, person in list(signing.values()):
        while joined := like("joint_name_before").search(passage.text[: person.at]):
            at = joined.start("name")
            person = Person(joined["name"], person.role, at, person.end, at)
            signing[at] = id, person


def _add_others(passage: Passage, places: Sequence[Place], story: _Story, signing: Signing) -> None:
    """Add the people beside whom no member is named."""
    unplaced: list[Person] = []
    for person in _others(passage, [person for _, person in signing.values()], story.known_heads):
        id = _of_unit(passage, person, places, signing) or story.known_heads.get(person.name)
        if id := id or by_office(person.role, story.names) or _next_to(passage, person, signing, story.names):
            signing[person.at] = id, person
        else:
            unplaced.append(person)
    if unplaced and signing:
        signing.update(_of_those_left(passage, story.names, signing, unplaced))


def _of_those_left(passage: Passage, names: Mapping[str, str], signing: Signing, unplaced: Sequence[Person]) -> Signing:
    """The members for whom people sign beside whom nothing stands: "김하늘 총장과 이바다 대표가 서명했다"."""
    left = [id for id in names if id not in {id for id, _ in signing.values()}]
    if len(left) == len(unplaced) == 1 and _stands_alone(passage, unplaced[0]):
        return {unplaced[0].at: (left[0], unplaced[0])}  # who is left signs for who is left
    found: Signing = {}
    all_theirs = like("all_theirs").search(passage.text)
    for person in unplaced if not left else ():
        before = signing | found
        if all_theirs and person.at < all_theirs.start() and (earlier := [at for at in before if at < person.at]):
            found[person.at] = before[max(earlier)][0], person
        elif id := _next_to(passage, person, before, names, heads=True):
            found[person.at] = id, person
    return found


def _stands_alone(passage: Passage, person: Person) -> bool:
    """Whether nothing before a person or in the role says of what other house somebody is."""
    before = like("before_person").search(passage.text[: person.at])
    return before is not None and like("own_office").fullmatch(person.role) is not None


def _others(passage: Passage, placed: Sequence[Person], known: Collection[str]) -> Iterator[Person]:
    """The people with a role whom no name of a member stands beside, in order."""
    text, taken = passage.text, {person.name for person in placed}
    spans = [(place.start, place.end) for place in passage.places]
    found: dict[int, Person] = {}
    for person in find_foreign_people(text, spans):
        if like("house").search(person.name):
            continue  # "응우옌 반 남 다솔대 총장": of a house that is no member
        found[person.start] = Person(person.name, person.role, person.start, person.end, person.start)
    for pattern in ("name_and_head", "name_and_further_head"):
        for hit in like(pattern).finditer(text):
            start, end = hit.span("name")
            name, told = hit["name"], [*placed, *found.values()]
            inside = any(s < end and start < e for s, e in spans) or any(p.start <= start < p.end for p in told)
            listed = like("in_list").search(text[:start]) and not like("head_alone").fullmatch(hit["role"])
            believed = pattern == "name_and_head" or listed
            believed = name in known or (believed and is_or_may_be_korean(name))
            believed = believed or (listed and may_be_short_name(name) and len(hit["role"]) > 2)
            if believed and not inside:
                found[start] = Person(name, hit["role"], start, hit.end("role"), start)
    return (found[at] for at in sorted(found) if found[at].name not in taken)


def _of_unit(passage: Passage, person: Person, places: Sequence[Place], signing: Signing) -> str | None:
    """The member in whose unit a person is: "가람대학교 전자공학과 김하늘 학과장"."""
    place = next((place for place in reversed(places) if place.end <= person.at), None)
    if place is None or any(other.start <= place.start < other.end for _, other in signing.values()):
        return None
    adjacent = like("name_and_head").match(passage.text, person.at)
    return place.id if adjacent and like("units").fullmatch(passage.text, place.end, person.at) else None


def _next_to(
    passage: Passage, person: Person, signing: Signing, names: Mapping[str, str], *, heads: bool = False
) -> str | None:
    """The member of the person before in a list; unless `heads`, two heads have a house of their own each."""
    before = [at for at in signing if at < person.at]
    if not before or " " in person.name:
        return None
    id, last = signing[max(before)]
    theirs = like("head_of_unit").search(person.role) and like("house_of_units").search(names[id])
    if like("public_office").search(person.role) and not theirs:
        return None
    if passage.text[last.end : person.at] == "·":
        return id  # "가람전자 김하늘·이바다 공동대표"
    both = like("head_of_house").fullmatch(person.role) and like("head_of_house").fullmatch(last.role)
    return id if (heads or not both) and like("next_in_list").fullmatch(passage.text, last.end, person.at) else None
