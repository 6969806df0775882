"""Who stands for a firm: the one who runs a brand that names it, or a works of its own at a place."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language.lexicon import is_place
from agents.tag.language.vocabulary import vocabulary
from agents.tag.parties.name_candidates import is_strange
from agents.tag.parties.noun_phrases import Unit
from agents.tag.parties.party import Party

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
    site = next((s for s in vocabulary().sites if unit.text.endswith(s)), "")
    place = unit.text.removesuffix(site)
    at_a_place = place in vocabulary().places or (len(place) > 1 and is_place(place))
    return bool(site) and at_a_place and (unit.particle in _SIGNERS or unit.joined)
