"""Tells which organisation a noun phrase stands for: its head, the one its head is a part of, or whom a person leads.

Names the gazetteer knows are taken as they are; others must look like names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.tag.language.legal_forms import legal_forms
from agents.tag.language.lexicon import is_department, is_person, is_told_by_its_end
from agents.tag.language.vocabulary import is_count, size_of, vocabulary
from agents.tag.parties.name_candidates import (
    ends_as_a_university,
    extends,
    generic_ends,
    is_adnominal,
    is_bare_part,
    is_common,
    is_name,
    may_begin_a_name,
    may_stand_before_a_name,
)
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit
from agents.tag.parties.party import Came, Party

_FOREIGN_FIRM = re.compile(r"[A-Z][A-Za-z0-9&.]+사|[가-힣A-Za-z0-9]{2,}社")  # older news: "DCM사"
# Names the same in Latin letters; short capitals are terms of the trade.
_LATIN_GLOSS = re.compile(r"['\s]{0,2}\((?:[A-Z][a-z]|[A-Z]{5}|[A-Z]{3,} [A-Z])[A-Za-z0-9&.,\- ]{1,38}\)")
# "가람연구원 자료각(관장 …)"
_HEAD_OF_PART = re.compile(r"\((?:관장|단장|소장|센터장|학장|처장|지부장|본부장|점장|지점장) ")
_SOURCE = re.compile(r"\s?(?:따르면|의하면)")
_OF_A_GROUP = ("계열", "자회사")
_SHORTEST_FOREIGN = 4  # letters with 사
_FULL_NAME = 2  # words
_LATIN_WORD = re.compile(r"[A-Z][A-Za-z0-9&.\-]+")
_GROWN = ("부문", "사업부", "사업본부")  # parts that are written in one word with the name
_MINISTRIES = ("부", "처", "청")
_OFFICES = ("청", "사무소", "관리소", "출장소", "지방법원")
_CAMPUS = "캠퍼스"
_BETWEEN = ("간", "사이")  # "가람과 나래 간 협약"
VERBAL = ("했고", "됐고", "하고", "되고", "하며", "하면서", "해", "며", "고서", "지만")


def party_of(
    phrase: Sequence[Unit], sentence: str, hints: frozenset[str] = frozenset(), *, in_chain: bool = False
) -> Party | None:
    """The organisation a noun phrase stands for, if any; `in_chain`: parties stand right before it in a list."""
    head = phrase[-1]
    if len(phrase) > 1 and phrase[-2].text in vocabulary().against:
        return None  # "反 가람 동맹"
    if (counted := _last_of_a_counted_list(phrase, in_chain)) is not None:
        return counted
    if (set_of := _word_for_a_set(phrase)) is not None:
        return None if _brings_in_others(phrase) else set_of
    if head.known is None and head.text in vocabulary().short_for and (latin := _latin_before(phrase)) is not None:
        return latin
    if head.known is not None and head.known.organisation.kind == "unknown" and not head.rest:
        if (university := _university_before(phrase, len(phrase) - 1)) is not None:
            return _known(phrase, university, sentence)
        whole = _whole_of_unlisted(phrase) if head.text.endswith(vocabulary().bare_parts) else None
        if whole is not None or is_bare_part(head.text):
            return whole
        return _extended(phrase, head.known, sentence)
    at = _last_known(phrase)
    if at is None or _tells_what_another_is(phrase, at, sentence):
        return _unknown(phrase, sentence, hints, in_chain)
    return _known(phrase, at, sentence)


def leads_somebody(phrase: Sequence[Unit]) -> bool:
    """Whether a phrase is of one person alone who leads something: "존 스미스 CEO와"."""
    names = [unit.text for unit in phrase[:-1]]
    return bool(names) and phrase[-1].text.endswith(vocabulary().person_heads) and not any(map(is_common, names))


def is_source(unit: Unit, sentence: str) -> bool:
    """Whether a word says where news comes from: "가람전자에 따르면"."""
    return unit.particle == "place" and _SOURCE.match(sentence, unit.end) is not None


def _last_of_a_counted_list(phrase: Sequence[Unit], in_chain: bool) -> Party | None:
    """The name before a count, which is that of the list that the name ends: "A·B·C 3사는"."""
    if len(phrase) == 1 or not (is_count(phrase[-1].text) or (in_chain and phrase[-1].text in _BETWEEN)):
        return None
    last = phrase[-2]
    if last.known is not None and (in_chain or last.known.organisation.kind != "unknown"):
        return _of(last.known)
    named = in_chain and is_name(last.text, last, described=False)
    return Party(last.text, last.start, last.end, "") if named else None


def _word_for_a_set(phrase: Sequence[Unit]) -> Party | None:
    head = phrase[-1]
    for text in (f"{phrase[-2].text} {head.text}", head.text) if len(phrase) > 1 else (head.text,):
        if size := size_of(text):
            return Party(text, phrase[0].start, head.end, "", None, size, Came.SET)
    return None


def _brings_in_others(phrase: Sequence[Unit]) -> bool:
    """Whether a count is of partners that were not named before: "단지에 들어올 2개 업체와"."""
    return phrase[-1].particle == "with" and any(is_adnominal(unit.text) for unit in phrase[:-1])


def _last_known(phrase: Sequence[Unit]) -> int | None:
    """Where the last known name stands, or the whole that it is a part of."""
    at = next((i for i in range(len(phrase) - 1, -1, -1) if phrase[i].known is not None), None)
    if at is None:
        return None
    parts = vocabulary().parts
    own_name = phrase[at].text.endswith("병원")
    while not own_name and phrase[at].text.endswith(parts) and (whole := _whole(phrase, at)) is not None:
        at = whole
    university = _university_before(phrase, at)
    return at if university is None else university


def _university_before(phrase: Sequence[Unit], unit: int) -> int | None:
    """Where the university stands that a unit belongs to, which may have words of its own before it."""
    lists, text = vocabulary(), phrase[unit].text
    if not (text.endswith(lists.university_units) or is_department(text)):
        return None
    for at in range(unit - 1, -1, -1):
        known = phrase[at].known
        if known is not None and known.organisation.kind == "university":
            return at
        if known is not None or phrase[at].text in lists.descriptors or phrase[at].text in ("출신", "등"):
            return None
    return None


def _whole(phrase: Sequence[Unit], part: int) -> int | None:
    """Where the organisation stands that a part belongs to: right before it, or before one word of the part's name."""
    if part > 0 and _has_parts(phrase[part - 1].known):
        return part - 1
    if part < 2 or not _has_parts(phrase[part - 2].known):
        return None
    between, of = phrase[part - 1], phrase[part - 2].known
    if between.known is not None:  # "가람대 나래연구원 다솔사업단"
        within = of is not None and of.organisation.kind == "university" and between.text.endswith(vocabulary().parts)
        return part - 2 if within and between.known.organisation.kind == "institute" else None
    own = between.text not in vocabulary().descriptors and not between.text.endswith(_OF_A_GROUP)
    return part - 2 if own else None


