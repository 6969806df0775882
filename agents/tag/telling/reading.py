"""Reads the clauses of a news text one after the other, with what a reader remembers from one to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from agents.tag.language import moments as dating
from agents.tag.language.clauses import Clause, Plain, Sentence, clauses, plain, sentences
from agents.tag.language.lexicon import is_trade_name, lexicon
from agents.tag.language.vocabulary import ALL_OF_THEM, vocabulary
from agents.tag.names.gazetteer import organisation_id
from agents.tag.names.organisations import find_organisations
from agents.tag.parties.clause_parties import Party, parties, plausible_names
from agents.tag.parties.contracting import contracting_parties
from agents.tag.parties.headlines import heads, subject
from agents.tag.parties.lists_of_deals import deals_listed
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.parties.relative_clauses import in_relatives
from agents.tag.parties.rosters import roster
from agents.tag.saying.judgement import judge
from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.rule import Rule
from agents.tag.saying.triggers import Trigger, table
from agents.tag.saying.verdicts import Judgement, Left, announced, background, rumoured
from agents.tag.telling.deals import Draft, alike, as_listed
from agents.tag.telling.news import day_of
from topics.records import Kind, Member, Organisation, Status

LEAD = 600  # characters: a story's own news stands in its first paragraphs; what comes later is told in passing
LEAD_SENTENCES = 6  # lines of a page's head (byline, date) count as sentences, too
IDIOM_SENTENCES = 2  # "손잡았다" in a later sentence tells the news only if it names both
ROSTER_NEAR = 3  # sentences behind a deal within which those who take part in it are listed
LAST = 0  # the size under which the last set of parties of any size is remembered


@dataclass
class StoryReader:
    """Reads the sentences of one text, remembering its sets of parties and its dates as it goes."""

    title: str
    body: str
    organisations: Sequence[Organisation]
    published: datetime | None
    title_organisations: Sequence[Organisation] | None = None
    drafts: list[Draft] = field(default_factory=list)
    sets: dict[int, list[Member]] = field(default_factory=dict)
    """The last set of parties of each size, which 양사 or 3사 refer to."""
    sets_at: dict[int, dict[int, list[Member]]] = field(default_factory=dict)
    """The sets as they stood after each sentence of the body."""
    said_last: dating.Moment | None = None
    previous: list[Member] = field(default_factory=list)
    """The parties of the sentence before."""
    told_of: list[Member] = field(default_factory=list)
    """The organisation that the last sentence is about, which 이 회사 refers to."""
    full_names: list[Member] = field(default_factory=list)
    """The organisations of the body, which headlines shorten."""

    def __post_init__(self) -> None:
        self.plain_title, self.plain_body = plain(self.title), plain(self.body)
        self.anchor: date | None = dating.publication_day(self.published, self.plain_body.text)
        self.title_sentences = sentences(self.plain_title.text, title=True)
        self.body_sentences = sentences(self.plain_body.text)
        if self.title_organisations is None:
            self.title_organisations = find_organisations(self.title, self.published) if self.title else []
        self.known_title = _known(self.plain_title, self.title_organisations)
        self.title_speaks = any(table().words.search(s.text) for s in self.title_sentences) or bool(
            _COOPERATES.search(self.plain_title.text)
        )
        lead = self.plain_title.text + "\n" + self.plain_body.text[:LEAD]
        self.bids = bool(PATTERNS["bid"].search(lead)) and not _CONSORTIUM_PACT.search(lead)
        self.bargain = bool(PATTERNS["bargain"].search(lead))
        self.pact = bool(PATTERNS["pact"].search(self.plain_body.text))
        self.undecided = bool(PATTERNS["undecided"].search(self.plain_body.text))
        self.hints = heads(self.title_sentences)
        self.subject = subject(self.plain_title.text, self.known_title)
        self.known_body = _known(self.plain_body, self.organisations)
        self.kinds = {o.name: o.kind for o in self.organisations}
        self.kinds.update((k.organisation.name, k.organisation.kind) for k in self.known_title)

    def read_all(self) -> None:
        """Reads the body and then the title into `drafts`."""
        for sentence in self.body_sentences:
            self.read(sentence)
        self._fill_from_rosters()
        body_drafts = len(self.drafts)
        self.previous = []
        self.full_names = [m for d in self.drafts for m in d.members]
        self.full_names += [Member(id=k.organisation.id, name=k.organisation.name) for k in self.known_body]
        for sentence in self.title_sentences:
            self.read(sentence)
        self.fill_from_lead(self.drafts[body_drafts:])

    def read(self, sentence: Sentence) -> None:
        text = sentence.text
        here = self.here(sentence)
        moments = dating.moments(text, self.anchor, self.said_last)
        days = [m for m in moments if m.day is not None]
        seen: list[Member] = []
        for clause in clauses(sentence):
            triggers = [t for t in table().find(text[: clause.end]) if t.start >= clause.start]
            speaks = bool(here) or self.in_lead(sentence)
            if not triggers:
                seen = (self._remember(sentence, clause, here) if speaks else []) or seen
                continue
            swap = any(t.kind is Kind.EQUITY_SWAP and t.group for t in triggers)
            used_verbs: set[int] = set()
            judged = [(t, judge(sentence, clause, t, moments, self.anchor)) for t in triggers]
            if speaks and not sentence.in_title and all(isinstance(judgement, Left) for _, judgement in judged):
                seen = self._remember(sentence, clause, here) or seen
            for trigger, judgement in judged:
                if isinstance(judgement, Left) or (trigger.verb and trigger.verb_start in used_verbs):
                    continue
                used_verbs.add(trigger.verb_start)
                found = parties(text, clause.start, trigger.start, here, self.hints)
                kind = self._kind(text, trigger, judgement, swap=swap)
                inside = [m for m in moments if m.start >= clause.start]
                if deals := self._deals_listed(text, clause.start, trigger, found, here):
                    drafts = [self._draft(sentence, trigger, judgement, kind, deal, inside) for deal in deals]
                    self.drafts += drafts if len(deals) == 1 else map(as_listed, drafts)
                    seen = self._as_last_set(deals[0]) if len(deals) == 1 else self._forget()
                    continue
                if trigger.group in _SIGNING and not any(p.role == "with" for p in found):
                    between = parties(text, trigger.end, trigger.verb_start, here, self.hints)
                    found += [p for p in between if p.role == "with"]  # "협약을 B와 맺었다"
                members = self._choose(found, text, trigger, judgement, sentence.in_title)
                signs = (
                    judgement.rule is Rule.TITLE and judgement.firm if sentence.in_title else trigger.group in _SIGNING
                )
                if signs and _lacks_a_party(found):
                    hints = self.hints | plausible_names(text, clause.start, trigger.start, here)
                    found = parties(text, clause.start, trigger.start, here, hints)
                    members = self._choose(found, text, trigger, judgement, sentence.in_title)
                if self._leaves_subject_to_headline(sentence, clause, trigger, found):
                    members = union(self._headline_subject(), members)
                if sentence.in_title:
                    members = self._in_full(members)
                seen = members or seen
                if len(members) < 2 and sentence.in_title and clause.start:
                    opening = parties(text, 0, clause.start, here, self.hints)[:1]
                    members = union(self.members_of([p for p in opening if p.role == "list"], text), members)
                if len(members) < 2 and not sentence.in_title:
                    if trigger.group == "idiom" and sentence.index > IDIOM_SENTENCES:
                        continue
                    members = union(members, self._carried_on(sentence, members))
                self.drafts.append(self._draft(sentence, trigger, judgement, kind, members, inside))
        if days:
            self.said_last = days[-1]
        if seen:
            self.previous = seen
            self.told_of = seen[:1]
        self.sets_at[sentence.index] = dict(self.sets)

    def _kind(self, text: str, trigger: Trigger, judgement: Judgement, *, swap: bool) -> Kind:
        """The kind of a trigger's deal; `swap`: its clause speaks of an exchange of shares."""
        kind = Kind.EQUITY_SWAP if swap and judgement.rule is not Rule.CONTRAST else trigger.kind
        if kind is Kind.MOU and text.endswith(("컨소시엄 ", "컨소시엄"), 0, trigger.start):
            kind = Kind.CONSORTIUM  # an agreement to form one, and no other
        if self.pact and kind is Kind.PARTNERSHIP and trigger.group in ("agree", "idiom"):
            kind = Kind.MOU
        return kind

    def _fill_from_rosters(self) -> None:
        """Gives the deals without parties those that a sentence soon behind lists, where no other names any."""
        if any(d.fresh and len(d.members) >= 2 for d in self.drafts):
            return
        for sentence in self.body_sentences[: LEAD_SENTENCES + 1]:
            near = range(sentence.index - ROSTER_NEAR, sentence.index + 1)
            wanting = [d for d in self.drafts if d.index in near and d.fresh and len(d.members) < 2]
            listed = roster(sentence.text, self.here(sentence), self.hints) if wanting else []
            members = self.members_of(listed, sentence.text)
            for draft in wanting if len(members) >= 2 else ():
                draft.members[:] = union(draft.members, members)

    def _carried_on(self, sentence: Sentence, members: Sequence[Member]) -> list[Member]:
        """The parties of the sentence before, where one with too few parties of its own goes on about them."""
        if sentence.index == 0 or not self.in_lead(sentence):
            return []
        names = {m.name for m in self.previous}
        if not members or any(m.name in names for m in members):
            return self.previous
        return self.told_of if _THE_SAME.match(sentence.text) else []

    def _leaves_subject_to_headline(
        self, sentence: Sentence, clause: Clause, trigger: Trigger, found: Sequence[Party]
    ) -> bool:
        """Whether a lead says only with whom a deal was made: "나래와 협약을 체결했다" below "가람시, …"."""
        opens = sentence.index == 0 and clause.start == 0 and trigger.group in _SIGNING
        roles = {p.role for p in found}
        return opens and "with" in roles and roles.isdisjoint(("topic", "subject", "source", "list"))

    def _headline_subject(self) -> list[Member]:
        if self.subject is not None:
            return [Member(id=self.subject.id, name=self.subject.name)]
        name = next((n for n in self.hints if self.plain_title.text.startswith(f"{n},")), None)
        return [Member(id=organisation_id(name), name=name)] if name else []

    def _remember(self, sentence: Sentence, clause: Clause, here: Sequence[OrganisationSpan]) -> list[Member]:
        """The parties of a clause that tells of no deal, to which 양사 in a later one may refer."""
        text = sentence.text
        if len(deals_listed(text, clause.start, clause.end, here)) > 1:
            return self._forget()
        found = parties(text, clause.start, clause.end, here, self.hints)
        parties_named = [p for p in found if p.role in ("topic", "subject", "with") and not p.size]
        if in_relatives(text, parties_named):
            return []  # "D와 E가 앞서간 시장에": of others
        members = self.members_of(parties_named, text)
        self.told_of = members[:1] or self.told_of
        return self._as_last_set(members)

    def _deals_listed(
        self, text: str, start: int, trigger: Trigger, found: Sequence[Party], here: Sequence[OrganisationSpan]
    ) -> list[list[Member]]:
        """The members of each deal that a clause lists before a trigger, where it names no partner for all of them."""
        if trigger.kind is Kind.CONSORTIUM:
            return []  # one of many: "가람과 나래, 다솔과 라온이 참여하는"
        deals = deals_listed(text, start, trigger.start, here)
        if not deals or any(p.role == "with" and p.start >= deals[-1][-1].end for p in found):
            return []
        named = [[Party(p.name, p.start, p.end, "list", p.organisation) for p in deal] for deal in deals]
        return [self.members_of(deal, text) for deal in named]

    def _forget(self) -> list[Member]:
        """Nobody: behind a list of deals, words like 양사 refer to none of their parties."""
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
        return self._as_last_set(self.members_of(contracting_parties(found, text, trigger, judgement, in_title), text))

    def members_of(self, found: Iterable[Party], text: str) -> list[Member]:
        members: list[Member] = []
        for party in found:
            if party.size:
                members = union(members, self.sets.get(LAST if party.size == ALL_OF_THEM else party.size, []))
            elif party.organisation is not None:
                members = union(members, [Member(id=party.organisation.id, name=party.organisation.name)])
            else:
                members = union(members, [Member(id=organisation_id(party.name), name=party.name)])
        return members

    def _in_full(self, members: Sequence[Member]) -> list[Member]:
        """The members of a headline under the names that the body gives them in full."""
        found: list[Member] = []
        for member in members:
            if self.kinds.get(member.name, "unknown") == "unknown":
                longer = {m.id: m for m in self.full_names if len(m.name) > len(member.name) and alike(m, member)}
                if len(longer) == 1:
                    member = next(iter(longer.values()))
            found = union(found, [member])
        return found

    def _draft(
        self,
        sentence: Sentence,
        trigger: Trigger,
        judgement: Judgement,
        kind: Kind,
        members: list[Member],
        moments: list[dating.Moment],
    ) -> Draft:
        source = self.plain_title if sentence.in_title else self.plain_body
        evidence = source.excerpt(sentence.start, sentence.start + len(sentence.text))
        day = day_of(sentence.text, trigger, judgement, moments)
        fresh = judgement.status is not Status.BACKGROUND
        lead = sentence.in_title or self.in_lead(sentence)
        named = sum(m.name in self.plain_title.text for m in members)
        title_tells = self.title_speaks or (kind is Kind.MOU and named >= 2)  # who signs is whom it is about
        if lead and sentence.index >= 1 and not day.of_news and self.title_sentences and not title_tells:
            lead = judgement.status not in (Status.ANNOUNCED, Status.PLANNED)
        unsure = not judgement.firm and judgement.status is Status.ANNOUNCED
        if self.undecided and (unsure or judgement.status is Status.PLANNED):
            judgement = rumoured(Rule.UNDECIDED)
        if kind is Kind.CONSORTIUM and fresh and self.bids:
            judgement = background(Rule.FOR_A_BID)
        if kind is Kind.MOU and fresh and self.bargain:
            judgement = background(Rule.BARGAINING)
        if judgement.rule is Rule.IDIOM and not self.title_speaks and PATTERNS["goods"].search(self.plain_title.text):
            judgement = background(Rule.GOODS_IN_TITLE)
        if judgement.rule is Rule.RECENTLY and lead and self._goes_on_about_it(sentence):
            judgement = announced(Rule.RECENTLY_GONE_ON_ABOUT)
        if fresh and not lead and not day.of_news and judgement.status in (Status.ANNOUNCED, Status.PLANNED):
            judgement = background(Rule.IN_PASSING, firm=judgement.firm)
        group = trigger.group or "bare"
        return Draft(kind, judgement, members, day.iso, evidence, sentence.index, lead, group, day.reported)

    def _goes_on_about_it(self, sentence: Sentence) -> bool:
        """Whether the sentence behind goes on about the deal of this one, as a text does about its own news."""
        behind = self.body_sentences[sentence.index + 1 : sentence.index + 2]
        return any(PATTERNS["this_deal"].match(s.text) for s in behind)

    def in_lead(self, sentence: Sentence) -> bool:
        return sentence.index <= LEAD_SENTENCES and sentence.start <= LEAD

    def is_sure(self, member: Member) -> bool:
        """Whether somebody or something else than the grammar of a clause says that a member is an organisation."""
        if self.kinds.get(member.name, "unknown") != "unknown" or member.name in self.hints:
            return True
        return is_trade_name(member.name) or lexicon().ending_of(member.name) is not None

    def fill_from_lead(self, drafts: Sequence[Draft]) -> None:
        """Gives a headline's deal the parties of the first sentence where that one has no trigger of its own."""
        if any(
            d.judgement.status in (Status.ANNOUNCED, Status.PLANNED) and d.lead and d.index >= 0 and len(d.members) >= 2
            for d in self.drafts
        ):
            return
        for sentence in self.body_sentences[:3]:
            if len(deals_listed(sentence.text, 0, len(sentence.text), self.here(sentence))) > 1:
                continue
            found = parties(sentence.text, 0, len(sentence.text), self.here(sentence), self.hints)
            subjects = [p for p in found if p.role in ("topic", "subject")]
            partners = [p for p in found if p.role == "with"]
            together = any(_TOGETHER.match(sentence.text, p.end) for p in partners)
            if sentence.truncated and not partners:
                partners = [p for p in found if p.role == "list"]
            if sentence.truncated and not subjects and len(found) >= 2 and {p.role for p in found} == {"list"}:
                subjects = found[:1]  # "A와 B(대표": cut off within the subject
            cut = sentence.truncated
            coordinated = cut and len(subjects) >= 2 and len({p.role for p in subjects}) == 1
            if not subjects or not (coordinated or (partners and (together or cut))):
                continue
            members = self.members_of([*subjects, *partners], sentence.text)
            when = [m for m in dating.moments(sentence.text, self.anchor, None) if m.day is not None]
            for draft in drafts:
                shared = sum(any(alike(m, o) for o in members) for m in draft.members)
                if (
                    len(members) >= 2
                    and len(draft.members) <= len(members)
                    and (shared or (not draft.members and (together or sentence.index == 0)))
                ):
                    draft.members[:] = members
                    draft.date = draft.date or (when[0].iso if when and not when[0].ahead else None)
            return

    def sets_as_of(self, sentence: Sentence) -> None:
        before = [i for i in self.sets_at if i <= sentence.index]
        self.sets = dict(self.sets_at[max(before)]) if before else {}

    def here(self, sentence: Sentence) -> list[OrganisationSpan]:
        known = self.known_title if sentence.in_title else self.known_body
        return [
            OrganisationSpan(k.start - sentence.start, k.end - sentence.start, k.organisation)
            for k in known
            if sentence.start <= k.start and k.end <= sentence.start + len(sentence.text)
        ]


