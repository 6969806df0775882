"""Names from afar that no list knows: with 사 behind, with Latin letters, of two loanwords, of foreigners."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.tag.language.legal_forms import legal_forms
from agents.tag.language.lexicon import is_kind_of_firm, is_told_by_its_end, lexicon
from agents.tag.language.loanwords import is_loanword
from agents.tag.language.vocabulary import ends_in, vocabulary
from agents.tag.language.word_search import WordEnds
from agents.tag.parties.name_candidates import VERBAL, describes, is_common, is_inflected, may_stand_before_a_name
from agents.tag.parties.noun_phrases import Unit
from agents.tag.parties.party import Party

_FOREIGN_FIRM = re.compile(r"[A-Z][A-Za-z0-9&.]+사|[가-힣A-Za-z0-9]{2,}社")  # older news: "DCM사"
# Names the same in Latin letters; short capitals are terms of the trade.
_LATIN_GLOSS = re.compile(r"['\s]{0,2}\((?:[A-Z][a-z]|[A-Z]{5}|[A-Z]{3,} [A-Z])[A-Za-z0-9&.,\- ]{1,38}\)")
_SHORTEST_FOREIGN = 4  # letters with 사
_FULL_NAME = 2  # words
_LATIN_WORD = re.compile(r"[A-Z][A-Za-z0-9&.\-]+")


def is_foreign_firm(phrase: Sequence[Unit], sentence: str) -> bool:
    """Whether 사 is no part of a name: "DCM사", or 헤르사 of a phrase that names its country or its Latin name."""
    head, lists = phrase[-1], vocabulary()
    if head.text[-1] not in "사社":
        return False
    if _FOREIGN_FIRM.fullmatch(head.text):
        return True
    if head.text[-1] != "사" or len(head.text) < _SHORTEST_FOREIGN or is_told_by_its_end(head.text):
        return False
    if is_kind_of_firm(head.text):
        return False  # "미국 손해보험사와"
    if is_common(head.text) or is_common(head.text[:-1]) or _kinds_of_firms().fit(head.text):
        return False  # "중국 가람공사와"
    abroad = any(unit.text in lists.places and unit.text not in lists.domestic for unit in phrase[:-1])
    abroad = abroad or any(unit.incorporated == "before" for unit in phrase[:-1])  # "㈜스위프트 리테일링사와"
    return abroad or is_glossed(sentence, head.start + len(head.text))


@lru_cache(maxsize=1)
def _kinds_of_firms() -> WordEnds:
    return WordEnds(word for word in vocabulary().common if word.endswith("사") and len(word) > 1)


def is_glossed(sentence: str, end: int) -> bool:
    """Whether a name that ends there has the same in Latin letters behind it: 가람(Garam Tech)."""
    return _LATIN_GLOSS.match(sentence, end) is not None


def words_of_gloss(sentence: str, end: int) -> int:
    """How many words the Latin name has that stands right behind a name: 2 in "하늘 테크(Haneul Tech)"."""
    gloss = _LATIN_GLOSS.match(sentence, end)
    if gloss is None:
        return 0
    inside = gloss[0]
    for form in legal_forms(inside):
        inside = inside[: form.start]
    return len(inside.split())


def is_glossed_as_a_group(head: Unit, sentence: str) -> bool:
    """Whether the Latin name behind a name ends with "Group"."""
    gloss = _LATIN_GLOSS.match(sentence, head.start + len(head.text)) if head.glossed else None
    return gloss is not None and gloss[0].endswith(" Group)")


def pair_of_loanwords(phrase: Sequence[Unit], sentence: str) -> Party | None:
    """A name of two words that the dictionary may have, behind a country or a kind of firm: "미국 그린 웨이브와"."""
    if len(phrase) < 2:
        return None
    first, head = phrase[-2], phrase[-1]
    named = head.particle in ("with", "topic", "subject") and is_loanword(head.text) and not is_inflected(head.text)
    if not named or head.text.endswith(VERBAL) or _is_of_a_trade(head.text):
        return None
    glossed = words_of_gloss(sentence, head.start + len(head.text)) == 2
    if not ((glossed and _may_be_of_a_name(first)) or begins_a_pair(first, phrase[:-2])):
        return None
    return Party(f"{first.text} {head.text}", first.start, head.end, "")


def begins_a_pair(first: Unit, before: Sequence[Unit]) -> bool:
    """Whether a loanword is the first word of the name behind it; `before`: what stands before it."""
    if not (is_loanword(first.text) and _may_be_of_a_name(first)):
        return False
    return not is_common(first.text) or _is_told_what_it_is(before)


def _may_be_of_a_name(unit: Unit) -> bool:
    strange = unit.known is None and not (unit.particle or unit.joined or unit.quoted or _is_of_a_trade(unit.text))
    described = may_stand_before_a_name(unit) or describes(unit) or ends_in("kinds").fit(unit.text)
    return strange and not described


def _is_of_a_trade(word: str) -> bool:
    """Whether a word says what firms do or make: 클라우드, 플랫폼, 모바일게임."""
    lists, known = vocabulary(), lexicon()
    listed = word in lists.common or word in lists.descriptors or word in known.generic
    return listed or word in (*lists.institutions, *known.trade_modifiers) or word.endswith(known.trades)


def _is_told_what_it_is(before: Sequence[Unit]) -> bool:
    """Whether a country or a kind of firm stands before a name."""
    lists = vocabulary()
    if not before or before[-1].particle or before[-1].joined:
        return False
    word = before[-1].text
    abroad = word in lists.places and word not in lists.domestic
    return abroad or word in lists.descriptors or word.endswith(lists.called) or is_kind_of_firm(word)


def firm_of_a_foreigner(phrase: Sequence[Unit]) -> Party | None:
    """The Latin name beside one with a foreign name who leads it: "존 스미스 Harmonix CEO", "Naru John Smith 대표"."""
    if not ends_in("person_heads").fit(phrase[-1].text):
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