def _has_parts(known: OrganisationSpan | None) -> bool:
    return known is not None and known.organisation.kind in ("university", "company", "group")


def _tells_what_another_is(phrase: Sequence[Unit], at: int, sentence: str) -> bool:
    """Whether a known name only describes the one at the head: "가람그룹 계열사 나래통신과"."""
    lists = vocabulary()
    unit, head, after = phrase[at], phrase[-1], phrase[at + 1 :]
    described = any(u.text in lists.descriptors or u.text.endswith(_OF_A_GROUP) for u in after[:-1])
    if not described or _is_place(unit) or _stands_for_its_whole(phrase, at) or _is_no_name(head):
        return False
    return _led_before(phrase, at) is False and not _is_head_of_part(after, sentence)


def _known(phrase: Sequence[Unit], at: int, sentence: str) -> Party | None:
    """The party of a phrase with a known name."""
    unit, head, after = phrase[at], phrase[-1], phrase[at + 1 :]
    assert unit.known is not None
    if _is_place(unit):
        return None
    if not after:
        return _longer(unit.known, unit) if _goes_on(unit) else _of(unit.known)
    if _is_head_of_part(after, sentence):
        return _of(unit.known)
    if _led_before(phrase, at):
        return None
    if (campus := _campus(phrase, at)) is not None:
        return campus
    if _stands_for_its_whole(phrase, at):
        described = any(u.text in vocabulary().descriptors for u in after[:-1])
        return None if described else _of(unit.known)
    if _is_no_name(head):
        bare = head.particle == "" and not head.joined and at == 0 and not unit.rest
        return _of(unit.known) if bare else None
    at_home_abroad = head.text in vocabulary().places and head.particle in ("topic", "subject", "with")
    named = at_home_abroad or is_name(head.text, head, described=False)
    if len(after) == 1 and not unit.rest and _has_parts(unit.known) and named:
        full = f"{unit.known.organisation.name} {head.text}"  # "가람 아라비아와", but "가람전자 '나래클럽'과"
        return _of(unit.known) if head.quoted else Party(full, unit.start, head.end, "")
    return None


