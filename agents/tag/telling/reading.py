"""Reads the clauses of a news text one after the other, with what a reader remembers from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.tag.language import moments as dating
from agents.tag.language.clauses import Clause, Sentence, clauses
from agents.tag.language.lexicon import is_of_business_words
from agents.tag.language.vocabulary import ALL_OF_THEM
from agents.tag.names.gazetteer import organisation_id
from agents.tag.names.public_bodies import is_of_the_state
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.contracting import contracting_parties
from agents.tag.parties.guessed_names import called_firms, plausible_names
from agents.tag.parties.headlines import shortened
from agents.tag.parties.lists_of_deals import deals_listed
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.parties.party import Came, Party
from agents.tag.parties.relative_clauses import in_relatives
from agents.tag.parties.signers_beside import signers_beside
from agents.tag.parties.subjects import ITSELF, NO_COMPANIES, PUBLIC_BODIES, Subject, SubjectClass, subject_of
from agents.tag.saying.judgement import judge
from agents.tag.saying.rule import TOLD_AS_DONE, Rule
from agents.tag.saying.triggers import Trigger, table
from agents.tag.saying.verdicts import Judgement, Left
from agents.tag.telling.deals import Cited, Draft, as_listed
from agents.tag.telling.kinds import kind_told
from agents.tag.telling.ledger import Did, Ledger
from agents.tag.telling.membership import alike, came_in, names_of, union
from agents.tag.telling.news import day_of
from agents.tag.telling.own_news import is_own_news, may_be_own_news, settled
from agents.tag.telling.phrasing import TELLING
from agents.tag.telling.story import Story
from agents.tag.telling.told_before import called_shortly, told_around
from topics.records import Kind, Member

IDIOM_SENTENCES = 2  # "손잡았다" in a later sentence tells the news only if it names both
LAST = 0  # the size under which the last set of parties of any size is remembered

_TOLD_BEFORE_PARTIES = (Rule.CEREMONY, Rule.RECENT_ADNOMINAL)  # "16일 협약을 맺은 가람전자와 나래통신은"
_DONE = TOLD_AS_DONE | {Rule.RECENTLY}
_SIGNING = ("sign", "paper", "found", "swap", "form")


@dataclass(frozen=True, slots=True)
class _Place:
    """A clause in its sentence, with the names and dates there."""

    sentence: Sentence
    clause: Clause
    here: Sequence[OrganisationSpan]
    moments: list[dating.Moment]

    @property
    def text(self) -> str:
        return self.sentence.text


@dataclass
class StoryReader:
    """Reads the sentences of one story, remembering its sets of parties and its dates as it goes."""

    story: Story
    drafts: list[Draft] = field(default_factory=list)
    sets: dict[int, list[Member]] = field(default_factory=dict)
    """The last set of parties of each size, which 양사 or 3사 refer to."""
    sets_at: dict[int, dict[int, list[Member]]] = field(default_factory=dict)
    """The sets as they stood after each sentence of the body."""
    said_last: dating.Moment | None = None
    previous: list[Member] = field(default_factory=list)
    """The parties of the sentence before."""
    previous_sentence: Sentence | None = None
    told_of: list[Member] = field(default_factory=list)
    """The organisation that the last sentence is about, which 이 회사 refers to."""
    full_names: list[Member] = field(default_factory=list)
    """The organisations of the body, which headlines shorten."""

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.story.plain_title, self.story.plain_body)

    def read_body(self) -> None:
        """Reads the sentences of the body into `drafts`."""
        for sentence in self.story.body_sentences:
            self.read(sentence)

    def read_title(self) -> None:
        """Reads the headline into `drafts`, behind the body, which gives its names in full."""
        self.previous = []
        self.full_names = [m for d in self.drafts for m in d.members]
        named = {k.organisation.id: k.organisation for k in self.story.known_body}
        self.full_names += [Member(id=o.id, name=o.name) for o in named.values()]
        self.story.hints |= shortened(self.story.plain_title.text, (o.name for o in named.values()))
        for sentence in self.story.title_sentences:
            self.read(sentence)

    def read(self, sentence: Sentence) -> None:
        here = self.story.here(sentence)
        moments = dating.moments(sentence.text, self.story.anchor, self.said_last)
        days = [m for m in moments if m.day is not None]
        seen: list[Member] = []
        for clause in clauses(sentence):
            seen = self._read_clause(_Place(sentence, clause, here, moments), seen)
        if days:
            self.said_last = days[-1]
        if sentence.is_before_story:
            if self.story.title_sentences:  # without a headline nothing says surely what stands in front
                self._forget()
            elif seen:
                self.previous_sentence = sentence
        elif seen:
            self.previous, self.previous_sentence = seen, sentence
            self.told_of = seen[:1]
        self.sets_at[sentence.index] = dict(self.sets)

    def _read_clause(self, place: _Place, seen: list[Member]) -> list[Member]:
        """Reads a clause; returns the parties that it or, where it names none, an earlier one of its sentence named."""
        sentence, clause = place.sentence, place.clause
        triggers = [t for t in table().find(place.text[: clause.end]) if t.start >= clause.start]
        speaks = bool(place.here) or self.story.in_lead(sentence) or self.story.may_open(sentence)
        if not triggers:
            return (self._remember(place) if speaks else []) or seen
        judged = [(t, judge(sentence, clause, t, place.moments, self.story.anchor)) for t in triggers]
        if speaks and not sentence.in_title and all(isinstance(verdict, Left) for _, verdict in judged):
            seen = self._remember(place) or seen
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

    def _leave(self, place: _Place, trigger: Trigger, rule: Rule) -> None:
        self.ledger.note(Did.LEFT, rule, place.sentence, _span(trigger))

    def _read_trigger(
        self, place: _Place, trigger: Trigger, judgement: Judgement, kind: Kind, seen: list[Member]
    ) -> list[Member]:
        text, start = place.text, place.clause.start
        found = parties(text, start, trigger.start, place.here, self.story.hints)
        if deals := self._deals_listed(place, trigger, found):
            return self._read_list(place, trigger, judgement, kind, deals)
        members = self._members(place, trigger, judgement, found)
        seen = members or seen
        cited = [Cited(place.sentence, Rule.NAMED), *self._cited_besides(place, members)]
        if len(members) < 2 and place.sentence.in_title and start:
            opening = parties(text, 0, start, place.here, self.story.hints)[:1]
            members = union(self.members_of([p for p in opening if p.role == "list"], text), members)
        of_public_bodies = False
        if len(members) < 2 and not place.sentence.in_title:
            if trigger.group == "idiom" and place.sentence.place > IDIOM_SENTENCES:
                self._leave(place, trigger, Rule.LATE_IDIOM)
                return seen
            subject = _counted(found) or subject_of(place.text, place.clause.start, trigger.start, place.here)
            of_public_bodies = self._is_another(subject)
            done = judgement.rule in _DONE or (judgement.rule is Rule.LINKED and trigger.group in _SIGNING)
            carried, rule = self._carried_on(place, trigger, subject, members, done=done)
            if carried and self.previous_sentence is not None:
                cited.append(Cited(self.previous_sentence, rule))
                self.ledger.note(Did.BROUGHT_IN, rule, place.sentence, _span(trigger), names_of(members))
            members = union(members, carried)
        draft = self._draft(place, trigger, judgement, kind, members, cited)
        draft.of_public_bodies = of_public_bodies
        self.drafts.append(draft)
        return seen

    def _cited_besides(self, place: _Place, members: Sequence[Member]) -> Iterable[Cited]:
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
        self, place: _Place, trigger: Trigger, judgement: Judgement, kind: Kind, deals: list[list[Member]]
    ) -> list[Member]:
        """Drafts each deal that a clause lists, the parties of which are remembered where it is one deal."""
        cited = [Cited(place.sentence, Rule.LISTED_DEAL)]
        drafts = [self._draft(place, trigger, judgement, kind, deal, cited) for deal in deals]
        if len(deals) == 1:
            self.drafts += drafts
            return self._as_last_set(deals[0])
        self.drafts += map(as_listed, drafts)
        return self._forget()

    def _members(self, place: _Place, trigger: Trigger, judgement: Judgement, found: list[Party]) -> list[Member]:
        """The members that a clause gives a deal: its parties, and the subject that a headline leaves to it."""
        text, clause, in_title = place.text, place.clause, place.sentence.in_title
        found += _between(place, trigger, found, self.story.hints)
        members = self._choose(found, text, trigger, judgement, in_title)
        if judgement.rule in _TOLD_BEFORE_PARTIES and len(members) < 2:
            behind = trigger.end if judgement.rule is Rule.CEREMONY else text.find(" ", trigger.verb_end)
            guests = parties(text, behind, clause.end, place.here, self.story.hints)
            return self.members_of([p for p in guests if p.role in ("topic", "subject", "with", "list")], text)
        titled = judgement.rule is Rule.TITLE and judgement.firm
        signs = titled if in_title else trigger.group in _SIGNING
        joins = not in_title and _joins_a_company(place, judgement, found)
        hints = self._guessed(place, trigger, signs=signs or joins) if _lacks_a_party(found) else frozenset()
        if hints := hints if signs else frozenset(name for name in hints if not is_of_business_words(name)):
            hints |= self.story.hints
            found = parties(text, clause.start, trigger.start, place.here, hints)
            found += _between(place, trigger, found, hints)
            members = self._choose(found, text, trigger, judgement, in_title)
        if self._leaves_subject_to_headline(place, trigger, found):
            members = union(self._headline_subject(), members)
        elif self._leaves_subject_to_sentence_before(place, trigger, found, members):
            members = self._as_last_set(union(came_in(self.told_of, Came.CARRIED), members))
        return self._in_full(members) if in_title else members

    def _guessed(self, place: _Place, trigger: Trigger, *, signs: bool) -> frozenset[str]:
        """Names that nobody knows, where a clause lacks a party; `signs`: it tells of a paper that is signed."""
        text, start, end, here = place.text, place.clause.start, trigger.start, place.here
        called = frozenset() if place.sentence.in_title else called_firms(text, start, end, here)
        if not signs:
            return called
        beside = signers_beside(text, start, end, max(end, trigger.verb_start), here)
        return called | beside | plausible_names(text, start, end, here)

    def _is_another(self, subject: Subject | None) -> bool:
        """Whether a subject is a public body that is in no deal told so far: "시는" goes on about 가람시."""
        if subject is None or subject.kind not in PUBLIC_BODIES:
            return False
        name = subject.text.rstrip("은는이가")
        if self._is_told_of(name):
            return False
        return not any(m.name.startswith(name) or m.name.endswith(name) for d in self.drafts for m in d.members)

    def _is_told_of(self, name: str) -> bool:
        """Whether a word like 시 stands for whom the sentence before is about."""
        return name in ITSELF and any(m.name.endswith(name) for m in self.told_of)

    def _carried_on(
        self, place: _Place, trigger: Trigger, subject: Subject | None, members: Sequence[Member], *, done: bool
    ) -> tuple[list[Member], Rule]:
        """The parties of the sentence before, where one with too few parties of its own goes on about them."""
        sentence = place.sentence
        same = bool(TELLING["the_same"].match(sentence.text))
        same = same or (subject is not None and self._is_told_of(subject.text.rstrip("은는")))
        signer = members[0].name if len(members) == 1 and trigger.group in _SIGNING else ""
        stretch = place.clause.start, trigger.verb_start or trigger.start
        if done and (told := told_around(self.story, sentence, stretch, subject, signer)):
            return came_in(self.members_of(told, place.text), Came.CARRIED), Rule.CARRIED_ON
        behind_a_first = same and not self.story.title_sentences  # without a headline the first may have no deal's word
        if not self.story.in_lead(sentence) or (sentence.place == 0 and not behind_a_first):
            return [], Rule.NOT_CARRIED
        if not members:
            if subject is not None and subject.kind in NO_COMPANIES:
                return [], Rule.NOT_CARRIED
            return came_in(self.previous, Came.CARRIED), Rule.CARRIED_ON
        about = self.told_of if same else called_shortly(self.story, sentence, place.clause.start)
        return came_in(about, Came.CARRIED), Rule.THE_SAME

    def _leaves_subject_to_headline(self, place: _Place, trigger: Trigger, found: Sequence[Party]) -> bool:
        """Whether a lead says only with whom a deal was made: "나래와 협약을 체결했다" below "가람시, …"."""
        first = not place.sentence.in_title and place.sentence.place == 0 and bool(self.story.title_sentences)
        return first and _says_only_with_whom(place, trigger, found)

    def _leaves_subject_to_sentence_before(
        self, place: _Place, trigger: Trigger, found: Sequence[Party], members: Sequence[Member]
    ) -> bool:
        """Whether a sentence goes on about whom the one before is about: "이를 위해 나래와 협약을 체결했다"."""
        sentence = place.sentence
        goes_on = sentence.place > 0 or not self.story.title_sentences  # without one the first lacks a deal's word
        if not (goes_on and self.story.in_lead(sentence) and _says_only_with_whom(place, trigger, found, members)):
            return False
        subject = subject_of(place.text, place.clause.start, trigger.start, place.here)
        if subject is not None and self._is_told_of(subject.text.rstrip("은는")):
            return True
        if any(is_of_the_state(self.story.kinds.get(m.name)) for m in self.told_of):
            return False  # what a ministry does is no company's deal
        return subject is None or TELLING["the_same"].match(sentence.text) is not None

    def _headline_subject(self) -> list[Member]:
        if (subject := self.story.subject) is not None:
            return [Member(id=subject.id, name=subject.name, came=Came.HEADLINE)]
        title = self.story.plain_title.text
        name = next((n for n in self.story.hints if title.startswith(f"{n},")), None)
        return [Member(id=organisation_id(name), name=name, came=Came.HEADLINE)] if name else []

    def _remember(self, place: _Place) -> list[Member]:
        """The parties of a clause that tells of no deal, to which 양사 in a later one may refer."""
        text, start, end = place.text, place.clause.start, place.clause.end
        if len(deals_listed(text, start, end, place.here)) > 1:
            return self._forget()
        found = parties(text, start, end, place.here, self.story.hints)
        parties_named = [p for p in found if p.role in ("topic", "subject", "with") and not p.size]
        inner = in_relatives(text, parties_named)
        if inner and not (place.sentence.place <= 0 and len(inner) == len(parties_named)):
            return []  # "D와 E가 앞서간 시장에": of others, but the first sentence has nobody else to be about
        members = self.members_of(parties_named, text)
        self.told_of = members[:1] or self.told_of
        if any(text.startswith("도 ", p.end) for p in parties_named):
            return members  # "나래와 다솔도 들어 있다": there are others, whom a count of them means, too
        return self._as_last_set(members)

    def _deals_listed(self, place: _Place, trigger: Trigger, found: Sequence[Party]) -> list[list[Member]]:
        """The members of each deal that a clause lists before a trigger, where it names no partner for all of them."""
        if trigger.kind is Kind.CONSORTIUM:
            return []  # one of many: "가람과 나래, 다솔과 라온이 참여하는"
        deals = deals_listed(place.text, place.clause.start, trigger.start, place.here)
        if not deals or any(p.role == "with" and p.start >= deals[-1][-1].end for p in found):
            return []
        named = [[Party(p.name, p.start, p.end, "list", p.organisation) for p in deal] for deal in deals]
        return [self.members_of(deal, place.text) for deal in named]

    def _forget(self) -> list[Member]:
        """Nobody: words like 양사 refer to no party of a list of deals, nor to one named in front of the story."""
        self.sets.clear()
        self.previous, self.told_of = [], []
        return []

    def _as_last_set(self, members: list[Member]) -> list[Member]:
        """The members, which words like 양사 refer to from now on where they are several."""
        if len(members) >= 2:
            self.sets[len(members)] = self.sets[LAST] = members
        return members

    def _choose(
        self, found: Sequence[Party], text: str, trigger: Trigger, judgement: Judgement, in_title: bool
    ) -> list[Member]:
        """The members among the parties before a trigger, remembered as the last set of their size."""
        chosen = contracting_parties(found, text, trigger, judgement, in_title)
        return self._as_last_set(self.members_of(chosen, text))

    def members_of(self, found: Iterable[Party], text: str) -> list[Member]:
        members: list[Member] = []
        for party in found:
            if party.size:
                said = self.sets.get(LAST if party.size == ALL_OF_THEM else party.size)
                said = said or self._partners_counted(party, members)
                said = said or self.members_of(self.story.shown.get(party.size, ()), text)
                members = union(members, came_in(said, Came.SET))
            else:
                organisation = party.organisation
                name = self.story.with_its_city(organisation.name if organisation else party.name)
                id = organisation.id if organisation and name == organisation.name else organisation_id(name)
                members = union(members, [Member(id=id, name=name, came=Came.NAMED)])
        return members

    def _partners_counted(self, party: Party, signers: Sequence[Member]) -> list[Member]:
        """The last set of one more than a count of partners, where who signs with them is in it: "A는 두 회사와"."""
        named = self.sets.get(party.size + 1, []) if party.role == "with" else []
        return named if any(signer.id == m.id for signer in signers for m in named) else []

    def _in_full(self, members: Sequence[Member]) -> list[Member]:
        """The members of a headline under the names that the body gives them in full."""
        found: list[Member] = []
        for member in members:
            if self.story.kinds.get(member.name, "unknown") == "unknown":
                longer = {m.id: m for m in self.full_names if len(m.name) > len(member.name) and alike(m, member)}
                if len(longer) == 1:
                    member = came_in(longer.values(), Came.NAMED)[0]
            found = union(found, [member])
        return found

    def _draft(
        self,
        place: _Place,
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

    def sets_as_of(self, sentence: Sentence) -> None:
        before = [i for i in self.sets_at if i <= sentence.index]
        self.sets = dict(self.sets_at[max(before)]) if before else {}


def _counted(found: Sequence[Party]) -> Subject | None:
    """Whom a clause only counts, where somebody else tells of them: "협회는 두 회사가 협약을 체결했다고 전했다"."""
    counted = next((p for p in found if p.size and p.role == "subject"), None)
    return Subject(counted.name, counted.start, counted.end, SubjectClass.SET) if counted else None


def _span(trigger: Trigger) -> tuple[int, int]:
    return trigger.start, max(trigger.end, trigger.verb_end)


def _says_only_with_whom(
    place: _Place, trigger: Trigger, found: Sequence[Party], chosen: Sequence[Member] = ()
) -> bool:
    """Whether a sentence begins with a signing that has partners and no subject; `chosen`: whom it entrusts."""
    opens = place.clause.start == 0 and trigger.group in _SIGNING
    roles = {p.role for p in found}
    return opens and ("with" in roles or len(chosen) == 1) and roles.isdisjoint(("topic", "subject", "source", "list"))


def _between(place: _Place, trigger: Trigger, found: Sequence[Party], hints: frozenset[str]) -> list[Party]:
    """The partners that a clause names behind what is signed, where it names none before: "협약을 B와 맺었다"."""
    if trigger.group not in _SIGNING or any(p.role == "with" for p in found):
        return []
    behind = place.text.find(" ", trigger.end, trigger.verb_start)  # the rest of the word, with its quote and particle
    between = parties(place.text, behind, trigger.verb_start, place.here, hints) if behind >= 0 else []
    return [p for p in between if p.role == "with"]


def _joins_a_company(place: _Place, judgement: Judgement, found: Sequence[Party]) -> bool:
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
