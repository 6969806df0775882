"""Chooses the members that a clause gives a deal, by itself and with what is remembered of those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.tag.language.lexicon import is_of_business_words
from agents.tag.names.gazetteer import organisation_id
from agents.tag.names.public_bodies import is_of_the_state
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.contracting import contracting_parties
from agents.tag.parties.guessed_names import called_firms, plausible_names
from agents.tag.parties.lists_of_deals import deals_listed
from agents.tag.parties.party import Came, Party
from agents.tag.parties.relative_clauses import in_relatives
from agents.tag.parties.signers_beside import signers_beside
from agents.tag.parties.subjects import NO_COMPANIES, Subject, subject_of
from agents.tag.saying.rule import Rule
from agents.tag.saying.triggers import Trigger
from agents.tag.saying.verdicts import Judgement
from agents.tag.telling.membership import came_in, union
from agents.tag.telling.memory import Memory
from agents.tag.telling.phrasing import TELLING
from agents.tag.telling.place import Place
from agents.tag.telling.story import Story
from agents.tag.telling.told_before import called_shortly, told_around
from topics.records import Kind, Member

SIGNING = ("sign", "paper", "found", "swap", "form")
"""The groups of verbs by which a paper is signed or a company founded."""
_ABOUT_WHOM = ("topic", "subject", "source", "list")
_TOLD_BEFORE_PARTIES = (Rule.CEREMONY, Rule.RECENT_ADNOMINAL)  # "16일 협약을 맺은 가람전자와 나래통신은"


@dataclass(frozen=True, slots=True)
class MemberChoice:
    """Chooses members among the parties of a clause and those of the sentences before it."""

    story: Story
    memory: Memory

    def of_clause(self, place: Place, trigger: Trigger, judgement: Judgement, found: list[Party]) -> list[Member]:
        """The members that a clause gives a deal: its parties, and the subject that a headline leaves to it."""
        text, clause, in_title = place.text, place.clause, place.sentence.in_title
        found += _between(place, trigger, found, self.story.hints)
        found[:0] = before = self._topic_before(place, found)
        members = self._choose(found, text, trigger, judgement, in_title)
        if judgement.rule in _TOLD_BEFORE_PARTIES and len(members) < 2:
            behind = trigger.end if judgement.rule is Rule.CEREMONY else text.find(" ", trigger.verb_end)
            guests = parties(text, behind, clause.end, place.here, self.story.hints)
            return self.memory.members_of([p for p in guests if p.role in ("topic", "subject", "with", "list")], text)
        titled = judgement.rule is Rule.TITLE and judgement.firm
        signs = titled if in_title else trigger.group in SIGNING
        joins = not in_title and _joins_a_company(place, judgement, found)
        hints = self._guessed(place, trigger, signs=signs or joins) if _lacks_a_party(found) else frozenset()
        if hints := hints if signs else frozenset(name for name in hints if not is_of_business_words(name)):
            hints |= self.story.hints
            found = before + parties(text, clause.start, trigger.start, place.here, hints)
            found += _between(place, trigger, found, hints)
            members = self._choose(found, text, trigger, judgement, in_title)
        if self._leaves_subject_to_headline(place, trigger, found):
            members = union(self._headline_subject(), members)
        elif self._leaves_subject_to_sentence_before(place, trigger, found, members):
            members = self.memory.as_last_set(union(came_in(self.memory.told_of, Came.CARRIED), members))
        return self.memory.in_full(members) if in_title else members

    def _topic_before(self, place: Place, found: Sequence[Party]) -> list[Party]:
        """Whom the clauses before speak of, where one goes on about them: "가람은 나래와 맺은 데 이어 다솔과도"."""
        start = place.clause.start
        if not start or place.sentence.in_title or any(p.role in _ABOUT_WHOM for p in found):
            return []
        before = parties(place.text, 0, start, place.here, self.story.hints)
        subjects = [p for p in before if p.role == "subject"]
        inner = in_relatives(place.text, subjects)
        return [p for p in before if p.role == "topic"] or [p for p in subjects if p not in inner]

    def _guessed(self, place: Place, trigger: Trigger, *, signs: bool) -> frozenset[str]:
        """Names that nobody knows, where a clause lacks a party; `signs`: it tells of a paper that is signed."""
        text, start, end, here = place.text, place.clause.start, trigger.start, place.here
        called = frozenset() if place.sentence.in_title else called_firms(text, start, end, here)
        if not signs:
            return called
        beside = signers_beside(text, start, end, max(end, trigger.verb_start), here)
        return called | beside | plausible_names(text, start, end, here)

    def carried_on(
        self, place: Place, trigger: Trigger, subject: Subject | None, members: Sequence[Member], *, done: bool
    ) -> tuple[list[Member], Rule]:
        """The parties of the sentence before, where one with too few parties of its own goes on about them."""
        sentence = place.sentence
        same = bool(TELLING["the_same"].match(sentence.text))
        same = same or (subject is not None and self.memory.is_told_of(subject.text.rstrip("은는")))
        signer = members[0].name if len(members) == 1 and trigger.group in SIGNING else ""
        stretch = place.clause.start, trigger.verb_start or trigger.start
        if done and (told := told_around(self.story, sentence, stretch, subject, signer)):
            return came_in(self.memory.members_of(told, place.text), Came.CARRIED), Rule.CARRIED_ON
        behind_a_first = same and not self.story.title_sentences  # without a headline the first may have no deal's word
        if not self.story.in_lead(sentence) or (sentence.place == 0 and not behind_a_first):
            return [], Rule.NOT_CARRIED
        if not members:
            if subject is not None and subject.kind in NO_COMPANIES:
                return [], Rule.NOT_CARRIED
            return came_in(self.memory.previous, Came.CARRIED), Rule.CARRIED_ON
        about = self.memory.told_of if same else called_shortly(self.story, sentence, place.clause.start)
        return came_in(about, Came.CARRIED), Rule.THE_SAME

    def _leaves_subject_to_headline(self, place: Place, trigger: Trigger, found: Sequence[Party]) -> bool:
        """Whether a lead says only with whom a deal was made: "나래와 협약을 체결했다" below "가람시, …"."""
        first = not place.sentence.in_title and place.sentence.place == 0 and bool(self.story.title_sentences)
        return first and _says_only_with_whom(place, trigger, found)

    def _leaves_subject_to_sentence_before(
        self, place: Place, trigger: Trigger, found: Sequence[Party], members: Sequence[Member]
    ) -> bool:
        """Whether a sentence goes on about whom the one before is about: "이를 위해 나래와 협약을 체결했다"."""
        sentence = place.sentence
        goes_on = sentence.place > 0 or not self.story.title_sentences  # without one the first lacks a deal's word
        if not (goes_on and self.story.in_lead(sentence) and _says_only_with_whom(place, trigger, found, members)):
            return False
        subject = subject_of(place.text, place.clause.start, trigger.start, place.here)
        if subject is not None and self.memory.is_told_of(subject.text.rstrip("은는")):
            return True
        if any(is_of_the_state(self.story.kinds.get(m.name)) for m in self.memory.told_of):
            return False  # what a ministry does is no company's deal
        return subject is None or TELLING["the_same"].match(sentence.text) is not None

    def _headline_subject(self) -> list[Member]:
        if (subject := self.story.subject) is not None:
            return [Member(id=subject.id, name=subject.name, came=Came.HEADLINE)]
        title = self.story.plain_title.text
        name = next((n for n in self.story.hints if title.startswith(f"{n},")), None)
        return [Member(id=organisation_id(name), name=name, came=Came.HEADLINE)] if name else []

    def deals_listed(self, place: Place, trigger: Trigger, found: Sequence[Party]) -> list[list[Member]]:
        """The members of each deal that a clause lists before a trigger, where it names no partner for all of them."""
        if trigger.kind is Kind.CONSORTIUM:
            return []  # one of many: "가람과 나래, 다솔과 라온이 참여하는"
        deals = deals_listed(place.text, place.clause.start, trigger.start, place.here)
        if not deals or any(p.role == "with" and p.start >= deals[-1][-1].end for p in found):
            return []
        named = [[Party(p.name, p.start, p.end, "list", p.organisation) for p in deal] for deal in deals]
        return [self.memory.members_of(deal, place.text) for deal in named]

    def _choose(
        self, found: Sequence[Party], text: str, trigger: Trigger, judgement: Judgement, in_title: bool
    ) -> list[Member]:
        """The members among the parties before a trigger, remembered as the last set of their size."""
        chosen = contracting_parties(found, text, trigger, judgement, in_title)
        return self.memory.as_last_set(self.memory.members_of(chosen, text))


def _says_only_with_whom(place: Place, trigger: Trigger, found: Sequence[Party], chosen: Sequence[Member] = ()) -> bool:
    """Whether a sentence begins with a signing that has partners and no subject; `chosen`: whom it entrusts."""
    opens = place.clause.start == 0 and trigger.group in SIGNING
    roles = {p.role for p in found}
    return opens and ("with" in roles or len(chosen) == 1) and roles.isdisjoint(_ABOUT_WHOM)


def _between(place: Place, trigger: Trigger, found: Sequence[Party], hints: frozenset[str]) -> list[Party]:
    """The partners that a clause names behind what is signed, where it names none before: "협약을 B와 맺었다"."""
    if trigger.group not in SIGNING or any(p.role == "with" for p in found):
        return []
    behind = place.text.find(" ", trigger.end, trigger.verb_start)  # the rest of the word, with its quote and particle
    between = parties(place.text, behind, trigger.verb_start, place.here, hints) if behind >= 0 else []
    return [p for p in between if p.role == "with"]


def _joins_a_company(place: Place, judgement: Judgement, found: Sequence[Party]) -> bool:
    """Whether a lead tells of a company that it joins hands with somebody: "가람전자가 …와 손잡고 나선다"."""
    companies = (p.organisation for p in found if p.role in ("topic", "subject", "with"))
    lead = judgement.rule is Rule.IDIOM and place.sentence.place == 0
    return lead and any(o is not None and o.kind in ("company", "group") for o in companies)


def _lacks_a_party(found: Sequence[Party]) -> bool:
    """Whether a clause that tells of a deal names fewer parties than a deal has, or only a list that goes nowhere."""
    chosen = [p for p in found if p.role in ("topic", "subject", "with")]
    if len(chosen) < 2:
        return not any(p.size for p in chosen)
    return all(p.role == "with" for p in chosen) and not any(p.size or p.role == "source" for p in found)