def _campus(phrase: Sequence[Unit], at: int) -> Party | None:
    """The campus with a name of its own, which signs for itself: "가람대 미래캠퍼스와", but "가람대 캠퍼스와"."""
    unit, head = phrase[at], phrase[-1]
    if unit.known is None or unit.known.organisation.kind != "university" or len(phrase) != at + 2:
        return None
    if not head.text.endswith(_CAMPUS) or head.text == _CAMPUS or head.particle == "place" or unit.rest:
        return None
    return Party(f"{unit.known.organisation.name} {head.text}", unit.start, head.end, "")


def _is_place(unit: Unit) -> bool:
    return unit.known is not None and unit.known.organisation.name in vocabulary().places


def _goes_on(unit: Unit) -> bool:
    """Whether a word goes on behind a known name with more than a part of it or one who leads it."""
    lists = vocabulary()
    own = unit.rest.endswith((*lists.parts, *lists.person_heads, "장")) or unit.rest in ("사", "등")
    return bool(unit.rest) and not own


def _is_head_of_part(after: Sequence[Unit], sentence: str) -> bool:
    """Whether the one word behind a name is a part of it whose head is told: "가람연구원 자료각(관장 …)"."""
    return len(after) == 1 and _HEAD_OF_PART.match(sentence, after[0].start + len(after[0].text)) is not None


def _led_before(phrase: Sequence[Unit], at: int) -> bool:
    """Whether a phrase is of one who led an organisation once: "홍길동 전 가람전자 대표"."""
    former = at > 0 and phrase[at - 1].text in ("전", "前")
    return former and phrase[-1].text.endswith(vocabulary().person_heads)


def _stands_for_its_whole(phrase: Sequence[Unit], at: int) -> bool:
    """Whether what is behind a name is one who leads it or a part of it."""
    lists = vocabulary()
    last = phrase[-1].text
    if at + 1 >= len(phrase):
        return False
    return last.endswith((*lists.person_heads, *lists.parts)) or _university_before(phrase, len(phrase) - 1) == at


def _is_no_name(head: Unit) -> bool:
    lists = vocabulary()
    bare = head.particle == "" and not head.joined
    return head.text in lists.descriptors or head.text in lists.common or bare


def _longer(known: OrganisationSpan, unit: Unit) -> Party | None:
    """A name that the gazetteer knows the beginning of: "한빛" in "한빛에스테이트와"."""
    if known.organisation.name in vocabulary().places or len(unit.rest) < 2 or (not unit.particle and not unit.joined):
        return None
    if unit.rest.endswith(generic_ends()) or is_common(unit.rest):
        return None
    return Party(known.organisation.name + unit.rest, known.start, known.end + len(unit.rest), "")


