"""Tells which words of a list of parties are names that no list knows, by the other words of it and its end."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language.lexicon import is_kind_of_firm
from agents.tag.language.vocabulary import is_count, vocabulary
from agents.tag.names.public_bodies import is_of_the_state
from agents.tag.parties.name_candidates import (
    ends_as_a_university,
    is_latin,
    is_plausible,
    may_be_called,
    may_begin_a_name,
    may_stand_before_a_name,
)
from agents.tag.parties.names_in_lists import led_by_them, listed, marked
from agents.tag.parties.noun_phrases import BETWEEN, Unit
from agents.tag.parties.party import Party
from agents.tag.parties.phrase_party import party_of
from agents.tag.parties.phrasing import PATTERNS

PARTY_PARTICLES = ("topic", "subject", "with")


class Lists:
    """The lists that the phrases of a stretch of a plain sentence make."""

    def __init__(self, sentence: str, phrases: Sequence[Sequence[Unit]], hints: frozenset[str]) -> None:
        self.sentence, self.phrases, self.hints = sentence, phrases, hints

    def _following(self, at: int) -> Sequence[Unit] | None:
        return self.phrases[at + 1] if at + 1 < len(self.phrases) else None

    def name_at(self, at: int, before: int) -> Party | None:
        """The name nobody knows that a phrase of a list gives; `before`: how many parties of it stand before."""
        phrase, party = self.phrases[at], None
        head = phrase[-1]
        quoted = is_quoted_whole(head, self.sentence)
        if head.joined and (quoted or not before) and self._open_here(at):
            party = listed(phrase, quoted=quoted)
        if party is None and head.joined and self._is_behind_its_country(at):
            party = self.between_parties(at) or listed(phrase, quoted=True)
        if party is None and head.joined:
            party = self._called_a_firm(at) or (None if before else self._first_of_names(at))
        if party is None and head.marked and self.ends_with_a_party(at, described=True):
            party = marked(phrase)
        if party is None and before:
            party = self.between_parties(at) or marked(phrase) or led_by_them(phrase)
        if party is None and before > 1 and len(phrase) == 1:
            party = self._within_names(at) or self._before_others(at)
        if party is None and before > 1 and self._is_last_of_names(at):
            party = Party(head.text, head.start, head.end, "")
        return party

    def _open_here(self, at: int) -> bool:
        """Whether a name nobody knows is the first of a list whose end has the particle of a party: "A, B, C와"."""
        phrase = self.phrases[at]
        quoted = is_quoted_whole(phrase[-1], self.sentence)
        if not phrase[-1].joined or (len(phrase) > 1 and not quoted and not may_stand_before_a_name(phrase[-2])):
            return False
        dotted = not quoted and self._is_dotted(phrase[-1])
        return self.ends_with_a_party(at, dotted=dotted, described=quoted or _is_called_a_firm(phrase))

    def _called_a_firm(self, at: int) -> Party | None:
        """The name in a list behind a word that says it is a firm's: "구두업체 가온, 수영복업체 나래와"."""
        phrase = self.phrases[at]
        head = phrase[-1]
        told = _is_called_a_firm(phrase) and self.ends_with_a_party(at, described=True)
        return Party(head.text, head.start, head.end, "") if told else None

    def _is_behind_its_country(self, at: int) -> bool:
        """Whether a name stands where a list tells the country of each: "중국의 코란, 독일 제나로와"."""
        *before, head = self.phrases[at]
        if len(before) > 1 and may_begin_a_name(before[-1]):
            before.pop()  # "중국의 노라 네트콤"
        elif is_latin(head.text) or not before:
            before = list(self.phrases[at - 1]) if at else []
        abroad = (
            bool(before) and before[-1].text in vocabulary().places and before[-1].text not in vocabulary().domestic
        )
        named = self.sentence.startswith(",", head.end) and (is_latin(head.text) or may_be_called(head))
        return abroad and named and self.ends_with_a_party(at, described=True)

    def _is_dotted(self, head: Unit) -> bool:
        """Whether a mark like · stands behind a word and no comma: words so joined may tell what a firm makes."""
        return not self.sentence.startswith((",", " "), head.end)

    def ends_with_a_party(self, at: int, *, dotted: bool = False, described: bool = False) -> bool:
        """Whether the list that a phrase is in ends with a party; `described`: words may tell what that one makes."""
        closed = False
        for last, following in enumerate(self.phrases[at + 1 :], at + 1):
            head = following[-1]
            described = described or (head.joined and _is_called_a_firm(following))  # a list of firms
            of_them = is_count(following[0].text) or head.text.endswith(("대표들", "관계자들")) or _is_count(following)
            if closed and of_them and head.particle in PARTY_PARTICLES:
                return True  # "가람, 나래, 다솔 등 22개 기업 관계자들이", "가람, 나래 등 새빛시의 2개 기업과"
            descriptors = any(u.text in vocabulary().descriptors for u in following[:-1])
            counted = len(following) == 2 and (is_count(head.text) or head.text in BETWEEN)  # "A·B·C 3사는", "A·B 간"
            if len(following) > 1 and not counted and (dotted or (descriptors and not described)):
                return False  # "앱·플랫폼 전문기업 C와": the list tells what C makes
            if head.text == "등" and head.particle in PARTY_PARTICLES:
                return True
            if head.joined or head.text in ("등", "및") or is_where_one_is(head):
                closed = closed or head.text == "등"
                continue
            takes_part = head.particle in (*PARTY_PARTICLES, "of", "also") or head.text in BETWEEN
            among = head.particle == "object" and PATTERNS["among_others"].match(self.sentence, head.end) is not None
            takes_part = takes_part or among
            named = party_of(following, self.sentence, self.hints, in_chain=True) is not None
            return takes_part and (named or self._is_last_of_names(last))
        return False

    def _is_last_of_names(self, at: int) -> bool:
        """Whether a word of the dictionary is the third or a later name of a list of partners: "A, B, 바다와"."""
        phrase, before = self.phrases[at], self.phrases[max(0, at - 2) : at]
        listed_before = len(before) == 2 and all(p[-1].joined and not p[-1].particle for p in before)
        alone = len(phrase) == 1 and phrase[0].particle == "with" and len(phrase[0].text) > 2
        return listed_before and alone and may_be_called(phrase[0])

    def between_parties(self, at: int) -> Party | None:
        """A name of common nouns within a list of parties: 바른환경 of "가람테크와 바른환경, 나래연구원은"."""
        phrase = self.phrases[at]
        head = phrase[-1]
        latin = len(phrase) > 1 and is_latin(phrase[-2].text) and phrase[-2].text not in vocabulary().abbreviations
        alone = len(phrase) == 1 or latin or may_stand_before_a_name(phrase[-2])
        named = is_plausible(head) or ends_as_a_university(head.text)
        if not (head.joined and alone and named and self.ends_with_a_party(at, described=True)):
            return None
        first = phrase[-2] if latin else head  # "CEMC, CEMC 수소에너지, 가람전자와"
        return Party(f"{first.text} {head.text}" if latin else head.text, first.start, head.end, "")

    def _first_of_names(self, at: int) -> Party | None:
        """The first of a list of partners, though it is made of common nouns: "가람대가 나래안심생명, 다솔통신과"."""
        phrase, head = self.phrases[at], self.phrases[at][-1]
        opens = at == 0 or self.phrases[at - 1][-1].particle in ("topic", "subject")
        bare = (
            all(map(may_stand_before_a_name, phrase[:-1]))
            and is_plausible(head)
            and not head.particle
            and self.sentence.startswith(",", head.end)
        )
        if not (opens and bare and self._is_of_bare_names(at + 1)):
            return None
        return Party(head.text, head.start, head.end, "")

    def _is_of_bare_names(self, at: int) -> bool:
        """Whether a list goes on with names of one word alone, the last of which has the particle of a party."""
        for phrase in self.phrases[at:]:
            head = phrase[-1]
            named = party_of(phrase, self.sentence, self.hints, in_chain=True)
            if named is None or named.size or (len(phrase) > 1 and not _is_called_a_firm(phrase)):
                return False
            if not head.joined:
                return head.particle in PARTY_PARTICLES
        return False

    def _within_names(self, at: int) -> Party | None:
        """A word of the dictionary that stands within a list of parties: 바다 of "가람, 나래, 바다, 다솔 등은"."""
        head, following = self.phrases[at][-1], self._following(at)
        if following is None or not head.joined or head.particle or not may_be_called(head):
            return None
        named = len(following) == 1 and party_of(following, self.sentence, self.hints, in_chain=True) is not None
        return Party(head.text, head.start, head.end, "") if named and self.ends_with_a_party(at) else None

    def _before_others(self, at: int) -> Party | None:
        """The last name of a list that "등과" closes, though it is made of common nouns."""
        unit, following = self.phrases[at][-1], self._following(at)
        closed = following is not None and following[-1].text == "등" and following[-1].particle in PARTY_PARTICLES
        closed = closed and is_plausible(unit)
        return Party(unit.text, unit.start, unit.end, "") if closed else None


def _is_called_a_firm(phrase: Sequence[Unit]) -> bool:
    """Whether a word for firms of a kind stands right before what may be a name."""
    if len(phrase) < 2:
        return False
    kind = phrase[-2].text
    told = kind in vocabulary().firms or is_kind_of_firm(kind)
    return told and (phrase[-1].known is not None or may_be_called(phrase[-1]))


def _is_count(phrase: Sequence[Unit]) -> bool:
    """Whether a phrase ends with a count of two words: "새빛시의 5개 기업과"."""
    return len(phrase) > 1 and is_count(f"{phrase[-2].text} {phrase[-1].text}")


def is_where_one_is(head: Unit) -> bool:
    """Whether a word tells where the next of a list is: "독일의 A, 일본의 B", "A와 가람시의 B"."""
    return head.particle == "of" and (head.text in vocabulary().places or _is_local_government(head))


def _is_local_government(unit: Unit) -> bool:
    known = unit.known
    return known is not None and is_of_the_state(known.organisation.kind) and known.organisation.name[-1] in "시군구도"


def is_quoted_whole(unit: Unit, sentence: str) -> bool:
    return unit.quoted and sentence.startswith("'", unit.start + len(unit.text))
