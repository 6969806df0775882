"""Finds the organisations of people who are told with their titles: "김하늘 가람전자 대표와 나래통신 이바다 사장"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents.tag.language.lexicon import is_done, is_kind_of_firm, is_person, is_told_by_its_end, lexicon
from agents.tag.language.vocabulary import vocabulary
from agents.tag.parties.name_candidates import may_be_called, may_stand_before_a_name
from agents.tag.parties.names_in_lists import marked
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit, phrases
from agents.tag.parties.party import Party
from agents.tag.parties.phrase_party import party_of

_MANAGERS = ("관리인", "매니저")
_LISTED = ("", "with", "subject", "object")
_FIRMS = ("company", "group")


def organisations_led(sentence: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> list[Party]:
    """Whom the people of a list lead, with the firms that it names beside them; none where no such person is in it."""
    cut = phrases(sentence, start, end, known)
    found = list(_led_by_people(cut, sentence))
    if not found:
        return []
    first = min(p.start for p in found)
    beside = (_firm_alone(phrase, sentence) for phrase in cut if phrase[0].start > first)
    return sorted([*found, *(p for p in beside if p is not None)], key=lambda p: p.start)


def _led_by_people(cut: Sequence[Sequence[Unit]], sentence: str) -> Iterator[Party]:
    """The organisations of those who have a title, each with one person's."""
    waiting: list[Party] = []  # of who is named without a title yet: "나래조선의 김하늘, 이바다 사장"
    for at, phrase in enumerate(cut):
        owner = cut[at - 1][-1] if at and cut[at - 1][-1].particle == "of" else None
        titled = _is_title(phrase[-1])
        person = _person_in(phrase, titled=titled)
        if titled and (person is not None or phrase[-1].rest == "장" or len(phrase) > 1):
            firm = _named(owner) if owner and person == 0 and len(phrase) == 2 else _firm(phrase, person, sentence)
            yield from waiting
            waiting = []
            if firm is not None:
                yield firm
        elif person is not None and phrase[-1].joined and not phrase[-1].particle:
            firm = _named(owner) if owner else _named(phrase[0]) if person == 1 and len(phrase) == 2 else None
            waiting += [firm] if firm else []
        elif phrase[-1].particle != "of":
            waiting = []


def _is_title(unit: Unit) -> bool:
    return unit.rest == "장" or (unit.known is None and unit.text.endswith((*vocabulary().person_heads, *_MANAGERS)))


def _person_in(phrase: Sequence[Unit], *, titled: bool) -> int | None:
    """Where the name of a person stands in a phrase that a title may end; at its beginning or right before that."""
    words = phrase[:-1] if titled and phrase[-1].rest != "장" else phrase
    places = [at for at in dict.fromkeys((0, len(words) - 1)) if words and _may_be_a_person(words[at])]
    return next((at for at in places if is_person(words[at].text)), places[0] if places else None)


def _may_be_a_person(unit: Unit) -> bool:
    text = unit.text
    korean = len(text) == 3 and all("가" <= c <= "힣" for c in text) and text[0] in lexicon().surnames
    return unit.known is None and korean and not is_told_by_its_end(text)


def _firm(phrase: Sequence[Unit], person: int | None, sentence: str) -> Party | None:
    """The organisation of a phrase that a title ends; none of a former leader or of who holds an office."""
    *words, head = phrase
    if any(u.text in vocabulary().former for u in words) or head.text.endswith(vocabulary().offices):
        return None
    if head.rest == "장" and (whole := next((u for u in words if u.known is not None), None)) is not None:
        return _named(whole)  # "나래마트 점주협의회장"
    party = party_of(phrase, sentence)
    if party is not None and party.organisation is not None and party.organisation.kind != "unknown":
        return party
    if (sure := next((u for u in words if _is_sure(u)), None)) is not None:
        return _named(sure)  # "가람그룹 GSO 담당 사장"
    rest = [u for at, u in enumerate(words) if at != person]
    if person is None or not rest:
        return party if person is None and party is not None and party.organisation else _of_house(head)
    while len(rest) > 1 and may_stand_before_a_name(rest[0]):
        rest = rest[1:]
    name = rest[0]
    if party is not None and party.start == name.start:
        return party
    if len(rest) > 1 and rest[1].text in lexicon().second_words and not name.incorporated:
        return Party(f"{name.text} {rest[1].text}", name.start, rest[1].end, "list")
    return _named(name) or party


def _is_sure(unit: Unit) -> bool:
    """Whether a list has a word for an organisation's name."""
    return unit.known is not None and unit.known.organisation.kind != "unknown"


def _of_house(head: Unit) -> Party | None:
    """The organisation whose name and its head's title are one word: 가람사업단장."""
    house = head.text.removesuffix("장")
    alone = house == head.text or len(house) < 4 or not is_told_by_its_end(house)
    return None if alone else Party(house, head.start, head.end, "list")


def _named(name: Unit) -> Party | None:
    """The party that a word names beside a person; none where it is a word of the trade, a part or a rank."""
    if name.known is not None:
        known = name.known
        return Party(known.organisation.name, known.start, known.end, "list", known.organisation)
    lists = vocabulary()
    rank = name.text in lists.before_titles or is_done(name.text) or name.text.endswith(lists.bare_parts)
    if rank or is_kind_of_firm(name.text):
        return None
    return Party(name.text, name.start, name.end, "list") if name.incorporated or may_be_called(name) else None


def _firm_alone(phrase: Sequence[Unit], sentence: str) -> Party | None:
    """A firm that stands among people without one of its own: "김하늘 총장을 비롯해 ▲나래 ▲다솔"."""
    if phrase[-1].particle not in _LISTED or _is_title(phrase[-1]):
        return None
    if (party := marked(phrase)) is not None:
        return party
    party = party_of(phrase, sentence)
    firm = party is not None and party.organisation is not None and party.organisation.kind in _FIRMS
    return party if firm else None