def _words_of_gloss(sentence: str, end: int) -> int:
    """How many words the Latin name has that stands right behind a name: 2 in "하늘 테크(Haneul Tech)"."""
    gloss = _LATIN_GLOSS.match(sentence, end)
    if gloss is None:
        return 0
    inside = gloss[0]
    for form in legal_forms(inside):
        inside = inside[: form.start]
    return len(inside.split())


def _extended(phrase: Sequence[Unit], known: OrganisationSpan, sentence: str) -> Party | None:
    """A provisional name with the words before it that belong to it: "하늘 코리아"."""
    name, start = known.organisation.name, known.start
    if name in vocabulary().common or name.endswith(("들", "업체")):
        return None
    of_gloss = 0 if name.isascii() else _words_of_gloss(sentence, known.end)  # SMI(Sarana Multi Infra)
    for count, unit in enumerate(reversed(phrase[:-1]), 1):
        if (not extends(unit, name) and not (count < of_gloss and may_begin_a_name(unit))) or unit.text in name:
            break
        if _is_over_an_office(unit, name):
            break
        name, start = f"{unit.text} {name}", unit.start
    if start == known.start:
        return _of(known)
    return Party(name, start, known.end, "")


def _is_over_an_office(unit: Unit, name: str) -> bool:
    """Whether a word is the ministry that an office is of: 국토교통부 of "국토교통부 가람국토관리청"."""
    ministry = unit.known is not None and unit.known.organisation.kind == "agency" and unit.text.endswith(_MINISTRIES)
    return ministry and name.endswith(_OFFICES)


def _of(known: OrganisationSpan) -> Party:
    return Party(known.organisation.name, known.start, known.end, "", known.organisation)


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


def _unknown(phrase: Sequence[Unit], sentence: str, hints: frozenset[str], in_chain: bool) -> Party | None:
    """The party of a phrase whose head no list knows."""
    head = phrase[-1]
    if not head.particle and not head.joined and not (in_chain and head.text.isascii()):
        return None
    whole = _whole_of_unlisted(phrase)
    if whole is not None or is_bare_part(head.text):
        return whole
    name = head.text[:-1] if _is_foreign_firm(phrase, sentence) else head.text
    if name in hints or head.incorporated == "before":
        return Party(name, head.start, head.end, "")
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
    return Party(name, start, head.end, "")


def _latin_before(phrase: Sequence[Unit]) -> Party | None:
    """The Latin name that a word tells the kind of behind it: "BRK(Bank Rakyat) 은행은"."""
    name = phrase[-2] if len(phrase) > 1 else phrase[-1]
    if _LATIN_WORD.fullmatch(name.text) is None or name.text in vocabulary().abbreviations:
        return None
    return _of(name.known) if name.known is not None else Party(name.text, name.start, name.end, "")


def _is_foreign_firm(phrase: Sequence[Unit], sentence: str) -> bool:
    """Whether 사 is no part of a name: "DCM사", or 헤르사 of a phrase that names its country or its Latin name."""
    head, lists = phrase[-1], vocabulary()
    if _FOREIGN_FIRM.fullmatch(head.text):
        return True
    if head.text[-1] != "사" or len(head.text) < _SHORTEST_FOREIGN or is_told_by_its_end(head.text):
        return False
    of_a_kind = tuple(word for word in lists.common if word.endswith("사") and len(word) > 1)
    if is_common(head.text) or is_common(head.text[:-1]) or head.text.endswith(of_a_kind):
        return False  # "중국 가람공사와"
    abroad = any(unit.text in lists.places and unit.text not in lists.domestic for unit in phrase[:-1])
    return abroad or _LATIN_GLOSS.match(sentence, head.start + len(head.text)) is not None


