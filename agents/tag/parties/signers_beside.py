"""Names that nobody knows, told by a party beside them: who signs a deal with a known one is an organisation, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.tag.language.lexicon import is_done, is_ordinary, is_person, is_told_by_its_end, is_unheard
from agents.tag.language.vocabulary import vocabulary
from agents.tag.parties.contracting import is_licensed_to
from agents.tag.parties.name_candidates import (
    is_counted,
    is_latin,
    is_plausible,
    is_stem,
    is_strange,
    may_be_called,
    may_stand_before_a_name,
)
from agents.tag.parties.noun_phrases import BETWEEN, OrganisationSpan, Unit, phrases
from agents.tag.parties.phrase_party import party_of
from agents.tag.parties.phrasing import PATTERNS

_SUBJECTS = ("topic", "subject")


def signers_beside(sentence: str, start: int, noun: int, end: int, known: Sequence[OrganisationSpan]) -> frozenset[str]:
    """The strange names of a clause that signs a deal; `noun`: where the word for it starts, `end`: where its verb."""
    cut = phrases(sentence, start, end, known)
    told = [party_of(phrase, sentence) is not None for phrase in cut]
    found = {*_coordinated(sentence, cut, told), *_listed(cut, told)}
    leads = any(ok and phrase[-1].particle in _SUBJECTS for ok, phrase in zip(told, cut, strict=True))
    follows = any(ok and phrase[-1].particle == "with" for ok, phrase in zip(told, cut, strict=True))
    for phrase in (phrase for phrase, ok in zip(cut, told, strict=True) if not ok):
        if (leads or follows) and (led := _led(phrase)) is not None:
            found.add(led.text)
        elif (leads and _is_partner(sentence, phrase, noun)) or (follows and not leads and _is_subject(phrase)):
            found.add(phrase[-1].text)
    return frozenset(found)


def _coordinated(sentence: str, cut: Sequence[Sequence[Unit]], told: Sequence[bool]) -> Iterator[str]:
    """Names coordinated with a party as subject or as signers: "가람과 나래는", "가람과 나래 간", "가람과 나래의"."""
    for at, (one, other) in enumerate(pairwise(cut)):
        if not (one[-1].particle == "with" or one[-1].joined) or told[at] == told[at + 1]:
            continue
        head = other[-1]
        between = head.text in BETWEEN and len(other) > 1
        of_both = head.particle == "of" and PATTERNS["deal_of_both"].match(sentence, head.end + 1) is not None
        if not (between or of_both or head.particle in _SUBJECTS):
            continue
        phrase = one if told[at + 1] else other[:-1] if between else other
        if phrase is one and not (head.particle == "topic" or at == 0):
            continue
        name = phrase[-1]
        if _is_alone(phrase) and _may_sign(name) and not is_stem(name.text):
            yield name.text


def _listed(cut: Sequence[Sequence[Unit]], told: Sequence[bool]) -> Iterator[str]:
    """The strange names in a list of signers: 스텔라인 of "가람과 스텔라인, 나래는", 여천텍스 of "여천텍스, 나래와"."""
    first, leads = 0, False
    for at, phrase in enumerate(cut):
        head = phrase[-1]
        if head.joined or (head.particle == "with" and at + 1 < len(cut)):
            continue
        closes = head.particle in _SUBJECTS
        within = range(first, at + 1 if closes else at)
        partner = cut[at - 1][-1] if len(within) > 1 and leads else head
        of_partners = partner.particle == "with" and (told[at - 1] or _is_strange(partner))
        if of_partners or (closes and len(within) > 2):
            listed = [cut[item][-1] for item in within if not told[item] and _is_alone(cut[item])]
            named = [name.text for name in listed if is_told_by_its_end(name.text)]
            if named or any(told[item] for item in within):
                yield from named
                yield from (name.text for name in listed if _is_strange(name) or is_plausible(name))
        first, leads = at + 1, leads or (closes and told[at])


def _is_strange(name: Unit) -> bool:
    return len(name.text) > 2 and not name.quoted and is_unheard(name.text) and not is_person(name.text)


def _is_subject(phrase: Sequence[Unit]) -> bool:
    """Whether a phrase is of a subject by its strange name alone: "국내 1위 코르벤 로지스온은"."""
    head = phrase[-1]
    strange = not (is_stem(head.text) or is_ordinary(head.text))
    return head.particle in _SUBJECTS and strange and _may_sign(head)


def _is_partner(sentence: str, phrase: Sequence[Unit], noun: int) -> bool:
    """Whether a phrase is of the partner of a clause's subject: "나래와 16일", "나래에 기술수출하는"."""
    head = phrase[-1]
    if head.particle == "place":
        return _may_sign(head) and _is_licensee(sentence, phrase, noun)
    return head.particle == "with" and _is_alone(phrase) and _may_sign(head) and is_unheard(head.text)


def _is_licensee(sentence: str, phrase: Sequence[Unit], noun: int) -> bool:
    """Whether a technology goes to the firm that a phrase names: "미국 벨로닉스에 기술수출하는", but "신약에 대한"."""
    head, lists = phrase[-1], vocabulary()
    before = phrase[-2].text if len(phrase) > 1 else ""
    described = (before in lists.places and before not in lists.domestic) or before in lists.firms
    latin = is_latin(head.text) and not head.text.isupper()
    foreign = described or head.glossed or head.incorporated or latin or is_unheard(head.text)
    named = foreign and not any(letter.isdigit() for letter in head.text)
    particle = PATTERNS["given_to"].search(sentence, head.start, head.end)
    if particle is None or PATTERNS["about"].match(sentence, particle.start()):
        return False
    return named and is_licensed_to(sentence, particle.start(), noun)


def _led(phrase: Sequence[Unit]) -> Unit | None:
    """The name beside one who leads it: 나래 of "나래 김하늘 사장과" and "김하늘 나래 대표와"."""
    lists = vocabulary()
    if len(phrase) < 3 or phrase[-1].text not in lists.leaders or phrase[-1].particle not in (*_SUBJECTS, "with"):
        return None
    at = len(phrase) - (3 if is_person(phrase[-2].text) else 2)
    beside = phrase[-2] if at == len(phrase) - 3 else phrase[-3]
    name = phrase[at]
    named = is_person(beside.text) and _may_sign(name) and not (name.text in lists.before_titles or is_done(name.text))
    return name if named else None


def _may_sign(name: Unit) -> bool:
    return may_be_called(name) and name.text not in vocabulary().abbreviations


def _is_alone(phrase: Sequence[Unit]) -> bool:
    """Whether no word of the language goes on into a phrase's head."""
    beside = all(is_strange(unit) or may_stand_before_a_name(unit) for unit in phrase[-2:-1])
    return beside and not is_counted(phrase)
