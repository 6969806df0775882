"""Signers of ordinary words: who runs a brand, a works at a place, an institution of a country."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language.lexicon import is_of_business_words, is_place, is_single_noun
from agents.tag.language.vocabulary import ends_in, vocabulary
from agents.tag.parties.name_candidates import is_strange
from agents.tag.parties.noun_phrases import Unit
from agents.tag.parties.party import Party

_LEARNED = ("과학기술원",)
_INSTITUTIONS = ("공사", "과학기술원", "진흥원", "진흥청", "투자청", "개발청", "연구원", "협회", "연맹", "공단")
_SIGNERS = ("with", "topic", "subject")


def run_by(phrase: Sequence[Unit]) -> Party | None:
    """The brand in place of the firm that runs it and is not named: "배달앱 '나래찬' 운영사와", but "축제 운영사와"."""
    if len(phrase) < 2 or phrase[-1].text not in vocabulary().runs or phrase[-1].particle not in _SIGNERS:
        return None
    brand = phrase[-2]
    if brand.known is not None or not (brand.quoted or is_strange(brand)):
        return None
    return Party(brand.text, brand.start, brand.end, "")


def is_site(unit: Unit) -> bool:
    """Whether a word is for a works by the place that it is at: 울산공장, but 완성차공장."""
    if not ends_in("sites").fit(unit.text):
        return False
    site = next(s for s in vocabulary().sites if unit.text.endswith(s))
    place = unit.text.removesuffix(site)
    at_a_place = place in vocabulary().places or (len(place) > 1 and is_place(place))
    return at_a_place and (unit.particle in _SIGNERS or unit.joined)


def institution_abroad(phrase: Sequence[Unit]) -> Party | None:
    """The institution that a country's name makes one of ordinary words: "베트남 철강공사와", but "베트남 협회와"."""
    lists, head = vocabulary(), phrase[-1]
    if len(phrase) < 2 or head.particle not in _SIGNERS or head.known is not None:
        return None
    seat = phrase[-2]
    abroad = seat.text in lists.places and seat.text not in lists.domestic
    of_words = head.text.endswith(_LEARNED) or is_of_business_words(head.text)
    own = head.text.endswith(_INSTITUTIONS) and of_words and not is_single_noun(head.text)
    return Party(f"{seat.text} {head.text}", seat.start, head.end, "") if abroad and own else None
