"""Where a sentence names a member, in full or as its people's house is called for short."""

from __future__ import annotations

from collections.abc import Mapping

from agents.tag.language.boundaries import occurrences
from agents.tag.ties.passages import Passage, Place
from agents.tag.ties.rules import like


def places_of_members(passage: Passage, spelled: Mapping[str, str]) -> list[Place]:
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
    for alone in like("house_alone").finditer(passage.text):  # "협회 김하늘 회장"
        theirs = {id for name, id in spelled.items() if name.endswith(alone[0])}
        if len(theirs) == 1:
            found.append(Place(*alone.span(), *theirs))
    return sorted(found)


def _is_kin(short: str, long: str) -> bool:
    return len(short) > 1 and long.startswith(short) and like("kin").fullmatch(long, len(short)) is not None


def _is_of_family(said: str, member: str) -> bool:
    """Whether a name is of a house of a member that is a group, or of a hospital of its university."""
    family = like("family").fullmatch(member)
    if family is None:
        return False
    if family["family"]:
        return said.startswith(family["family"])
    university = family["of_university"]
    return said.startswith(university) and like("house_of_university").fullmatch(said, len(university)) is not None
