"""The people of a Korean news text, with the organisation and role given there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from agents.tag.language.boundaries import strip_particle
from agents.tag.language.lexicon import is_known_person, is_ordinary, is_person, lexicon
from agents.tag.language.word_search import longest_of
from agents.tag.names.foreign_people import find_foreign_people
from topics.records import Organisation, Person, Span

# How far before a name or a role the organisation may stand: "KT 인공지능융합사업부문장 홍길동 부사장" needs 25.
_REACH = 40
_NAME = r"(?<![가-힣A-Za-z0-9])(?P<name>[가-힣]{3}|[가-힣]{2}|[가-힣]{4})"
_STOP_BEFORE = re.compile(r"[.!?\n…]|(?<=[가-힣])[은는이가] |[,·ㆍ] ?(?=[가-힣])")


def find_people(text: str, organisations: Sequence[Organisation]) -> list[Person]:
    """The people named with a role in a text, each once, in the order of their first naming.

    `organisations` are those of the same text, with their spans.
    """
    spans = sorted(((start, end), o.name) for o in organisations for start, end in o.spans)
    people: dict[str, Person] = {}
    for name, role, start, end in _named(text, spans):
        organisation = _organisation_of(text, start, end, spans)
        known = people.get(name)
        if known is None:
            people[name] = Person(name=name, organisation=organisation, role=role)
        elif known.organisation is None and organisation is not None:
            people[name] = Person(name=name, organisation=organisation, role=role or known.role)
    return list(people.values())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    roles = longest_of(lexicon().roles)
    role = rf"(?P<role>(?:[가-힣A-Za-z&/·]{{0,14}}?)(?:{roles})(?:\s(?:{roles}))?)"
    end = r"(?=[\s,.()\]’'”\"·]|$|은|는|이|가|을|를|과|와|의|도|에게|께서|\))"
    return (
        # 홍길동 LG전자 CTO 사장; 홍길동 KT 부사장; 홍길동 교수
        re.compile(rf"{_NAME}\s(?P<between>(?:[^\s,.()=]+\s){{0,4}}?){role}{end}"),
        # LG전자 CTO 홍길동 사장: name and role as above, the organisation stands before.
        # 홍길동(LG유플러스 부문장)
        re.compile(rf"{_NAME}\s?\((?P<between>(?:[^\s,.()=]+\s){{0,4}}?){role}\)"),
        # 이상민(국민의힘) 의원; 김민수(52) 교수
        re.compile(rf"{_NAME}\s?\([^()\n]{{1,20}}\)\s(?P<between>(?:[^\s,.()=]+\s){{0,2}}?){role}{end}"),
        # 대표 이상철
        re.compile(rf"(?P<role>{roles})\s(?P<between>){_NAME}(?=[)\s,(]|$|은|는|이|가|씨)"),
    )


def _named(text: str, spans: Sequence[tuple[Span, str]]) -> Iterable[tuple[str, str, int, int]]:
    """Name, role, and the stretch that holds both, of each person, in the order of the text."""
    found: dict[int, tuple[str, str, int]] = {}
    occupied = [span for span, _ in spans]
    for pattern in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span("name")
            between = match["between"].split()
            if start in found or not _is_name(match["name"], beside_role=not between):
                continue
            if any(s < end and start < e for s, e in occupied):
                continue
            if between and not _describes(match.start("between"), match.end("between"), between, occupied):
                continue
            found[start] = (match["name"], match["role"].lstrip("·/").strip(), match.end())
    for person in find_foreign_people(text, occupied):
        inside = [start for start in found if person.start <= start < person.end]
        if not any(found[start][0] in person.name.split() or start == person.start for start in inside):
            inside = []
        for start in inside:
            del found[start]  # one word of a longer name
        found[person.start] = (person.name, person.role, person.end)
    for start, (name, role, end) in sorted(found.items()):
        yield name, role, start, end


def _is_name(name: str, *, beside_role: bool) -> bool:
    """True for the name of a person; right beside a role a stranger one is believed, too."""
    if strip_particle(name) != name and not is_known_person(name):
        return False  # "현장을": a noun with its particle
    if len(name) == 3:
        return is_person(name) or (beside_role and name[0] in lexicon().surnames and not is_ordinary(name))
    return is_known_person(name) and (name[0] in lexicon().surnames or name[:2] in lexicon().surnames)


def _describes(start: int, end: int, words: Sequence[str], occupied: Sequence[Span]) -> bool:
    """True where the words between name and role are an organisation or parts of a title, not a sentence."""
    if "기자" in words or "특파원" in words:
        return False
    if any(start <= s < end for s, _ in occupied):
        return True
    return all(strip_particle(word) == word for word in words)


def _organisation_of(text: str, start: int, end: int, spans: Sequence[tuple[Span, str]]) -> str | None:
    """The organisation between name and role, else the nearest one shortly before the name in the same clause."""
    inside = [name for (s, e), name in spans if start <= s and e <= end]
    if inside:
        return inside[0]
    before = [((s, e), name) for (s, e), name in spans if start - _REACH <= e <= start]
    for (_, e), name in reversed(before):
        between = text[e:start]
        if (between[:1] in {" ", "("} and _STOP_BEFORE.search(between) is None) or between == "의 ":
            return name
        break
    return None
