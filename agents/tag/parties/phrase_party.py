"""Tells which organisation a noun phrase stands for: its head, the one its head is a part of, or whom a person leads.

Names the gazetteer knows are taken as they are; others must look like names, as `unlisted_party` tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.tag.language.lexicon import is_department, is_person, is_told_by_its_end, lexicon
from agents.tag.language.vocabulary import ends_in, is_count, may_end_a_set, size_of, vocabulary
from agents.tag.parties.name_candidates import (
    generic_ends,
    is_adnominal,
    is_bare_part,
    is_common,
    is_inflected,
    is_latin,
    is_name,
)
from agents.tag.parties.noun_phrases import BETWEEN, OrganisationSpan, Unit
from agents.tag.parties.party import Came, Party
from agents.tag.parties.phrasing import PATTERNS
from agents.tag.parties.sites_and_brands import body_within, is_site, local_branch, run_by
from agents.tag.parties.unlisted_party import (
    extended,
    known_party,
    latin_before,
    led_before,
    unlisted,
    whole_of_unlisted,
    with_first_words,
)

_OF_A_GROUP = ("계열", "자회사")
_CAMPUS = "캠퍼스"
_BEFORE_A_DAY = ("지난", "오는")


def party_of(
    phrase: Sequence[Unit], sentence: str, hints: frozenset[str] = frozenset(), *, in_chain: bool = False
) -> Party | None:
    """The organisation a noun phrase stands for, if any; `in_chain`: parties stand right before it in a list."""
    if _is_person_with_title_before(phrase):
        phrase = [*phrase[:-2], replace(phrase[-2], particle=phrase[-1].particle, joined=phrase[-1].joined)]
    head = phrase[-1]
    if len(phrase) > 1:
        if phrase[-2].text in vocabulary().against:
            return None  # "反 가람 동맹"
        if (named := _last_of_a_counted_list(phrase, hints, in_chain) or run_by(phrase)) is not None:
            return named
    if (set_of := _word_for_a_set(phrase)) is not None:
        return None if _brings_in_others(phrase) else set_of
    if head.known is None and head.text in vocabulary().short_for and (latin := latin_before(phrase)) is not None:
        return latin
    if head.known is not None and head.known.organisation.kind == "unknown" and not head.rest:
        if (university := _university_before(phrase, len(phrase) - 1)) is not None:
            return _known(phrase, university, sentence)
        whole = whole_of_unlisted(phrase) if head.text.endswith(vocabulary().bare_parts) else None
        if whole is not None or is_bare_part(head.text):
            return whole
        return extended(phrase, head.known, sentence)
    at = _last_known(phrase)
    if at is None or _tells_what_another_is(phrase, at, sentence):
        return unlisted(phrase, sentence, hints, in_chain)
    return _known(phrase, at, sentence)


def _is_person_with_title_before(phrase: Sequence[Unit]) -> bool:
    """Whether a phrase names a person behind the title: "가람전자 사장 김하늘은"."""
    head = phrase[-1]
    return len(phrase) > 2 and head.known is None and is_person(head.text) and phrase[-2].text in vocabulary().leaders


def _last_of_a_counted_list(phrase: Sequence[Unit], hints: frozenset[str], in_chain: bool) -> Party | None:
    """The name before a count, which is that of the list that the name ends: "A·B·C 3사는"."""
    before = phrase[:-1]
    if len(before) > 1 and is_count(f"{before[-1].text} {phrase[-1].text}"):
        before = before[:-1]  # "A·B·C 3개 기관과"
    elif not before or not (is_count(phrase[-1].text) or (in_chain and phrase[-1].text in BETWEEN)):
        return None
    last = before[-1]
    if last.known is not None and last.known.organisation.kind != "unknown":
        return known_party(last.known)
    if last.known is not None and in_chain:
        return with_first_words(before)
    named = in_chain and not is_inflected(last.text)
    named = named and (last.text in hints or is_name(last.text, last, described=False))
    return Party(last.text, last.start, last.end, "") if named else None


def _word_for_a_set(phrase: Sequence[Unit]) -> Party | None:
    head, words = phrase[-1], [unit.text for unit in phrase]
    if not may_end_a_set(head.text):
        return None
    for first in range(len(words)):
        text = " ".join(words[first:])  # "네 업체 대표들은"
        if size := size_of(text):
            return Party(text, phrase[0].start, head.end, "", None, size, Came.SET)
    return None


def _brings_in_others(phrase: Sequence[Unit]) -> bool:
    """Whether a count is of partners that were not named before: "단지에 들어올 2개 업체와"."""
    told = (unit.text for unit in phrase[:-1] if unit.text not in _BEFORE_A_DAY)
    return phrase[-1].particle == "with" and any(map(is_adnominal, told))


def _last_known(phrase: Sequence[Unit]) -> int | None:
    """Where the last known name stands, or the whole that it is a part of."""
    at = len(phrase) - 1
    while at >= 0 and phrase[at].known is None:
        at -= 1
    if at < 0:
        return None
    parts = ends_in("parts")
    own_name = phrase[at].text.endswith("병원")
    while not own_name and parts.fit(phrase[at].text) and (whole := _whole(phrase, at)) is not None:
        at = whole
    university = _university_before(phrase, at)
    return at if university is None else university


def _university_before(phrase: Sequence[Unit], unit: int) -> int | None:
    """Where the university stands that a unit belongs to, which may have words of its own before it."""
    lists, text = vocabulary(), phrase[unit].text
    if not (ends_in("university_units").fit(text) or is_department(text)):
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
    return led_before(phrase, at) is False and not _is_head_of_part(after, sentence)


def _known(phrase: Sequence[Unit], at: int, sentence: str) -> Party | None:
    """The party of a phrase with a known name."""
    unit, head, after = phrase[at], phrase[-1], phrase[at + 1 :]
    assert unit.known is not None
    if _is_place(unit):
        return None
    if not after:
        before = phrase[at - 1] if at > 0 else None
        if before is not None and before.incorporated == "before" and not is_told_by_its_end(before.text):
            return Party(f"{before.text} {unit.text}", before.start, unit.end, "")  # "(사)가람융합 나래협회"
        if (body := body_within(phrase, at)) is not None:
            return body
        return _longer(unit.known, unit) if _goes_on(unit) else known_party(unit.known)
    if (subsidiary := _with_second_word(phrase, at)) is not None:
        return subsidiary
    if _is_head_of_part(after, sentence):
        return known_party(unit.known)
    if led_before(phrase, at):
        return None
    if (branch := local_branch(phrase, at)) is not None:
        return branch
    if (campus := _campus(phrase, at)) is not None:
        return campus
    if _stands_for_its_whole(phrase, at):
        described = any(u.text in vocabulary().descriptors for u in after[:-1])
        person_before = len(after) == 1 and head.text.endswith(vocabulary().person_heads)  # "김하늘 나래통신 사장과"
        if unit.known.organisation.kind == "unknown" and not (described or person_before):
            return with_first_words(phrase[: at + 1])
        return None if described else known_party(unit.known)
    if _is_no_name(head):
        bare = head.particle == "" and not head.joined and at == 0 and not unit.rest
        return known_party(unit.known) if bare else None
    at_home_abroad = head.text in vocabulary().places and head.particle in ("topic", "subject", "with")
    named = at_home_abroad or is_site(head) or is_name(head.text, head, described=False)
    written = sentence[unit.known.start : unit.known.end]
    latin = is_latin(written) and is_latin(head.text)  # "GRM ASIA와"
    if len(after) == 1 and not unit.rest and (latin or _has_parts(unit.known)) and named:
        whole = written if latin else unit.known.organisation.name
        full = f"{whole} {head.text}"  # "가람 아라비아와", but "가람전자 '나래클럽'과"
        return known_party(unit.known) if head.quoted else Party(full, unit.start, head.end, "")
    return None


def _with_second_word(phrase: Sequence[Unit], at: int) -> Party | None:
    """The firm whose name begins with that of another and ends as firms' names do: "가람 뮤직 엔터테인먼트 그룹과"."""
    unit, after, ends = phrase[at], phrase[at + 1 :], lexicon().second_words
    own = [u for u in after if u.text != "그룹"]
    if len(own) < 2 or own[-1].text not in ends or unit.rest or not _has_parts(unit.known) or unit.known is None:
        return None
    if any(u.known is not None or u.quoted or u.text in vocabulary().descriptors for u in own):
        return None
    name = " ".join([unit.known.organisation.name, *(u.text for u in after)])
    return Party(name, unit.start, after[-1].end, "")


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
    return len(after) == 1 and PATTERNS["head_of_part"].match(sentence, after[0].start + len(after[0].text)) is not None


def _stands_for_its_whole(phrase: Sequence[Unit], at: int) -> bool:
    """Whether what is behind a name is one who leads it or a part of it."""
    if at + 1 >= len(phrase):
        return False
    return ends_in("person_heads", "parts").fit(phrase[-1].text) or _university_before(phrase, len(phrase) - 1) == at


def _is_no_name(head: Unit) -> bool:
    lists = vocabulary()
    bare = head.particle == "" and not head.joined
    return head.text in lists.descriptors or head.text in lists.common or bare


def _longer(known: OrganisationSpan, unit: Unit) -> Party | None:
    """A name that the gazetteer knows the beginning of: "한빛" in "한빛에스테이트와"."""
    if known.organisation.name in vocabulary().places or len(unit.rest) < 2 or (not unit.particle and not unit.joined):
        return None
    if generic_ends().fit(unit.rest) or is_common(unit.rest):
        return None
    return Party(known.organisation.name + unit.rest, known.start, known.end + len(unit.rest), "")
