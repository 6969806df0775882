"""Tells who or what a clause is about: a company, a state, a political party, a union."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from agents.tag.language.lexicon import is_person, is_place
from agents.tag.language.vocabulary import vocabulary
from agents.tag.names.public_bodies import is_public_body
from agents.tag.parties.name_candidates import is_plausible, may_stand_before_a_name, takes_particle
from agents.tag.parties.noun_phrases import OrganisationSpan, Unit, phrases
from agents.tag.parties.party import Party
from agents.tag.parties.phrase_party import party_of
from agents.tag.parties.relative_clauses import in_relatives

_MAYOR = "시장"  # also a market
ITSELF = frozenset("시군구도")  # "시는": the one that was named before


class SubjectClass(StrEnum):
    """What the subject of a clause is."""

    COMPANY = "company"
    """A company, or a name that nobody knows."""
    INSTITUTION = "institution"
    """A university, an institute, an association, an agency that is no government."""
    GOVERNMENT = "government"
    """A state, a ministry, a city hall, or who holds an office there."""
    PLACE = "place"
    POLITICAL_PARTY = "political party"
    UNION = "union"
    SET = "set"
    """A word like 양사, which stands for parties named before."""
    GROUP = "group"
    """Many of a kind, none named: "게임사들은"."""
    PERSON = "person"
    OTHER = "other"
    """What is no party: "이번 협약은"."""


PUBLIC_BODIES = frozenset(
    {SubjectClass.GOVERNMENT, SubjectClass.PLACE, SubjectClass.POLITICAL_PARTY, SubjectClass.UNION}
)
"""The classes of a subject whose deal is no company's."""

NO_COMPANIES = PUBLIC_BODIES | {SubjectClass.GROUP}
"""The classes of a subject whose deal is its own: it is never that of companies named before."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a clause with what is coordinated with it; offsets in the sentence."""

    text: str
    start: int
    end: int
    kind: SubjectClass


def subject_of(text: str, start: int, end: int, known: Sequence[OrganisationSpan]) -> Subject | None:
    """The topic of a stretch of a plain sentence, or else its subject; None where it has none of its own.

    Subjects of relative clauses and words that only tell when do not count. Of coordinated subjects the one that
    can be a party of a company alliance gives the class: a company before an institution before a government.
    """
    found: list[Subject] = []
    chain: list[Sequence[Unit]] = []
    for phrase in phrases(text, start, end, known):
        head = phrase[-1]
        if head.text != "등":
            chain.append(phrase)
        if head.particle in ("topic", "subject") and chain and not _is_no_subject(head):
            span = Party(head.text, chain[0][0].start, head.end, head.particle)
            subject = _subject(text, chain, span)
            if head.particle == "topic":
                return subject
            if not in_relatives(text, [span]):
                found.append(subject)
        if not (head.joined or head.particle == "with" or head.text in ("등", "및")):
            chain = []
    return found[0] if found else None


def _subject(text: str, chain: Sequence[Sequence[Unit]], span: Party) -> Subject:
    classes = {_class_of(text, phrase) for phrase in chain}
    kind = next(kind for kind in _BY_WEIGHT if kind in classes)
    places = vocabulary().places
    no_part = (at for at, u in enumerate(chain[0][:-1], 1) if may_stand_before_a_name(u) and u.text not in places)
    first = chain[0][max(no_part, default=0)]  # behind "지난 16일"
    return Subject(text[first.start : span.end], first.start, span.end, kind)


_BY_WEIGHT = (
    SubjectClass.SET,
    SubjectClass.COMPANY,
    SubjectClass.INSTITUTION,
    SubjectClass.UNION,
    SubjectClass.POLITICAL_PARTY,
    SubjectClass.GOVERNMENT,
    SubjectClass.PLACE,
    SubjectClass.GROUP,
    SubjectClass.PERSON,
    SubjectClass.OTHER,
)


def _is_no_subject(unit: Unit) -> bool:
    """Whether what ends as a subject does is a verb or only tells when: "지원하는", "이날은"."""
    if unit.known is not None:
        return False
    return unit.text in vocabulary().times or not takes_particle(unit.text, unit.particle)


def _class_of(text: str, phrase: Sequence[Unit]) -> SubjectClass:
    lists = vocabulary()
    head = phrase[-1]
    word, before = head.text + head.rest, phrase[-2] if len(phrase) > 1 else None
    if word.endswith(lists.unions):
        return SubjectClass.UNION
    if word.endswith(lists.political_parties) or (before and before.text.endswith(lists.political_parties)):
        return SubjectClass.POLITICAL_PARTY
    if _holds_office(word, before) or word in ITSELF or (word.endswith(lists.states) and not head.incorporated):
        return SubjectClass.GOVERNMENT
    if word in lists.places and not _has_parts(before):
        return SubjectClass.PLACE
    party = party_of(phrase, text)
    if party is not None:
        return _class_of_party(party)
    if word.endswith(lists.groups):
        return SubjectClass.GROUP
    if is_person(word) or (word.endswith((*lists.person_heads, "사람")) and not word.endswith(_MAYOR)):
        return SubjectClass.PERSON
    return SubjectClass.COMPANY if is_plausible(head) or _has_parts(before) else SubjectClass.OTHER


def _has_parts(before: Unit | None) -> bool:
    """Whether a word behind a name may be of that company: "가람전자 인도네시아는"."""
    return before is not None and before.known is not None and before.known.organisation.kind in ("company", "group")


def _holds_office(word: str, before: Unit | None) -> bool:
    if not word.endswith(_MAYOR):
        return word.endswith(vocabulary().offices)
    city = word.removesuffix(_MAYOR)
    of_city = before is not None and (_is_government(before.known) or is_person(before.text))
    return of_city or city in vocabulary().places or is_place(city)


def _is_government(known: OrganisationSpan | None) -> bool:
    return known is not None and is_public_body(known.organisation.name, known.organisation.kind)


def _class_of_party(party: Party) -> SubjectClass:
    if party.size:
        return SubjectClass.SET
    if party.organisation is None or party.organisation.kind in ("company", "group", "unknown"):
        return SubjectClass.COMPANY
    if is_public_body(party.organisation.name, party.organisation.kind):
        return SubjectClass.GOVERNMENT
    return SubjectClass.INSTITUTION
