"""Finds the clauses of a news text that speak of company alliances, and decides what each says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from agents.tag import dates as dating
from agents.tag.clauses import Plain, Sentence, clauses, plain, sentences
from agents.tag.deals import Deal, Draft, alike, gather, kind_of, status_of
from agents.tag.initiatives import Initiative, find_initiatives
from agents.tag.members import Party, parties
from agents.tag.news import day_of, one_for_each_news, without_retold_headlines
from agents.tag.organisations import find_organisations, organisation_id
from agents.tag.party_words import words
from agents.tag.phrases import Known
from agents.tag.status import Judgement, is_opinion, judge
from agents.tag.triggers import Trigger, table
from topics.records import Kind, Member, Mention, Organisation, Status

LEAD = 600  # characters: a story's own news stands in its first paragraphs; what comes later is told in passing
LEAD_SENTENCES = 6  # lines of a page's head (byline, date) count as sentences, too
LONGEST_BODY = 40_000  # characters: no news story is longer; what lies behind is another page's text


def find_mentions(
    title: str, body: str, organisations: Sequence[Organisation], published: datetime | None
) -> list[Mention]:
    """The alliances a text speaks of, in the order of the text, each once.

    `organisations` carry spans into the body. Dates are read against `published`, or a time stamp in the text.
    """
    reader = _Reader(title, body[:LONGEST_BODY], organisations, published)
    return reader.mentions()


@dataclass
class _Reader:
    title: str
    body: str
    organisations: Sequence[Organisation]
    published: datetime | None
    drafts: list[Draft] = field(default_factory=list)
    sets: dict[int, list[Member]] = field(default_factory=dict)
    """The last set of parties of each size, which 양사 or 3사 refer to."""
    sets_at: dict[int, dict[int, list[Member]]] = field(default_factory=dict)
    """The sets as they stood after each sentence of the body."""
    said_last: dating.Moment | None = None
    previous: list[Member] = field(default_factory=list)
    """The parties of the sentence before."""

    def __post_init__(self) -> None:
        self.plain_title, self.plain_body = plain(self.title), plain(self.body)
        self.anchor: date | None = dating.publication_day(self.published, self.plain_body.text)
        self.title_sentences = sentences(self.plain_title.text, title=True)
        self.body_sentences = sentences(self.plain_body.text)
        self.known_title = _known(
            self.plain_title, find_organisations(self.title, self.published) if self.title else []
        )
        self.title_speaks = any(table().words.search(s.text) for s in self.title_sentences) or bool(
            _COOPERATES.search(self.plain_title.text)
        )
        self.hints = _heads(self.title_sentences)
        self.known_body = _known(self.plain_body, self.organisations)
        self.kinds = {o.name: o.kind for o in self.organisations}
        self.kinds.update((k.organisation.name, k.organisation.kind) for k in self.known_title)

    def mentions(self) -> list[Mention]:
        if not table().words.search(self.plain_title.text) and not table().words.search(self.plain_body.text):
            return []
        for sentence in self.body_sentences:
            self._read(sentence, self.known_body)
        body_drafts = len(self.drafts)
        self.previous = []
        for sentence in self.title_sentences:
            self._read(sentence, self.known_title)
        title_drafts = self.drafts[body_drafts:]
        self._fill_from_lead(title_drafts)
        deals = without_retold_headlines(gather(self.drafts))
        opinion = is_opinion(self.plain_title.text, self.plain_body.text)
        found = [m for d in deals if (m := self._mention(d, opinion)) is not None]
        found = one_for_each_news(found)
        return self._with_initiatives(found, opinion)

    # ---- clauses

    def _read(self, sentence: Sentence, known: Sequence[Known]) -> None:
        text = sentence.text
        here = [
            Known(k.start - sentence.start, k.end - sentence.start, k.organisation)
            for k in known
            if sentence.start <= k.start and k.end <= sentence.start + len(text)
        ]
        moments = dating.moments(text, self.anchor, self.said_last)
        days = [m for m in moments if m.day is not None]
        seen: list[Member] = []
        for clause in clauses(sentence):
            triggers = [t for t in table().find(text[: clause.end]) if t.start >= clause.start]
            if not triggers:
                found = parties(text, clause.start, clause.end, here, self.hints)
                seen = self._remember(found, text) or seen
                continue
            swap = any(t.kind is Kind.EQUITY_SWAP and t.group for t in triggers)
            used_verbs: set[int] = set()
            for trigger in triggers:
                judgement = judge(sentence, clause, trigger, moments, self.anchor)
                if judgement is None or (trigger.verb and trigger.verb_start in used_verbs):
                    continue
                used_verbs.add(trigger.verb_start)
                found = parties(text, clause.start, trigger.start, here, self.hints)
                members = self._choose(found, text, trigger, judgement, sentence.in_title)
                seen = members or seen
                if len(members) < 2 and sentence.in_title and clause.start:
                    opening = parties(text, 0, clause.start, here, self.hints)[:1]
                    members = _union(self._members([p for p in opening if p.role == "list"], text), members)
                if len(members) < 2 and not sentence.in_title:
                    members = _union(members, self.previous if self._carries_on(sentence, members) else [])
                kind = Kind.EQUITY_SWAP if swap and judgement.rule != "contrast" else trigger.kind
                inside = [m for m in moments if m.start >= clause.start]
                self.drafts.append(self._draft(sentence, trigger, judgement, kind, members, inside))
        if days:
            self.said_last = days[-1]
        if seen:
            self.previous = seen
        if self.sets:
            self.sets_at[sentence.index] = dict(self.sets)

    def _carries_on(self, sentence: Sentence, members: Sequence[Member]) -> bool:
        """Whether a sentence with too few parties of its own goes on about those of the one before."""
        names = {m.name for m in self.previous}
        return sentence.index > 0 and self._in_lead(sentence) and (not members or any(m.name in names for m in members))

    def _remember(self, found: Sequence[Party], text: str) -> list[Member]:
        members = self._members([p for p in found if p.role in ("topic", "subject", "with") and not p.size], text)
        if len(members) >= 2:
            self.sets[len(members)] = members
        return members

    def _choose(
        self, found: Sequence[Party], text: str, trigger: Trigger, judgement: Judgement, in_title: bool
    ) -> list[Member]:
        """The members among the parties before a trigger."""
        chosen = [p for p in found if p.role in ("topic", "subject", "with")]
        genitive = [p for p in found if p.role == "of"]
        listed = [p for p in found if p.role == "list"]
        topics = [p for p in chosen if p.role == "topic"]
        others = [p for p in chosen if p.role != "topic"]
        subjects = [p for p in chosen if p.role == "subject"]
        if topics and subjects:
            inner = [p for p in subjects if _inside_a_relative(text, p)]
            chosen = [p for p in chosen if p not in inner]
            if len(inner) < len(subjects):
                chosen = [p for p in others if p not in inner]  # "C는 A가 B와 협약을 맺었다고 밝혔다": C only says so
        if len(genitive) >= 2 and len(chosen) < 2:
            chosen = chosen + genitive
        if in_title or len(chosen) < 2:
            chosen = sorted([*chosen, *listed], key=lambda p: p.start)
        members = self._members(chosen, text)
        if len(members) >= 2:
            self.sets[len(members)] = members
        return members

    def _members(self, found: Iterable[Party], text: str) -> list[Member]:
        members: list[Member] = []
        for party in found:
            if party.size:
                members = _union(members, self.sets.get(party.size, []))
            elif party.organisation is not None:
                members = _union(members, [Member(id=party.organisation.id, name=party.organisation.name)])
            else:
                members = _union(members, [Member(id=organisation_id(party.name), name=party.name)])
        return members

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
        when, given_day = day_of(sentence.text, trigger, judgement, moments)
        fresh = judgement.status is not Status.BACKGROUND
        lead = sentence.in_title or self._in_lead(sentence)
        if lead and sentence.index >= 1 and not given_day and self.title_sentences and not self.title_speaks:
            lead = judgement.status not in (Status.ANNOUNCED, Status.PLANNED)
        if fresh and not lead and not given_day and judgement.status in (Status.ANNOUNCED, Status.PLANNED):
            judgement = Judgement(Status.BACKGROUND, f"told in passing ({judgement.rule})", firm=judgement.firm)
        return Draft(kind, judgement, members, when, evidence, sentence.index, lead, trigger.group or "bare")

    def _in_lead(self, sentence: Sentence) -> bool:
        return sentence.index <= LEAD_SENTENCES and sentence.start <= LEAD

    def _fill_from_lead(self, drafts: Sequence[Draft]) -> None:
        """Gives a headline's deal the parties of the first sentence where that one has no trigger of its own."""
        if any(
            d.judgement.status in (Status.ANNOUNCED, Status.PLANNED) and d.lead and d.index >= 0 and len(d.members) >= 2
            for d in self.drafts
        ):
            return
        for sentence in self.body_sentences[:3]:
            found = parties(sentence.text, 0, len(sentence.text), self._here(sentence), self.hints)
            subjects = [p for p in found if p.role in ("topic", "subject")]
            partners = [p for p in found if p.role == "with"]
            together = any(_TOGETHER.match(sentence.text, p.end) for p in partners)
            if sentence.truncated and not partners:
                partners = [p for p in found if p.role == "list"]
            if not subjects or not partners or not (together or sentence.truncated):
                continue
            members = self._members([*subjects, *partners], sentence.text)
            when = [m for m in dating.moments(sentence.text, self.anchor, None) if m.day is not None]
            for draft in drafts:
                shared = sum(any(alike(m, o) for o in members) for m in draft.members)
                if len(members) >= 2 and len(draft.members) <= len(members) and (shared or not draft.members):
                    draft.members[:] = members
                    draft.date = draft.date or (when[0].iso if when and not when[0].ahead else None)
            return

    # ---- mentions

    def _mention(self, deal: Deal, opinion: bool) -> Mention | None:
        status, rule = status_of(deal)
        if self._made_before(deal):
            status, rule = Status.BACKGROUND, "made before"
        if opinion and status in (Status.ANNOUNCED, Status.PLANNED):
            status, rule = Status.BACKGROUND, "opinion"
        members = [m for m in deal.members if not self._is_place(m)]
        if members and all(self._is_government(m) for m in members):
            return None
        new = status in (Status.ANNOUNCED, Status.PLANNED) and len(members) >= 2
        if not any(self._is_sure(m) for m in members):
            return None
        if len(members) < 2 or (status is Status.BACKGROUND and not any(d.judgement.firm for d in deal.drafts)):
            return None
        return Mention(
            status=status,
            new=new,
            kind=kind_of(deal),
            name=None,
            members=members,
            date=deal.date or (self._reported_day(deal) if new else None),
            evidence=deal.evidence,
            rule=rule,
        )

    def _reported_day(self, deal: Deal) -> str | None:
        """The day on which the first sentences say that the news was given out, where the deal's own give none."""
        if any("최근" in d.evidence for d in deal.fresh):
            return None
        for sentence in self.body_sentences[:3]:
            for moment in dating.moments(sentence.text, self.anchor, None):
                if moment.day is not None and not moment.ahead and _GIVEN_OUT.match(sentence.text, moment.end):
                    return moment.iso
        return None

    def _made_before(self, deal: Deal) -> bool:
        """Whether only headlines call new what a sentence speaks of as existing."""
        headlines = all(d.judgement.rule in ("title", "headline in the body", "cut off") for d in deal.fresh)
        kinds = {d.kind for d in self.drafts if d.judgement.rule == "made before"}
        return bool(deal.fresh) and headlines and any(d.kind in kinds for d in deal.fresh)

    @staticmethod
    def _is_place(member: Member) -> bool:
        return member.name in words().places

    def _is_sure(self, member: Member) -> bool:
        return self.kinds.get(member.name, "unknown") != "unknown" or member.name in self.hints

    def _is_government(self, member: Member) -> bool:
        name = member.name
        if self.kinds.get(name) not in ("agency", None, "unknown"):
            return False
        return name.endswith(words().government) or name in words().places

    def _with_initiatives(self, found: list[Mention], opinion: bool) -> list[Mention]:
        for initiative in find_initiatives(self.body_sentences, self.title_sentences):
            mention = self._initiative(initiative, found, opinion)
            if mention is None:
                continue
            same = next(
                (
                    m
                    for m in found
                    if m.kind is Kind.CONSORTIUM and initiative.name in m.evidence and not mention.joining
                ),
                None,
            )
            if same is not None:
                same.name = initiative.name
                same.members = _union(same.members, mention.members if same.new is False else [])
            else:
                found = [
                    m
                    for m in found
                    if not (m.kind is Kind.CONSORTIUM and {x.id for x in m.members} <= {x.id for x in mention.members})
                ]
                found.append(mention)
        return found

    def _initiative(self, initiative: Initiative, found: Sequence[Mention], opinion: bool) -> Mention | None:
        joining: list[Member] = []
        inside: list[Member] = []
        evidence: Sentence | None = None
        when: str | None = None
        for sentence, at, _ in initiative.joins:
            self._sets_as_of(sentence)
            here = self._here(sentence)
            for party in parties(sentence.text, 0, at, here):
                relative = party.role == "subject" and _inside_a_relative(sentence.text, party)
                if relative:
                    inside = _union(inside, self._members([party], sentence.text))
                elif party.role in ("topic", "subject"):
                    joining = _union(joining, self._members([party], sentence.text))
            evidence = evidence or sentence
            if self.anchor:
                days = [m for m in dating.moments(sentence.text, self.anchor, self.said_last) if m.day is not None]
                when = when or (days[0].iso if days else None)
        for sentence in initiative.lists:
            self._sets_as_of(sentence)
            found_parties = parties(sentence.text, 0, len(sentence.text), self._here(sentence))
            inside = _union(
                inside,
                self._members([p for p in found_parties if p.role not in ("of", "place", "against")], sentence.text),
            )
            evidence = evidence or sentence
        joining = [m for m in joining if m.name not in words().places]
        members = _union(joining, [m for m in inside if m.name != initiative.name and m.name not in words().places])
        members = [m for m in members if initiative.name.replace(" ", "") != m.name.replace(" ", "")]
        if evidence is None or len(members) < 2:
            return None
        ids = {x.id for x in members}
        others = [m for m in found if m.new and not (m.kind is Kind.CONSORTIUM and {x.id for x in m.members} <= ids)]
        consequence = any({x.id for x in joining} & {x.id for x in m.members} for m in others)
        new = bool(joining) and not consequence and not opinion and self._in_lead(evidence)
        return Mention(
            status=Status.ANNOUNCED if new else Status.BACKGROUND,
            new=new,
            kind=Kind.CONSORTIUM,
            name=initiative.name,
            members=members,
            joining=joining if len(members) > len(joining) else [],
            date=when if new else None,
            evidence=self.plain_body.excerpt(evidence.start, evidence.start + len(evidence.text)),
            rule="joins an initiative" if new else "initiative that exists",
        )

    def _sets_as_of(self, sentence: Sentence) -> None:
        before = [i for i in self.sets_at if i <= sentence.index]
        self.sets = dict(self.sets_at[max(before)]) if before else {}

    def _here(self, sentence: Sentence) -> list[Known]:
        return [
            Known(k.start - sentence.start, k.end - sentence.start, k.organisation)
            for k in self.known_body
            if sentence.start <= k.start and k.end <= sentence.start + len(sentence.text)
        ]


