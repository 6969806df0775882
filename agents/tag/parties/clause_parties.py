"""Finds the parties of an alliance in a clause, by the grammar of its noun phrases.

Parties are the topic or subject of the clause, comitatives ("B와"), and what is coordinated with either
("A와 B는", "A·B", "A, B 등과").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from agents.tag.language.lexicon import is_kind_of_firm, is_ordinary, is_single_noun, is_told_by_its_end, lexicon
from agents.tag.language.vocabulary import ends_in, is_count, vocabulary
from agents.tag.parties.lists_of_parties import PARTY_PARTICLES, Lists, is_where_one_is
from agents.tag.parties.name_candidates import (
    is_inflected,
    is_stem,
    may_stand_before_a_name,
)
from agents.tag.parties.noun_phrases import BETWEEN, OrganisationSpan, Unit, phrases
from agents.tag.parties.party import Party
from agents.tag.parties.phrase_party import party_of
from agents.tag.parties.phrasing import PATTERNS
from agents.tag.parties.unlisted_party import is_source

_LISTED_IN_QUOTES = re.compile(r"'[^\s'\-·]{2,20}[\-·][^\s'\-·]{2,20}\s")
_TARGET_REACH = 14  # characters behind a name within which a word like 겨냥 makes a target of it
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
        self.lists = Lists(sentence, found_phrases, hints)
        self.found: list[Party] = []
        self.chain: list[Party] = []

    def read(self) -> list[Party]:
        for at, phrase in enumerate(self.phrases):
            head = phrase[-1]
            if self.chain and (
                head.text == "및" or is_where_one_is(head) or self._owns_the_next(at) or self._is_owned(at + 1)
            ):
                continue
            if self.chain and head.text == "등":
                self._close(self._role_behind_others(at))
                continue
            owned = self._is_owned(at)
            party = self._owner(at) if owned else None if self._is_of_goods(at) else self._party(at)
            if party is not None and head.joined and party.name in {p.name for p in self.chain}:
                continue  # "가람의 김하늘 대표, 박바다 가람 부대표, 나래 …"
            if party is None or any(party.name == p.name for p in self.chain):
                if self.chain:
                    self._close(self._role_before_another(at, party))
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

    def _owner(self, at: int) -> Party | None:
        """Whom the phrase before names, in place of what is owned: 가람 of "가람의 존 스미스 대표와"."""
        owner = party_of(self.phrases[at - 1], self.sentence, self.hints)
        self.found = [party for party in self.found if owner is None or party.start != owner.start]
        return owner

    def _is_owned(self, at: int) -> bool:
        """Whether a phrase is of a product, a part or a manager of the one before it: "가람의 로봇연구소와"."""
        if not 0 < at < len(self.phrases):
            return False
        phrase, owner = self.phrases[at], self.phrases[at - 1][-1]
        head = phrase[-1]
        if owner.particle != "of" or any(map(_is_known, phrase)):
            return False
        if head.quoted:
            return len(phrase) > 1 and phrase[-2].text in lexicon().product_cues  # "가람의 지원 플랫폼 '나래빛'은"
        if len(phrase) > 1 and ends_in("person_heads").fit(head.text):
            return party_of(self.phrases[at - 1], self.sentence, self.hints) is not None
        return _is_known(owner) and len(phrase) == 1 and is_ordinary(head.text) and ends_in("bare_parts").fit(head.text)

    def _is_of_goods(self, at: int) -> bool:
        """Whether a phrase is of the first of two goods: "'가람정'과 '나래정'을", "떡집과 찻집을 운영하는 가람은"."""
        head, following = self.phrases[at][-1], self._following(at)
        if following is None or head.particle != "with" or following[-1].particle != "object":
            return False
        if _is_known(head) or is_told_by_its_end(head.text):
            return False
        if head.quoted:
            return following[-1].quoted and not _is_known(following[-1])
        behind = self._following(at + 1)
        alone = at == 0 and len(self.phrases[at]) == 1
        return alone and behind is not None and behind[0].particle == "topic" and is_stem(behind[0].text)

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
        if (party := self.lists.name_at(at, len(self.chain))) is not None:
            return party
        return self._named_before(phrase) if head.particle == "with" else None

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
            return next((unit.particle for unit in behind if unit.particle in PARTY_PARTICLES), "list")
        if any(unit.text in BETWEEN for unit in behind[1:2]):
            return "list"  # "가람, 나래 등 2개사와 다솔 간"
        closing = next((u for u in behind if not (u.joined and u.text in where)), None)  # "등 한국·중국 기업들과"
        return closing.particle if closing is not None and closing.particle in PARTY_PARTICLES else "list"

    def _role_before_another(self, at: int, again: Party | None) -> str:
        """The role of a list before what is no party of it, or is one that it has already."""
        head, following = self.phrases[at][-1], self._following(at)
        if again is not None:
            return head.particle if head.particle in PARTY_PARTICLES else "list"  # "가람대와 가람대 부속 병원은"
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
            return next((particle for particle in behind if particle in PARTY_PARTICLES), alone)
        after = sentence[head.end : head.end + _TARGET_REACH]
        if head.particle in ("object", "place") and any(t in after for t in vocabulary().targets):
            return "against"
        return head.particle or "list"

    def _coordinates(self, at: int) -> bool:
        """Whether what stands right behind "A와" is coordinated with A ("A와 B는") and not the rest of the clause."""
        following = self.phrases[at]
        head = following[-1]
        among = head.particle == "object" and PATTERNS["among_others"].match(self.sentence, head.end) is not None
        takes_part = among or head.particle in (*PARTY_PARTICLES, "of", "also", "") or head.joined
        if not takes_part and head.text not in BETWEEN:
            return False
        if head.text in BETWEEN or (head.particle == "" and not head.joined and head.text != "등"):
            between = head.text in (*BETWEEN, "양사", "3사")
            described = all(may_stand_before_a_name(unit) for unit in following[:-2])  # "가람과 대만 나래 간"
            return between and described and following[0] is not head
        party = party_of(following, self.sentence, self.hints, in_chain=True) or self.lists.between_parties(at)
        if party is not None and party.organisation is None and head.particle == "of":
            led = any(phrase[-1].particle in ("topic", "subject") for phrase in self.phrases[:at])
            purpose = None if led else PATTERNS["for_what"].match(self.sentence, head.end)
            paper = purpose.end() if purpose else head.end
            return bool(PATTERNS["paper_of"].match(self.sentence, paper))  # not "가람과 나래용 부품의 공급 협약"
        if party is None or head.particle:
            return party is not None
        known = party.organisation is not None and party.organisation.kind != "unknown"
        return known or is_told_by_its_end(party.name) or self.lists.ends_with_a_party(at, described=True)

    def _named_before(self, phrase: Sequence[Unit]) -> Party | None:
        """The party named last that "이 회사와" stands for, where it is no subject itself."""
        if " ".join(unit.text for unit in phrase[-2:]) not in vocabulary().this_party:
            return None
        last = next((p for p in reversed(self.found) if p.role in ("place", "object", "of")), None)
        return replace(last, start=phrase[-2].start, end=phrase[-1].end) if last is not None else None


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


def _joins_hands(last: Unit, sentence: str) -> bool:
    """Whether a headline leaves out the particle of a partner: "가람전자, 나래 손잡고"."""
    bare = not (last.particle or last.joined or is_inflected(last.text))
    return bare and PATTERNS["joins_hands"].match(sentence, last.end) is not None


def _next_letter(sentence: str, at: int) -> int:
    while at < len(sentence) and sentence[at] in " ,":
        at += 1
    return at