def _whole_of_unlisted(phrase: Sequence[Unit]) -> Party | None:
    """The organisation that nobody knows whose part or head a phrase names, where its end tells that it is one."""
    lists, head = vocabulary(), phrase[-1]
    if head.particle not in ("topic", "subject", "with", "of", "list", ""):
        return None
    if (grown := _without_part(head.text)) and head.text not in lists.common:
        return Party(grown, head.start, head.start + len(grown), "")
    if head.text in lists.places and len(phrase) > 1 and is_told_by_its_end(phrase[-2].text) and not head.joined:
        return Party(f"{phrase[-2].text} {head.text}", phrase[-2].start, head.end, "")  # "가람전자 인도네시아와"
    if not head.text.endswith((*lists.person_heads, *lists.parts)):
        return None
    university = head.text.endswith(lists.university_parts)
    for at in range(len(phrase) - 2, -1, -1):
        unit = phrase[at]
        if unit.text in lists.descriptors or unit.text in ("전", "前"):
            return None
        told = is_told_by_its_end(unit.text) or (university and ends_as_a_university(unit.text))
        if unit.incorporated or (told and not unit.quoted):
            return None if _led_before(phrase, at) else Party(unit.text, unit.start, unit.end, "")
    return _firm_of_a_foreigner(phrase)


def _firm_of_a_foreigner(phrase: Sequence[Unit]) -> Party | None:
    """The Latin name beside one with a foreign name who leads it: "존 스미스 Harmonix CEO", "Naru John Smith 대표"."""
    if not phrase[-1].text.endswith(vocabulary().person_heads):
        return None
    first = len(phrase) - 1
    while first > 0 and _LATIN_WORD.fullmatch(phrase[first - 1].text):
        first -= 1
    latin = phrase[first:-1]
    if len(latin) > _FULL_NAME:
        latin = latin[:-_FULL_NAME]
    elif len(latin) != 1 or first == 0 or may_stand_before_a_name(phrase[first - 1]):
        return None  # "John Smith 대표"
    name = " ".join(unit.text for unit in latin)
    return None if name in vocabulary().abbreviations else Party(name, latin[0].start, latin[-1].end, "")


def _without_part(word: str) -> str:
    """The name in a word that it is one with its part or head: 나래은행 of 나래은행장, 가람건설 of 가람건설상사부문."""
    if word.endswith("장") and is_told_by_its_end(word[:-1]):
        return word[:-1]
    part = next((p for p in _GROWN if word.endswith(p)), "")
    last = len(word) - len(part) - 1  # of a part that has a word of its own
    return next((word[:end] for end in range(last, 2, -1) if is_told_by_its_end(word[:end])), "") if part else ""


def _stands_as_a_party(phrase: Sequence[Unit], name: str, sentence: str, in_chain: bool) -> bool:
    """Whether the particle of a name that nobody knows, or its place in a list, is that of a party."""
    head = phrase[-1]
    if name.endswith(VERBAL) or head.particle == "also" or (head.particle == "place" and not is_source(head, sentence)):
        return False
    listed = in_chain and len(name) >= 3 and len(phrase) == 1
    return bool(head.particle) or head.glossed or listed


def _is_a_person(phrase: Sequence[Unit], name: str) -> bool:
    """Whether a phrase that names no organisation is of one who leads it: "홍길동 대표와"."""
    behind_a_name = len(phrase) > 1 and is_person(phrase[-2].text)
    return name.endswith(vocabulary().person_heads) and (len(name) <= 6 or behind_a_name)


def _is_described(phrase: Sequence[Unit]) -> bool:
    """Whether the word before the head says what it is: "기업 나래통신과"."""
    before = phrase[-2].text if len(phrase) > 1 else ""
    return before in vocabulary().descriptors or before.endswith(("기업", "업체", "회사"))


def _is_introduced(phrase: Sequence[Unit], name: str, sentence: str) -> bool:
    """Whether a name is given in Latin letters, too, or by "기업인 …"."""
    head = phrase[-1]
    foreign = head.glossed and _LATIN_GLOSS.match(sentence, head.start + len(name)) is not None
    called = len(phrase) > 1 and phrase[-2].text.endswith(vocabulary().called)
    return (foreign or called) and name not in vocabulary().common