_THE_SAME = re.compile(r"(?:이|동) ?(?:회사|업체|은행|대학|병원|기관|협회|재단)(?:측)?[은는이가] ")
_COOPERATES = re.compile(r"함께|공동|교류|동맹|연합|손|만나|만났|협력|협업|원팀|합작|지분|교환")
_TOGETHER = re.compile(r"(?:와|과)?\s?(?:함께|손잡|손을|공동|협력|협업|힘을)")
# More than a name for bidders.
_CONSORTIUM_PACT = re.compile(r"컨소시엄 (?:구성 |결성 )?(?:업무 ?)?(?:협약|협정|양해각서)")
_SIGNING = ("sign", "paper", "found", "swap", "form")


def _lacks_a_party(found: Sequence[Party]) -> bool:
    """Whether a clause that tells of a deal names fewer parties than a deal has, or only a list that goes nowhere."""
    chosen = [p for p in found if p.role in ("topic", "subject", "with")]
    if len(chosen) < 2:
        return not any(p.size for p in chosen)
    return all(p.role == "with" for p in chosen) and not any(p.size or p.role == "source" for p in found)


def _known(text: Plain, organisations: Sequence[Organisation]) -> list[OrganisationSpan]:
    lists = vocabulary()
    found = []
    for organisation in organisations:
        if (
            organisation.name in lists.descriptors
            or organisation.name in lists.places
            or organisation.name in lists.common
        ):
            continue
        if organisation.kind == "unknown" and (
            organisation.name.endswith(("들", "기업", "업체")) or organisation.name in lists.sets
        ):
            continue
        for start, end in organisation.spans:
            a, b = text.local(start), text.local(end)
            if a < b:
                found.append(OrganisationSpan(a, b, organisation))
    return sorted(found, key=lambda k: k.start)


def union(first: Sequence[Member], second: Sequence[Member]) -> list[Member]:
    names = {m.id for m in first}
    return [*first, *(m for m in second if m.id not in names)]
