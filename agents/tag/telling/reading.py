"""Reads the clauses of a news text one after the other, with what a reader remembers from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.tag.language import moments as dating
from agents.tag.language.clauses import Sentence, clauses
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.headlines import shortened
from agents.tag.parties.party import Came, Party
from agents.tag.parties.subjects import PUBLIC_BODIES, Subject, SubjectClass, subject_of
from agents.tag.saying.judgement import judge
from agents.tag.saying.rule import TOLD_AS_DONE, Rule
from agents.tag.saying.triggers import Trigger, table
from agents.tag.saying.verdicts import Judgement, Left
from agents.tag.telling.choosing import SIGNING, MemberChoice
from agents.tag.telling.days import is_scene
from agents.tag.telling.deals import Cited, Draft, as_listed
from agents.tag.telling.kinds import kind_told
from agents.tag.telling.ledger import Did, Ledger
from agents.tag.telling.membership import names_of, union
from agents.tag.telling.memory import Memory
from agents.tag.telling.news import day_of
from agents.tag.telling.own_news import is_own_news, may_be_own_news, settled
from agents.tag.telling.place import Place
from agents.tag.telling.story import Story
from topics.records import Kind, Member

_DONE = TOLD_AS_DONE | {Rule.RECENTLY}
IDIOM_SENTENCES = 2  # "손잡았다" in a later sentence tells the news only if it names both


@dataclass
class StoryReader:
    """Reads the sentences of one story, remembering its sets of parties and its dates as it goes."""

    story: Story
    drafts: list[Draft] = field(default_factory=list)
    said_last: dating.Moment | None = None
    previous_sentence: Sentence | None = None

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.story.plain_title, self.story.plain_body)
        self.memory = Memory(self.story)
        self.choice = MemberChoice(self.story, self.memory)

    def members_of(self, found: Iterable[Party], text: str) -> list[Member]:
        """The members that parties are: those of whom words like 양사 stand for, too."""
        return self.memory.members_of(found, text)

    def read_body(self) -> None:
        """Reads the sentences of the body into `drafts`."""
        for sentence in self.story.body_sentences:
            self.read(sentence)

    def read_title(self) -> None:
        """Reads the headline into `drafts`, behind the body, which gives its names in full."""
        self.memory.previous = []
        self.memory.full_names = [m for d in self.drafts for m in d.members]
        named = {k.organisation.id: k.organisation for k in self.story.known_body}
        self.memory.full_names += [Member(id=o.id, name=o.name) for o in named.values()]
        self.story.hints |= shortened(self.story.plain_title.text, (o.name for o in named.values()))
        for sentence in self.story.title_sentences:
            self.read(sentence)

    def read(self, sentence: Sentence) -> None:
        here = self.story.here(sentence)
        moments = dating.moments(sentence.text, self.story.anchor, self.said_last)
        days = [m for m in moments if m.day is not None]
        seen: list[Member] = []
        for clause in clauses(sentence):
            seen = self._read_clause(Place(sentence, clause, here, moments), seen)
        if days:
            self.said_last = days[-1]
        if sentence.is_before_story:
            if self.story.title_sentences:  # without a headline nothing says surely what stands in front
                self.memory.forget()
            elif seen:
                self.previous_sentence = sentence
        elif seen:
            self.memory.previous, self.previous_sentence = seen, sentence
            self.memory.told_of = seen[:1]
        self.memory.sets_at[sentence.index] = dict(self.memory.sets)

    def _read_clause(self, place: Place, seen: list[Member]) -> list[Member]:
        """Reads a clause; returns the parties that it or, where it names none, an earlier one of its sentence named."""
        sentence, clause = place.sentence, place.clause
        every = table().find(place.text[: clause.end], borne_out=self.story.bears_out)
        triggers = [t for t in every if t.start >= clause.start]
        speaks = bool(place.here) or self.story.in_lead(sentence) or self.story.may_open(sentence)
        if not triggers:
            return (self.memory.remember(place) if speaks else []) or seen
        judged = [(t, judge(sentence, clause, t, place.moments, self.story.anchor)) for t in triggers]
        if speaks and not sentence.in_title and all(isinstance(verdict, Left) for _, verdict in judged):
            seen = self.memory.remember(place) or seen
        swap = any(t.kind is Kind.EQUITY_SWAP and t.group for t in triggers)
        used_verbs: set[int] = set()
        for trigger, verdict in judged:
            if isinstance(verdict, Left):
                self._leave(place, trigger, verdict.rule)
            elif trigger.verb and trigger.verb_start in used_verbs:
                self._leave(place, trigger, Rule.SAME_VERB)
            else:
                used_verbs.add(trigger.verb_start)
                kind = kind_told(place.text, trigger, verdict, swap=swap, pact=self.story.pact)
                seen = self._read_trigger(place, trigger, verdict, kind, seen)
        return seen

    def _leave(self, place: Place, trigger: Trigger, rule: Rule) -> None:
        self.ledger.note(Did.LEFT, rule, place.sentence, _span(trigger))

    def _read_trigger(
        self, place: Place, trigger: Trigger, judgement: Judgement, kind: Kind, seen: list[Member]
    ) -> list[Member]:
        text, start = place.text, place.clause.start
        found = parties(text, start, trigger.start, place.here, self.story.hints)
        if deals := self.choice.deals_listed(place, trigger, found):
            return self._read_list(place, trigger, judgement, kind, deals)
        members = self.choice.of_clause(place, trigger, judgement, found)
        seen = members or seen
        cited = [Cited(place.sentence, Rule.NAMED), *self._cited_besides(place, members)]
        if len(members) < 2 and place.sentence.in_title and start:
            opening = parties(text, 0, start, place.here, self.story.hints)[:1]
            members = union(self.memory.members_of([p for p in opening if p.role == "list"], text), members)
        of_public_bodies = False
        if len(members) < 2 and not place.sentence.in_title:
            if trigger.group == "idiom" and place.sentence.place > IDIOM_SENTENCES:
                self._leave(place, trigger, Rule.LATE_IDIOM)
                return seen
            subject = _counted(found) or subject_of(place.text, place.clause.start, trigger.start, place.here)
            of_public_bodies = self._is_another(subject)
            done = judgement.rule in _DONE or (judgement.rule is Rule.LINKED and trigger.group in SIGNING)
            carried, rule = self.choice.carried_on(place, trigger, subject, members, done=done)
            if carried and self.previous_sentence is not None:
                cited.append(Cited(self.previous_sentence, rule))
                self.ledger.note(Did.BROUGHT_IN, rule, place.sentence, _span(trigger), names_of(members))
            members = union(members, carried)
        draft = self._draft(place, trigger, judgement, kind, members, cited)
        draft.of_public_bodies = of_public_bodies
        self.drafts.append(draft)
        return seen

    def _cited_besides(self, place: Place, members: Sequence[Member]) -> Iterable[Cited]:
        """The sentences beside a clause's own that give it members: the headline's subject, who is named in full."""
        if self.previous_sentence is not None and any(m.came == Came.CARRIED for m in members):
            self.ledger.note(Did.BROUGHT_IN, Rule.THE_SAME, place.sentence)
            yield Cited(self.previous_sentence, Rule.THE_SAME)
        if any(m.came == Came.HEADLINE for m in members):
            headline = self.story.title_sentences[0]
            self.ledger.note(Did.BROUGHT_IN, Rule.AS_HEADLINE_SUBJECT, headline)
            yield Cited(headline, Rule.AS_HEADLINE_SUBJECT)
        for member in members if place.sentence.in_title else ():
            in_full = None if member.name in place.text else self.story.first_naming(member)
            if in_full is not None:
                self.ledger.note(Did.BROUGHT_IN, Rule.IN_FULL, in_full)
                yield Cited(in_full, Rule.IN_FULL)

    def _read_list(
        self, place: Place, trigger: Trigger, judgement: Judgement, kind: Kind, deals: list[list[Member]]
    ) -> list[Member]:
        """Drafts each deal that a clause lists, the parties of which are remembered where it is one deal."""
        cited = [Cited(place.sentence, Rule.LISTED_DEAL)]
        drafts = [self._draft(place, trigger, judgement, kind, deal, cited) for deal in deals]
        if len(deals) == 1:
            self.drafts += drafts
            return self.memory.as_last_set(deals[0])
        self.drafts += map(as_listed, drafts)
        return self.memory.forget()

    def _is_another(self, subject: Subject | None) -> bool:
        """Whether a subject is a public body that is in no deal told so far: "시는" goes on about 가람시."""
        if subject is None or subject.kind not in PUBLIC_BODIES:
            return False
        name = subject.text.rstrip("은는이가")
        if self.memory.is_told_of(name):
            return False
        return not any(m.name.startswith(name) or m.name.endswith(name) for d in self.drafts for m in d.members)

    def _draft(
        self,
        place: Place,
        trigger: Trigger,
        judgement: Judgement,
        kind: Kind,
        members: list[Member],
        cited: list[Cited],
    ) -> Draft:
        sentence = place.sentence
        source = self.story.plain_title if sentence.in_title else self.story.plain_body
        evidence = source.excerpt(sentence.start, sentence.start + len(sentence.text))
        inside = [m for m in place.moments if m.start >= place.clause.start]
        day = day_of(sentence.text, trigger, judgement, inside)
        undated = self.story.anchor is None  # then no moment is made of a day without its month
        of_news = day.of_news or (undated and dating.names_a_day(sentence.text, place.clause.start, len(sentence.text)))
        of_news = of_news or (sentence.index > 0 and is_scene(self.story.body_sentences[sentence.index - 1]))
        dated = of_news and may_be_own_news(self.story, sentence, members)
        lead = is_own_news(self.story, sentence, judgement, kind, members, dated=dated)
        self.ledger.note(Did.JUDGED, judgement.rule, sentence, _span(trigger))
        for changed in settled(self.story, sentence, judgement, kind, members, lead=lead, dated=dated):
            if changed is not judgement:
                was = f"{judgement.status}: {judgement.rule}"
                self.ledger.note(Did.CHANGED, changed.rule, sentence, _span(trigger), was)
                judgement = changed
        group = trigger.group or "bare"
        return Draft(
            kind, judgement, members, day.iso, evidence, sentence.index, lead, group, day.reported, cited=list(cited)
        )


def _span(trigger: Trigger) -> tuple[int, int]:
    return trigger.start, max(trigger.end, trigger.verb_end)


def _counted(found: Sequence[Party]) -> Subject | None:
    """Whom a clause only counts, where somebody else tells of them: "협회는 두 회사가 협약을 체결했다고 전했다"."""
    counted = next((p for p in found if p.size and p.role == "subject"), None)
    return Subject(counted.name, counted.start, counted.end, SubjectClass.SET) if counted else None
