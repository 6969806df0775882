"""Signers of ordinary words: who runs a brand, a works at a place, an institution of a country."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language.lexicon import begins_with_place, is_of_business_words, is_ordinary, is_place, is_single_noun
from agents.tag.language.vocabulary import ends_in, vocabulary
from agents.tag.names.public_bodies import is_ministry
from agents.tag.parties.name_candidates import is_strange, may_stand_before_a_name
from agents.tag.parties.noun_phrases import Unit
from agents.tag.parties.party import Party

_LOCAL = ("시", "군", "구", "도")
_HOUSES = ("institute", "agency", "association")
_ESTATES = ("산단", "산업단지")
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


def body_within(phrase: Sequence[Unit], at: int) -> Party | None:
    """The body of an ordinary name with whose it is: "김포시 소상공인연합회와", "가람병원 의생명연구원과"."""
    body = phrase[at]
    if body.known is None or body.rest or at == 0 or body.start > phrase[at - 1].end + 1:
        return None
    before = phrase[at - 1]
    local = body.text.endswith(vocabulary().local_bodies)
    own = begins_with_place(body.text) or body.text.startswith(before.text[:2])  # "가람시 가람진흥원"
    ordinary = is_ordinary(body.text) and not own
    between = at > 1 and before.known is None and not (may_stand_before_a_name(before) or _is_estate(before))
    first = at - 2 if between else at - 1
    whole = phrase[first]
    if not ((local and _is_town(whole)) or (ordinary and _has_bodies(whole))):
        return None
    name = " ".join(unit.text for unit in phrase[first : at + 1])
    return Party(name, whole.start, body.end, "")


def _is_town(unit: Unit) -> bool:
    known = unit.known
    return known is not None and known.organisation.kind == "agency" and unit.text.endswith(_LOCAL)


def _has_bodies(unit: Unit) -> bool:
    """Whether bodies of their own may be within an organisation; those of a ministry are known by their own names."""
    if unit.known is None:
        return _is_estate(unit)
    name, kind = unit.known.organisation.name, unit.known.organisation.kind
    return kind in _HOUSES and not unit.rest and not is_ministry(name, kind)


def _is_estate(unit: Unit) -> bool:
    """Whether a word is the name of an estate of factories: 나래산단, but not 국가산단."""
    return unit.known is None and unit.text.endswith(_ESTATES) and unit.text not in vocabulary().common


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
