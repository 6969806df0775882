"""Signers of ordinary words: who runs a brand, a works at a place, an institution of a country."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language.lexicon import is_of_business_words, is_place, is_single_noun
from agents.tag.language.vocabulary import ends_in, vocabulary
from agents.tag.parties.name_candidates import is_strange
from agents.tag.parties.noun_phrases import Unit
from agents.tag.parties.party import Party

_LOCAL = ("시", "군", "구", "도")
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
    local = len(place) > 2 and place.endswith(_LOCAL)
    at_a_place = local or place in vocabulary().places or (len(place) > 1 and is_place(place))
    return at_a_place and (unit.particle in _SIGNERS or unit.joined)


def local_branch(phrase: Sequence[Unit], at: int) -> Party | None:
    """The branch of an association that the last word of a phrase tells by its place: "가람중앙회 김포시지부와"."""
    whole, branch = phrase[at].known, phrase[-1]
    if whole is None or at != len(phrase) - 2 or phrase[at].rest or not is_site(branch):
        return None
    if whole.organisation.kind == "agency":
        return None  # "김포시 김포지부와"
    return Party(f"{whole.organisation.name} {branch.text}", phrase[at].start, branch.end, "")


def local_body(phrase: Sequence[Unit], at: int) -> Party | None:
    """The association of a town that stands right before it: "김포시 소상공인연합회와"."""
    body, town = phrase[at], phrase[at - 1] if at else None
    if body.known is None or town is None or not body.text.endswith(vocabulary().local_bodies):
        return None
    local = town.known is not None and town.known.organisation.kind == "agency" and town.text.endswith(_LOCAL)
    return Party(f"{town.text} {body.text}", town.start, body.end, "") if local and not body.rest else None


def institution_abroad(phrase: Sequence[Unit]) -> Party | None:
    """The institution that a country's name makes one of ordinary words: "베트남 철강공사와", but "베트남 협회와"."""
    lists, head = vocabulary(), phrase[-1]
    if len(phrase) < 2 or head.particle not in _SIGNERS or head.known is not None:
        return None
    seat = phrase[-2]
    abroad = seat.text in lists.places and seat.text not in lists.domestic
    of_words = head.text.endswith(lists.institutes) or is_of_business_words(head.text)
    own = head.text.endswith(lists.public_institutions) and of_words and not is_single_noun(head.text)
    return Party(f"{seat.text} {head.text}", seat.start, head.end, "") if abroad and own else None
