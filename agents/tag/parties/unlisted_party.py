"""Tells which organisation a noun phrase stands for whose head no list knows: by its form, its place and its words.

Names that the text gives away elsewhere are taken with the words before them that belong to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.tag.language.lexicon import is_kind_of_firm, is_person, is_told_by_its_end, lexicon
from agents.tag.language.loanwords import is_loanword
from agents.tag.language.vocabulary import ends_in, vocabulary
from agents.tag.names.public_bodies import is_ministry
from agents.tag.parties.foreign_names import (
    begins_a_pair,
    firm_of_a_foreigner,
    is_foreign_firm,
    is_glossed,
    is_glossed_as_a_group,
    pair_of_loanwords,
    words_of_gloss,
)
from agents.tag.parties.name_candidates import (
    VERBAL,
    ends_as_a_university,
    extends,
    is_bare_part,
    is_common,
    is_counted,
    is_name,
    is_strange,
    may_begin_a_name,
    may_stand_before_a_name,
)
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit
from agents.tag.parties.party import Party
from agents.tag.parties.phrasing import PATTERNS
from agents.tag.parties.sites_and_brands import institution_abroad, is_site

_LATIN_WORD = re.compile(r"[A-Z][A-Za-z0-9&.\-]+")
_GROWN = ("부문", "사업부", "사업본부")  # parts that are written in one word with the name
_BRANCHES = ("법인", "지사")
_OFFICES = ("청", "사무소", "관리소", "출장소", "지방법원")
_MINISTERS = ("장관", "차관")


def is_source(unit: Unit, sentence: str) -> bool:
    """Whether a word says where news comes from: "가람전자에 따르면"."""
    return unit.particle == "place" and PATTERNS["source"].match(sentence, unit.end) is not None


def led_before(phrase: Sequence[Unit], at: int) -> bool:
    """Whether a phrase is of one who led an organisation once: "홍길동 전 가람전자 대표"."""
    former = at > 0 and phrase[at - 1].text in vocabulary().former
    return former and ends_in("person_heads").fit(phrase[-1].text)


def known_party(known: OrganisationSpan) -> Party:
    """The organisation that a name stands for, as a party without a role."""
    return Party(known.organisation.name, known.start, known.end, "", known.organisation)


def latin_before(phrase: Sequence[Unit]) -> Party | None:
    """The Latin name that a word tells the kind of behind it: "BRK(Bank Rakyat) 은행은"."""
    name = phrase[-2] if len(phrase) > 1 else phrase[-1]
    if _LATIN_WORD.fullmatch(name.text) is None or name.text in vocabulary().abbreviations:
        return None
    return known_party(name.known) if name.known is not None else Party(name.text, name.start, name.end, "")


def extended(phrase: Sequence[Unit], known: OrganisationSpan, sentence: str) -> Party | None:
    """A provisional name with the words before it that belong to it: "하늘 코리아"."""
    name, start = known.organisation.name, known.start
    if name in vocabulary().common or name.endswith("들") or is_kind_of_firm(name):
        return None
    if is_foreign_firm(phrase, sentence):
        name = name.removesuffix("사")
    of_gloss = 0 if name.isascii() else words_of_gloss(sentence, known.end)  # SMI(Sarana Multi Infra)
    for count, unit in enumerate(reversed(phrase[:-1]), 1):
        begins = unit.incorporated == "before" or (count < of_gloss and may_begin_a_name(unit))
        begins = begins or (count == 1 and is_loanword(name) and begins_a_pair(unit, phrase[:-2]))
        if not (begins or extends(unit, name)) or unit.text in name:
            break
        if _is_over_an_office(unit, name):
            break
        name, start = f"{unit.text} {name}", unit.start
    if name == known.organisation.name:
        return known_party(known)
    return Party(name, start, known.end, "")


def _is_over_an_office(unit: Unit, name: str) -> bool:
    """Whether a word is the ministry that an office is of: 국토교통부 of "국토교통부 가람국토관리청"."""
    ministry = unit.known is not None and is_ministry(unit.text, unit.known.organisation.kind)
    return ministry and name.endswith(_OFFICES)


def unlisted(phrase: Sequence[Unit], sentence: str, hints: frozenset[str], in_chain: bool) -> Party | None:
    """The party of a phrase whose head no list knows."""
    head = phrase[-1]
    if head.text.endswith(_MINISTERS) or is_counted(phrase):
        return None
    bare = not (head.particle or head.joined)
    if bare and not (in_chain and (head.text.isascii() or (len(phrase) == 1 and is_told_by_its_end(head.text)))):
        return None
    whole = whole_of_unlisted(phrase, hints, sentence)
    if whole is not None or is_bare_part(head.text):
        return whole
    if (abroad := institution_abroad(phrase)) is not None:
        return abroad
    if (pair := pair_of_loanwords(phrase, sentence)) is not None:
        return pair
    name = head.text[:-1] if is_foreign_firm(phrase, sentence) else head.text
    if len(phrase) > 1 and f"{phrase[-2].text} {name}" in hints:
        return Party(f"{phrase[-2].text} {name}", phrase[-2].start, head.end, "")
    if name in hints or head.counted or head.incorporated == "before":
        return with_first_words([*phrase[:-1], replace(head, text=name)])
    if head.incorporated and (may_stand_before_a_name(head) or name in vocabulary().common):
        return None  # "16일 주식회사와"
    if not head.incorporated:
        if not _stands_as_a_party(phrase, name, sentence, in_chain) or _is_a_person(phrase, name):
            return None
        if head.text in vocabulary().institutions:
            return _institution(phrase)
        if not _is_introduced(phrase, name, sentence) and not is_name(name, head, described=_is_described(phrase)):
            return None
    start = head.start
    for unit in reversed(phrase[:-1]):
        if head.quoted or unit.known is not None or not extends(unit, name):
            break
        name = f"{unit.text} {name}"
        start = unit.start
    return None if name in lexicon().second_words else Party(name, start, head.end, "")  # "스튜디오와"


def with_first_words(phrase: Sequence[Unit]) -> Party:
    """The name at the end of a phrase with the strange words right before it: "벨루나 파트너스"."""
    head = phrase[-1]
    name, start = head.text, head.start
    for unit in reversed(phrase[:-1] if not head.quoted else ()):
        if not (is_strange(unit) and extends(unit, name)):
            break
        name, start = f"{unit.text} {name}", unit.start
    return known_party(head.known) if start == head.start and head.known else Party(name, start, head.end, "")


def _institution(phrase: Sequence[Unit]) -> Party | None:
    """A name of several words whose last says what it is: "누리온 코딩 아카데미"; one of ordinary words is no name."""
    head = phrase[-1]
    first = len(phrase) - 1
    while first > 0 and phrase[first - 1].known is None:
        seat = first == len(phrase) - 1 and phrase[first - 1].text in vocabulary().places  # "주한 네팔 대사관"
        if may_stand_before_a_name(phrase[first - 1]) and not seat:
            break
        first -= 1
    own = phrase[first:-1]
    ordinary = (is_common(unit.text) or unit.text in vocabulary().abbreviations for unit in own)
    if head.particle not in ("with", "topic", "subject") or all(ordinary):
        return None
    return Party(" ".join(unit.text for unit in phrase[first:]), phrase[first].start, head.end, "")


def _stands_as_a_party(phrase: Sequence[Unit], name: str, sentence: str, in_chain: bool) -> bool:
    """Whether the particle of a name that nobody knows, or its place in a list, is that of a party."""
    head = phrase[-1]
    if name.endswith(VERBAL):
        return False
    if head.particle == "also":
        return is_told_by_its_end(name)
    if head.particle == "place" and not (is_source(head, sentence) or is_told_by_its_end(name)):
        return False
    latin = all(unit.text.isascii() for unit in phrase)  # "가람, K Naru, 나래와"
    described = is_told_by_its_end(name) and all(map(may_stand_before_a_name, phrase[:-1]))  # "자회사 다솔은행"
    listed = in_chain and len(name) >= 3 and (len(phrase) == 1 or latin or described)
    return bool(head.particle) or head.glossed or listed


def _is_a_person(phrase: Sequence[Unit], name: str) -> bool:
    """Whether a phrase that names no organisation is of one who leads it: "홍길동 대표와"."""
    behind_a_name = len(phrase) > 1 and is_person(phrase[-2].text)
    return ends_in("person_heads").fit(name) and (len(name) <= 6 or behind_a_name)


def _is_titled(phrase: Sequence[Unit]) -> bool:
    """Whether a phrase is of a person by surname and title: "김 지사는"."""
    return len(phrase) > 1 and phrase[-2].text in lexicon().surnames and phrase[-1].text in lexicon().roles


def _is_described(phrase: Sequence[Unit]) -> bool:
    """Whether the word before the head says what it is: "기업 나래통신과"."""
    before = phrase[-2].text if len(phrase) > 1 else ""
    return before in vocabulary().descriptors or before.endswith(("기업", "업체", "회사"))


def _is_introduced(phrase: Sequence[Unit], name: str, sentence: str) -> bool:
    """Whether a name is given in Latin letters, too, or by "기업인 …"."""
    head = phrase[-1]
    foreign = head.glossed and is_glossed(sentence, head.start + len(name))
    called = len(phrase) > 1 and phrase[-2].text.endswith(vocabulary().called)
    return (foreign or called) and name not in vocabulary().common


def whole_of_unlisted(phrase: Sequence[Unit], hints: frozenset[str] = frozenset(), sentence: str = "") -> Party | None:
    """The organisation that nobody knows whose part or head a phrase names, where its end tells that it is one."""
    lists, head = vocabulary(), phrase[-1]
    if head.particle not in ("topic", "subject", "with", "of", "list", "") or _is_titled(phrase):
        return None
    if (grown := _without_part(head.text)) and head.text not in lists.common:
        return Party(grown, head.start, head.start + len(grown), "")
    branch = (head.text in lists.places and not head.joined) or is_site(head)
    if branch and len(phrase) > 1 and is_told_by_its_end(phrase[-2].text):
        return Party(f"{phrase[-2].text} {head.text}", phrase[-2].start, head.end, "")  # "가람전자 인도네시아와"
    if not ends_in("person_heads", "parts", "university_parts").fit(head.text):
        return None
    if len(phrase) > 1 and head.text == "그룹" and (is_strange(phrase[-2]) or is_glossed_as_a_group(head, sentence)):
        return Party(f"{phrase[-2].text} 그룹", phrase[-2].start, head.end, "")  # "벨루나 그룹과"
    university = head.text.endswith(lists.university_parts)
    for at in range(len(phrase) - 2, -1, -1):
        unit = phrase[at]
        if unit.text in lists.descriptors or unit.text in lists.former:
            return None
        told = unit.text in hints or is_told_by_its_end(unit.text) or (university and ends_as_a_university(unit.text))
        if unit.incorporated or (told and not unit.quoted):
            if led_before(phrase, at):
                return None
            led = head.text.endswith(lists.person_heads)  # "김하늘 나래통신 대표와": a strange word is the person
            return Party(unit.text, unit.start, unit.end, "") if led else with_first_words(phrase[: at + 1])
    if len(phrase) > 1 and head.text.endswith(_BRANCHES) and is_strange(phrase[-2]):
        return with_first_words(phrase)  # "벨루나 한국법인과"
    return firm_of_a_foreigner(phrase)


def _without_part(word: str) -> str:
    """The name in a word that it is one with its part or head: 나래은행 of 나래은행장, 가람건설 of 가람건설상사부문."""
    if word.endswith("장") and is_told_by_its_end(word[:-1]):
        return word[:-1]
    part = next((p for p in _GROWN if word.endswith(p)), "")
    last = len(word) - len(part) - 1  # of a part that has a word of its own
    return next((word[:end] for end in range(last, 2, -1) if is_told_by_its_end(word[:end])), "") if part else ""
