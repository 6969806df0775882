"""Finds the parties of an alliance in a clause, by the grammar of its noun phrases.

Parties are the topic or subject of the clause, comitatives ("B와"), and what is coordinated with either
("A와 B는", "A·B", "A, B 등과").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.tag.language.lexicon import is_kind_of_firm, is_single_noun, is_told_by_its_end, lexicon
from agents.tag.language.vocabulary import is_count, vocabulary
from agents.tag.names.public_bodies import is_of_the_state
from agents.tag.parties.name_candidates import (
    ends_as_a_university,
    is_inflected,
    is_latin,
    is_plausible,
    may_be_called,
    may_begin_a_name,
    may_stand_before_a_name,
)
from agents.tag.parties.names_in_lists import led_by_them, listed, marked
from agents.tag.parties.noun_phrases import BETWEEN, OrganisationSpan, Unit, phrases
from agents.tag.parties.party import Party
from agents.tag.parties.phrase_party import leads_somebody, party_of
from agents.tag.parties.phrasing import PATTERNS
from agents.tag.parties.unlisted_party import is_source

_LISTED_IN_QUOTES = re.compile(r"'[^\s'\-·]{2,20}[\-·][^\s'\-·]{2,20}\s")
_TARGET_REACH = 14  # characters behind a name within which a word like 겨냥 makes a target of it
_PARTY = ("topic", "subject", "with")
_ON_THE_SAME_DAY = "같은 날"


def parties(
    sentence: str, start: int, end: int, known: Sequence[OrganisationSpan], hints: frozenset[str] = frozenset()
) -> list[Party]:
    """The parties named in a stretch of a plain sentence, in their order.

    `hints` are names that another part of the text gives away, such as the one a headline begins with.
    """
    if sentence.count("'", start, end) % 2 and not _LISTED_IN_QUOTES.match(sentence, sentence.rfind("'", start, end)):
        end = max(start, sentence.rfind("'", start, end))  # the trigger stands inside a quoted name of a project
    found_phrases = list(phrases(sentence, start, end, known))
    if found_phrases and _joins_hands(found_phrases[-1][-1], sentence):
        *before, last = found_phrases[-1]
        found_phrases[-1] = [*before, replace(last, particle="with")]
    found = _Coordination(sentence, found_phrases, hints).read()
    if "이어 " in sentence:
        earlier = [m.span() for m in PATTERNS["earlier"].finditer(sentence, start, end)]
        found = [p for p in found if not any(a <= p.start and p.end <= b for a, b in earlier)]
    return found


class _Coordination:
    """Reads phrases one after the other; those that are coordinated have the role of the last of them."""

    def __init__(self, sentence: str, found_phrases: Sequence[Sequence[Unit]], hints: frozenset[str]) -> None:
        self.sentence, self.phrases, self.hints = sentence, found_phrases, hints
        self.found: list[Party] = []
        self.chain: list[Party] = []

    def read(self) -> list[Party]:
        for at, phrase in enumerate(self.phrases):
            head = phrase[-1]
            if self.chain and (head.text == "및" or is_where_one_is(head) or self._owns_the_next(at)):
                continue
            if self.chain and head.text == "등":
                self._close(self._role_behind_others(at))
                continue
            owned = self._is_owned(at)
            party = None if owned or self._is_of_goods(at) else self._party(at)
            if party is not None and head.joined and party.name in {p.name for p in self.chain}:
                continue  # "가람의 김하늘 대표, 박바다 가람 부대표, 나래 …"
            if party is None or any(party.name == p.name for p in self.chain):
                if self.chain:
                    self._close(self._role_before_another(at, party))
                if party is None and (owned or leads_somebody(phrase)):
                    self._give_role_of_leader(at)
                continue
            self.chain.append(party)
            if not self._goes_on(at):
                self._close(self._role(at, party))
        self._close("list")
        return self.found

    def _close(self, role: str) -> None:
        for party in self.chain:
            party.role = "topic" if role == "also" else role
        self.found += self.chain
        self.chain = []

    def _give_role_of_leader(self, at: int) -> None:
        """Gives the organisation before "의" the role of the one who leads it: "가람의 존 스미스 대표와"."""
        led = self.found[-1] if self.found else None
        head = self.phrases[at][-1]
        if (
            led is not None
            and led.role == "of"
            and head.particle in _PARTY
            and led.start >= self.phrases[at - 1][0].start
        ):
            led.role = head.particle

    def _is_owned(self, at: int) -> bool:
        """Whether a phrase is of a quoted product of the company before it: "가람의 지원 플랫폼 '나래빛'은"."""
        phrase = self.phrases[at]
        head = phrase[-1]
        if not head.quoted or len(phrase) < 2 or at == 0 or self.phrases[at - 1][-1].particle != "of":
            return False
        known = head.known is not None and head.known.organisation.kind != "unknown"
        return not known and phrase[-2].text in lexicon().product_cues

    def _is_of_goods(self, at: int) -> bool:
        """Whether a phrase is of the first of two quoted goods that something is done with: "'가람정'과 '나래정'을"."""
        head, following = self.phrases[at][-1], self._following(at)
        if following is None or _is_known(head) or not head.quoted:
            return False
        last = following[-1]
        return head.particle == "with" and last.quoted and not _is_known(last) and last.particle == "object"

    def _owns_the_next(self, at: int) -> bool:
        """Whether a phrase tells whose branch or client the next of a list is: "Gaon Tech의 한국 지사인 가온코리아"."""
        following = self._following(at)
        if self.phrases[at][-1].particle != "of" or following is None:
            return False
        return any(unit.text in vocabulary().branches or _tells_what_one_is(unit.text) for unit in following[:-1])

    def _following(self, at: int) -> Sequence[Unit] | None:
        return self.phrases[at + 1] if at + 1 < len(self.phrases) else None

    def _party(self, at: int) -> Party | None:
        """The party that a phrase is, by itself or by its place in a list."""
        phrase = self.phrases[at]
        head = phrase[-1]
        party = party_of(phrase, self.sentence, self.hints, in_chain=bool(self.chain))
        if party is not None:
            return party
        if head.particle == "with" and head.text in vocabulary().places:
            self.found.append(Party(head.text, head.start, head.end, "abroad"))
        quoted = _is_quoted_whole(head, self.sentence)
        if head.joined and (quoted or not self.chain) and self._opens_list(at):
            party = listed(phrase, quoted=quoted)
        if party is None and head.joined and self._is_behind_its_country(at):
            party = self._between_parties(at) or listed(phrase, quoted=True)
        if party is None and head.marked and self._list_ends_with_a_party(at, described=True):
            party = marked(phrase)
        if party is None and head.particle == "with":
            party = self._named_before(phrase)
        if party is None and self.chain:
            party = self._between_parties(at) or marked(phrase) or led_by_them(phrase)
        if party is None and len(self.chain) > 1 and len(phrase) == 1 and is_plausible(head):
            party = self._last_of_list(at)
        return party

    def _role_behind_others(self, at: int) -> str:
        """The role of a list that 등 closes."""
        particle, following = self.phrases[at][-1].particle, self._following(at)
        if particle == "of" and following is not None and is_kind_of_firm(following[-1].text):
            return following[-1].particle or "list"  # "가람, 나래 등의 언론사와"
        if particle:
            return particle
        if following is not None and _is_of_things(following):
            return "object"
        where = vocabulary().places
        goes_on = at + 2 < len(self.phrases) and self.phrases[at + 2][0].text == "그리고"
        behind = [p[-1] for p in self.phrases[at + (2 if goes_on else 1) :]]
        if goes_on:  # "가람, 나래 등 기관, 그리고 다솔과"
            return next((unit.particle for unit in behind if unit.particle in _PARTY), "list")
        if any(unit.text in BETWEEN for unit in behind[1:2]):
            return "list"  # "가람, 나래 등 2개사와 다솔 간"
        closing = next((u for u in behind if not (u.joined and u.text in where)), None)  # "등 한국·중국 기업들과"
        return closing.particle if closing is not None and closing.particle in _PARTY else "list"

    def _role_before_another(self, at: int, again: Party | None) -> str:
        """The role of a list before what is no party of it, or is one that it has already."""
        head, following = self.phrases[at][-1], self._following(at)
        if again is not None:
            return head.particle if head.particle in _PARTY else "list"  # "가람대와 가람대 부속 병원은"
        if following is not None and following[-1].text == "등":
            return following[-1].particle or "list"  # "A와 B, 지역 상인 등과"
        return "list"

    def _goes_on(self, at: int) -> bool:
        """Whether a list goes on behind the phrase that was put into it last."""
        head, following = self.phrases[at][-1], self._following(at)
        if following is None:
            return False
        if following[0].text == "및" or (head.joined and head.particle in ("", "with")):
            return True
        return head.particle == "with" and self._coordinates(at + 1)

    def _role(self, at: int, party: Party) -> str:
        """The role of a list whose last phrase stands at `at`."""
        phrase, sentence = self.phrases[at], self.sentence
        head = phrase[-1]
        if (head.particle == "" or head.text in BETWEEN) and len(phrase) > 1 and party.end < head.start:
            return "list"
        if is_source(head, sentence):
            return "source"
        next_word = _next_letter(sentence, head.end)
        compared = head.particle == "with" and sentence.startswith(vocabulary().not_partner, next_word)
        if compared and not sentence.startswith(_ON_THE_SAME_DAY, next_word):
            return "against"
        if head.particle == "object" and PATTERNS["among_others"].match(sentence, head.end):
            behind = (p[-1].particle for p in self.phrases[at + 1 :])
            alone = "subject" if sentence.startswith("비롯", _next_letter(sentence, head.end)) else "list"
            return next((particle for particle in behind if particle in _PARTY), alone)
        after = sentence[head.end : head.end + _TARGET_REACH]
        if head.particle in ("object", "place") and any(t in after for t in vocabulary().targets):
            return "against"
        return head.particle or "list"

    def _coordinates(self, at: int) -> bool:
        """Whether what stands right behind "A와" is coordinated with A ("A와 B는") and not the rest of the clause."""
        following = self.phrases[at]
        head = following[-1]
        if head.particle not in (*_PARTY, "of", "also", "") and not head.joined and head.text not in BETWEEN:
            return False
        if head.text in BETWEEN or (head.particle == "" and not head.joined and head.text != "등"):
            between = head.text in (*BETWEEN, "양사", "3사")
            described = all(may_stand_before_a_name(unit) for unit in following[:-2])  # "가람과 대만 나래 간"
            return between and described and following[0] is not head
        party = party_of(following, self.sentence, self.hints, in_chain=True) or self._between_parties(at)
        if party is not None and party.organisation is None and head.particle == "of":
            led = any(phrase[-1].particle in ("topic", "subject") for phrase in self.phrases[:at])
            purpose = None if led else PATTERNS["for_what"].match(self.sentence, head.end)
            paper = purpose.end() if purpose else head.end
            return bool(PATTERNS["paper_of"].match(self.sentence, paper))  # not "가람과 나래용 부품의 공급 협약"
        if party is None or head.particle:
            return party is not None
        known = party.organisation is not None and party.organisation.kind != "unknown"
        return known or is_told_by_its_end(party.name) or self._list_ends_with_a_party(at, described=True)

    def _opens_list(self, at: int) -> bool:
        """Whether a name nobody knows is the first of a list whose end has the particle of a party: "A, B, C와"."""
        phrase = self.phrases[at]
        quoted = _is_quoted_whole(phrase[-1], self.sentence)
        if not phrase[-1].joined or (len(phrase) > 1 and not quoted and not may_stand_before_a_name(phrase[-2])):
            return False
        dotted = not quoted and self._is_dotted(phrase[-1])
        return self._list_ends_with_a_party(at, dotted=dotted, described=quoted)

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
        return abroad and named and self._list_ends_with_a_party(at, described=True)

    def _is_dotted(self, head: Unit) -> bool:
        """Whether a mark like · stands behind a word and no comma: words so joined may tell what a firm makes."""
        return not self.sentence.startswith((",", " "), head.end)

    def _list_ends_with_a_party(self, at: int, *, dotted: bool = False, described: bool = False) -> bool:
        """Whether the list that a phrase is in ends with a party; `described`: words may tell what that one makes."""
        closed = False
        for following in self.phrases[at + 1 :]:
            head = following[-1]
            descriptors = any(u.text in vocabulary().descriptors for u in following[:-1])
            counted = len(following) == 2 and (is_count(head.text) or head.text in BETWEEN)  # "A·B·C 3사는", "A·B 간"
            if len(following) > 1 and not counted and (dotted or (descriptors and not described)):
                return False  # "앱·플랫폼 전문기업 C와": the list tells what C makes
            if head.text == "등" and head.particle in _PARTY:
                return True
            if head.joined or head.text in ("등", "및") or is_where_one_is(head):
                closed = closed or head.text == "등"
                continue
            of_them = is_count(following[0].text) or head.text.endswith(("대표들", "관계자들"))
            if closed and of_them and head.particle in _PARTY:
                return True  # "가람, 나래, 다솔 등 22개 기업 관계자들이"
            takes_part = head.particle in (*_PARTY, "of", "also") or head.text in BETWEEN
            among = head.particle == "object" and PATTERNS["among_others"].match(self.sentence, head.end) is not None
            takes_part = takes_part or among
            return takes_part and party_of(following, self.sentence, self.hints, in_chain=True) is not None
        return False

    def _named_before(self, phrase: Sequence[Unit]) -> Party | None:
        """The party named last that "이 회사와" stands for, where it is no subject itself."""
        if " ".join(unit.text for unit in phrase[-2:]) not in vocabulary().this_party:
            return None
        last = next((p for p in reversed(self.found) if p.role in ("place", "object", "of")), None)
        return replace(last, start=phrase[-2].start, end=phrase[-1].end) if last is not None else None

    def _between_parties(self, at: int) -> Party | None:
        """A name of common nouns within a list of parties: 바른환경 of "가람테크와 바른환경, 나래연구원은"."""
        phrase = self.phrases[at]
        head = phrase[-1]
        latin = len(phrase) > 1 and is_latin(phrase[-2].text) and phrase[-2].text not in vocabulary().abbreviations
        alone = len(phrase) == 1 or latin or may_stand_before_a_name(phrase[-2])
        named = is_plausible(head) or ends_as_a_university(head.text)
        if not (head.joined and alone and named and self._list_ends_with_a_party(at, described=True)):
            return None
        first = phrase[-2] if latin else head  # "CEMC, CEMC 수소에너지, 가람전자와"
        return Party(f"{first.text} {head.text}" if latin else head.text, first.start, head.end, "")

    def _last_of_list(self, at: int) -> Party | None:
        """The last name of a list that "등과" closes, though it is made of common nouns."""
        unit, following = self.phrases[at][-1], self._following(at)
        closed = following is not None and following[-1].text == "등" and following[-1].particle in _PARTY
        return Party(unit.text, unit.start, unit.end, "") if closed else None


def _is_of_things(counted: Sequence[Unit]) -> bool:
    """Whether what a list counts is made or had by somebody: "기획, 판매 등 3개 분과를", but "가람 등 3개 업체를"."""
    *before, head = counted
    things = bool(before) and is_count(before[0].text) and head.particle == "object"
    return things and head.text not in vocabulary().counted and not is_kind_of_firm(head.text)


def _is_known(unit: Unit) -> bool:
    return unit.known is not None and unit.known.organisation.kind != "unknown"


def _tells_what_one_is(word: str) -> bool:
    """Whether a word says of the name behind it what it is to whom stands before: 고객인, 파트너인."""
    return word.endswith("인") and is_single_noun(word[:-1]) and not is_single_noun(word)


def is_where_one_is(head: Unit) -> bool:
    """Whether a word tells where the next of a list is: "독일의 A, 일본의 B", "A와 가람시의 B"."""
    return head.particle == "of" and (head.text in vocabulary().places or _is_local_government(head))


def _is_local_government(unit: Unit) -> bool:
    known = unit.known
    return known is not None and is_of_the_state(known.organisation.kind) and known.organisation.name[-1] in "시군구도"


def _joins_hands(last: Unit, sentence: str) -> bool:
    """Whether a headline leaves out the particle of a partner: "가람전자, 나래 손잡고"."""
    bare = not (last.particle or last.joined or is_inflected(last.text))
    return bare and PATTERNS["joins_hands"].match(sentence, last.end) is not None


def _next_letter(sentence: str, at: int) -> int:
    while at < len(sentence) and sentence[at] in " ,":
        at += 1
    return at


def _is_quoted_whole(unit: Unit, sentence: str) -> bool:
    return unit.quoted and sentence.startswith("'", unit.start + len(unit.text))
