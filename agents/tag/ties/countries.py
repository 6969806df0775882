"""Where the members of a deal are from, as the text, their names or the list of Korean companies say.

SDC Platinum has it as the nation of each participant, with a flag for alliances that cross borders.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from agents.tag.language.lexicon import is_ordinary, is_person, lexicon
from agents.tag.names.gazetteer import gazetteer, read_table
from agents.tag.names.user_files import UserFiles, files_in_use
from agents.tag.ties.duration import counted
from agents.tag.ties.geography import code_of, names_abroad, names_place
from agents.tag.ties.passages import Passage, Place
from agents.tag.ties.rules import Detail, Rule, rules_for, tie_table
from topics.records import CountryTold, Member

KOREA = "KR"
BY_LIST = "country.list"

_COUNT = re.compile(r"(?:[0-9]|두|세|네|다섯|여섯)\s?(?:곳|개|사)")
_LEAD = 2  # sentences in which companies are called what they are before they are named
_REACH = 60  # characters before and behind a name in which its country may stand


def countries(passages: Sequence[Passage], members: Sequence[Member]) -> list[CountryTold]:
    """The country of each member of which one alone is said; what the text says goes before names and lists."""
    ids = [member.id for member in members]
    placed = [(passage, passage.without(ids)) for passage in passages if names_place(passage.text)]
    said: dict[str, list[CountryTold]] = {}
    for passage, text in placed:
        for place in passage.places_of(ids):
            said.setdefault(place.id, []).extend(_around(passage, place, text))
    found = []
    for member in members:
        told = said.get(member.id) or list(_named(member))
        told = told or [t for t in _of_all(passages, members) if t.member == member.id]
        told = told or list(_by_signs(passages, member))
        if len({one.country for one in told}) == 1:
            found.append(told[0])
    return found


def crosses_borders(members: Sequence[Member], told: Sequence[CountryTold], passages: Sequence[Passage]) -> bool | None:
    """Whether members are from several countries; None where that is not known.

    A Korean paper says where a member is from that is not from Korea: who stands beside it without a country is from
    another one, unless it may be from abroad itself, and where it names no place abroad all members are Korean.
    """
    known = {one.member: one.country for one in told}
    unsaid = [m for m in members if m.id not in known]
    if len(set(known.values())) > 1:
        return True
    if set(known.values()) - {KOREA}:
        return True if any(not _may_be_abroad(m.name) for m in unsaid) else None
    of_them = (p.text for p in passages if p.tells or p.names_member or p.near == 1)
    at_home = not any(_may_be_abroad(m.name) for m in unsaid) and not any(names_abroad(text) for text in of_them)
    return False if members and (not unsaid or at_home) else None


def _may_be_abroad(name: str) -> bool:
    """Whether a name without a country may be one from abroad: it begins with one of those, or is no Korean word."""
    return _from_abroad(name) is not None or not _like("korean").search(name)


def _around(passage: Passage, place: Place, text: str) -> Iterator[CountryTold]:
    """What a sentence says around a member's name; `text`: its words without the members' names."""
    start, end = max(0, place.start - _REACH), place.end + _REACH
    before, up_to = text[start : place.start], text[:end]
    for rule in rules_for(Detail.COUNTRY_BEFORE) if names_place(before) else ():
        if hit := rule.search(before):
            at = (start + hit.start("where"), place.end)
            yield _told(place.id, hit["where"], rule.id, passage, at)
            break
    for rule in rules_for(Detail.COUNTRY_BEHIND) if names_place(up_to[place.end :]) else ():
        if hit := rule.match(up_to, place.end):
            yield _told(place.id, hit["where"], rule.id, passage, (place.start, hit.end()))
            break


def _of_all(passages: Sequence[Passage], members: Sequence[Member]) -> Iterator[CountryTold]:
    """What the lead says of as many companies as the deal has members: "국내 기업 세 곳이 뭉쳤다"."""
    for passage in [*passages[:_LEAD], *(p for p in passages[_LEAD:] if p.tells and p.start < 0)]:
        counts = _COUNT.search(passage.text) and names_place(passage.text)
        for rule in rules_for(Detail.COUNTRY_OF_ALL) if counts else ():
            hit = rule.search(passage.unnamed)
            if hit and counted(hit["number"]) == len(members):
                yield from (_told(member.id, hit["where"], rule.id, passage, hit.span()) for member in members)
                return


def _by_signs(passages: Sequence[Passage], member: Member) -> Iterator[CountryTold]:
    """What shows that a member is Korean where no country is named: its legal form, its code, a Korean at its head."""
    places = [(p, place) for p in passages for place in p.places_of({member.id})]
    for passage, place in places if not _may_be_abroad(member.name) else ():
        for rule, start, end in _signs(passage.text, place):
            yield _told(member.id, KOREA, rule.id, passage, (start, end))
            return


def _signs(text: str, place: Place) -> Iterator[tuple[Rule, int, int]]:
    """The signs of a Korean organisation around its name, with where they start and end."""
    start, up_to = max(0, place.start - _REACH), text[: place.end + _REACH]
    headed = _like("korean_head").match(up_to, place.end)
    for rule in rules_for(Detail.KOREAN_BEFORE):
        hit = rule.search(text[start : place.start])
        if hit and (headed or "name" not in hit.groupdict()) and _is_korean(hit):
            yield rule, start + hit.start(), place.end
    for rule in rules_for(Detail.KOREAN_BEHIND):
        if (hit := rule.match(up_to, place.end)) and _is_korean(hit):
            yield rule, place.start, hit.end()


def _is_korean(hit: re.Match[str]) -> bool:
    """Whether the name that a sign holds, if it holds one, is that of a Korean."""
    name = hit.groupdict().get("name")
    return name is None or (name[0] in lexicon().surnames and (is_person(name) or not is_ordinary(name)))


def _told(member: str, where: str, rule: str, passage: Passage, at: tuple[int, int]) -> CountryTold:
    said, span = passage.text[slice(*at)], passage.span(*at)
    country = where if where == KOREA else code_of(where)
    return CountryTold(member=member, country=country, rule=rule, said=said, span=span)


def _named(member: Member) -> Iterator[CountryTold]:
    """What a name, or the list that holds it, says of its bearer's country."""
    for rule in rules_for(Detail.COUNTRY_IN_NAME):
        if hit := rule.match(member.name):
            country = rule.value or code_of(hit["where"])
            if country != KOREA and _is_on_korean_list(member.name):
                return  # a Korean company that is called after a place
            yield CountryTold(member=member.id, country=country, rule=rule.id, said=member.name)
            return
    if _is_on_korean_list(member.name):
        yield CountryTold(member=member.id, country=KOREA, rule=BY_LIST, said=member.name)
    elif seat := _abroad().get(_from_abroad(member.name) or ""):
        yield CountryTold(member=member.id, country=seat, rule=BY_LIST, said=member.name)


