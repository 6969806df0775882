"""Names nobody knows that their place in a list gives away."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language.lexicon import is_person, is_single_noun
from agents.tag.language.vocabulary import is_count, vocabulary
from agents.tag.parties.name_candidates import (
    VERBAL,
    is_inflected,
    is_latin,
    is_name,
    may_begin_a_name,
    may_stand_before_a_name,
)
from agents.tag.parties.noun_phrases import Unit
from agents.tag.parties.party import Party

_OF_PARTIES = ("topic", "subject", "with")  # particles


def listed(phrase: Sequence[Unit], *, quoted: bool) -> Party | None:
    """The name that a phrase of a list ends with; `quoted`: quotes or a country before it show that it is one."""
    unit = phrase[-1]
    if len(unit.text) < (2 if quoted else 3) or unit.text.endswith(VERBAL):
        return None
    if not quoted and (is_inflected(unit.text) or not is_name(unit.text, unit, described=False)):
        return None
    first = len(phrase) - 1
    while first > 0 and is_latin(phrase[first].text) and is_latin(phrase[first - 1].text):
        first -= 1  # "N Line"
    if quoted and first > 1 and may_begin_a_name(phrase[first - 1]) and phrase[first - 2].text in vocabulary().places:
        first -= 1  # "중국 노라 네트콤"
    return Party(" ".join(u.text for u in phrase[first:]), phrase[first].start, unit.end, "")


def marked(phrase: Sequence[Unit]) -> Party | None:
    """A name nobody knows in a list of names that a mark like △ stands before each of; a word like 학교 is none."""
    head = phrase[-1]
    ordinary = head.text in vocabulary().common or is_single_noun(head.text) or is_count(head.text)
    alone = len(phrase) == 1 and head.marked and not head.particle
    return Party(head.text, head.start, head.end, "") if alone and not ordinary else None


def led_by_them(phrase: Sequence[Unit]) -> Party | None:
    """The last name of a list whose leaders did something: 누벨사 of "가람, 나래, 독일 누벨사 대표들이"."""
    head, lists = phrase[-1], vocabulary()
    if len(phrase) < 2 or head.particle not in _OF_PARTIES or not head.text.endswith("들"):
        return None
    name, before = phrase[-2], phrase[:-2]
    ordinary = name.text in lists.common or is_single_noun(name.text) or is_person(name.text)
    named = head.text.endswith(lists.person_heads) and not ordinary and all(map(may_stand_before_a_name, before))
    return Party(name.text, name.start, name.end, "") if named else None