_COOPERATES = re.compile(r"함께|공동|동맹|연합|손|만나|만났|협력|협업|원팀|합작|지분|교환")
_GIVEN_OUT = re.compile(r"(?:\([^)]{1,10}\))?\s?(?:[가-힣]+ )?(?:계약을 체결했다고 )?(?:밝혔|발표|전했|공시)")
_TOGETHER = re.compile(r"(?:와|과)?\s?(?:함께|손잡|손을|공동|협력|협업|힘을)")
_HEAD_OF_TITLE = re.compile(
    r"^['\s]*([가-힣A-Za-z0-9&]{2,15})(?:\([^)]{1,20}\))?(?:[,·/&\-–]\s?([가-힣A-Za-z0-9&]{2,15})(?=[,·\s]))?(?=[,·/&\-–])"
)


def _inside_a_relative(text: str, party: Party) -> bool:
    """Whether a subject belongs to a relative clause: "KT가 이끄는 협의체"."""
    return bool(
        re.match(
            r"\s?(?:[가-힣]+\s)?[가-힣]*(?:하는|해온|한|된|는|던|끄는)\s",
            text[party.end : party.end + 20].lstrip("이가은는"),
        )
    )


def _heads(title: Sequence[Sentence]) -> frozenset[str]:
    """The names a headline begins with: "하늘시, …", "한빛·가온, …"."""
    found: set[str] = set()
    for sentence in title:
        for part in re.split(r"…|\.{2,}", sentence.text):
            if head := _HEAD_OF_TITLE.match(part.strip()):
                found.update(g for g in head.groups() if g)
    lists = words()
    return frozenset(f for f in found if f not in lists.common and f not in lists.places and not f[0].isdigit())


def _known(text: Plain, organisations: Sequence[Organisation]) -> list[Known]:
    lists = words()
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
                found.append(Known(a, b, organisation))
    return sorted(found, key=lambda k: k.start)


def _union(first: Sequence[Member], second: Sequence[Member]) -> list[Member]:
    names = {m.id for m in first}
    return [*first, *(m for m in second if m.id not in names)]