def _is_on_korean_list(name: str) -> bool:
    """Whether a name is one of our own tables or of the OpenDART list, and of no organisation from abroad."""
    listed = {entry.name for entry in gazetteer().meanings(name)}
    return bool(listed) and listed.isdisjoint(_abroad()) and listed.isdisjoint(_of_user(files_in_use()))


def _from_abroad(name: str) -> str | None:
    """The organisation from abroad that a name is of, or of a part of which: 나래 클라우드."""
    own = (entry.name for entry in gazetteer().meanings(name))
    whole = next((known for known in own if known in _abroad()), name)
    if whole in _abroad():
        return whole
    begins = (name[:end] for end in range(1, len(name)) if name[:end] in _abroad())
    return next((known for known in begins if _like("part").fullmatch(name, len(known))), None)


@cache
def _abroad() -> Mapping[str, str]:
    """The countries of the organisations from abroad; empty where none can be said."""
    with Path(__file__).with_name("abroad.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return {row["name"]: row["country"] for row in rows}


@lru_cache(maxsize=1)
def _of_user(files: UserFiles | None) -> frozenset[str]:
    """The names that the user added, of whom no list of Korean organisations tells."""
    own = read_table(files.names, faults=[]) if files and files.names else ()
    return frozenset(entry.name for entry in own)


def _like(name: str) -> re.Pattern[str]:
    return tie_table().words[name]
