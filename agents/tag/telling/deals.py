"""Brings together the clauses of one text that speak of the same deal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from agents.tag.language.clauses import Plain, Sentence
from agents.tag.language.lexicon import lexicon
from agents.tag.language.vocabulary import vocabulary
from agents.tag.saying.rule import TOLD_AS_DONE, Rule
from agents.tag.saying.verdicts import Judgement, background
from agents.tag.telling.ledger import Did, Ledger
from agents.tag.telling.membership import is_among, names_of, with_others
from agents.tag.telling.phrasing import TELLING
from topics.records import Citation, Kind, Member, Status


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence that a deal is told by, and what it gives to it."""

    sentence: Sentence
    rule: Rule


def citations(title: Plain, body: Plain, cited: Iterable[Cited]) -> list[Citation]:
    """The sentences that a deal rests on, in the order of the text, each once: by the first that it is given for."""
    by_place: dict[tuple[bool, int], Cited] = {}
    for one in cited:
        by_place.setdefault((one.sentence.in_title, one.sentence.start), one)
    found = []
    for (in_title, start), one in sorted(by_place.items()):
        source = title if in_title else body
        span = (source.origin(start), source.origin(start + len(one.sentence.text)))
        found.append(Citation(span=span, in_title=in_title, rule=one.rule))
    return found


@dataclass(slots=True)
class Draft:
    """What one clause says of an alliance."""

    kind: Kind
    judgement: Judgement
    members: list[Member]
    date: str | None
    evidence: str
    index: int
    """Of the sentence; -1 for the title."""
    lead: bool
    group: str
    reported: bool = False
    """The date is that of the report, not of the deal."""
    listed: bool = False
    """Its sentence lists several deals, of which this is one."""
    of_public_bodies: bool = False
    """Its subject is a place, a government, a political party or a union, and it names no two parties."""
    cited: list[Cited] = field(default_factory=list)
    """The sentences that it is told by, its own first."""

    @property
    def sentence(self) -> Sentence:
        """The sentence that it stands in."""
        return self.cited[0].sentence

    @property
    def fresh(self) -> bool:
        """Whether it is told as this text's news, of whatever kind."""
        return self.judgement.status is not Status.BACKGROUND


@dataclass(slots=True)
class Deal:
    """The clauses that speak of one alliance, those of the body first."""

    drafts: list[Draft] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)

    @property
    def fresh(self) -> list[Draft]:
        return [d for d in self.drafts if d.fresh]

    @property
    def date(self) -> str | None:
        """The first whole date of a clause with the deal's status, best of the deal itself, else the first at all."""
        chosen = self.fresh or self.drafts
        ranked = sorted(chosen, key=lambda d: (d.reported, not d.judgement.firm))
        given = [d.date for d in ranked if d.date]
        return next((x for x in given if len(x) == 10), given[0] if given else None)

    @property
    def dated_by_report(self) -> bool:
        """Whether no clause gives more than the day on which the deal was reported."""
        dated = [d for d in self.fresh if d.date]
        return all(d.reported for d in dated)

    @property
    def best(self) -> Draft:
        """The clause that says most: a dated one of the body with all members, else the first."""
        chosen = self.fresh or self.drafts
        return min(
            chosen,
            key=lambda d: (
                not d.judgement.firm,
                d.listed,
                d.date is None,
                -min(len(d.members), len(self.members)),
                d.index < 0,
                d.index,
            ),
        )

    @property
    def evidence(self) -> str:
        """The sentence of the clause that says most."""
        return self.best.evidence


BESIDE = 2  # sentences within which a deal may be told again with another company of a group
# Of a further deal: "나래와도 협약을 체결했다".
_OF_ANOTHER = re.compile(r"(?:와|과)도 |^(?:또한?|이와 별도로|이어|앞서) ")
# Of the kinds that the clauses of one deal name, the first here is the deal's.
_STRONGEST = (Kind.EQUITY_SWAP, Kind.JOINT_VENTURE, Kind.MOU, Kind.CONSORTIUM, Kind.PARTNERSHIP)


def gather(drafts: Sequence[Draft], ledger: Ledger) -> list[Deal]:
    """The deals of a text: clauses go together that share two members, or whose parties say no more than another's."""
    deals: list[Deal] = []
    waiting: list[Draft] = []
    for draft in drafts:
        if len(draft.members) < 2:
            waiting.append(draft)
        elif not _joins_one_of(deals, draft, ledger):
            deals.append(Deal([draft], list(draft.members)))
    for draft in waiting:
        if _joins_one_of(deals, draft, ledger):
            continue
        if draft.of_public_bodies:
            ledger.note(Did.LEFT, Rule.NOT_CARRIED, draft.sentence, was=names_of(draft.members))
        elif draft.members or (draft.fresh and draft.lead):
            deals.append(Deal([draft], list(draft.members)))
        else:
            ledger.note(Did.LEFT, Rule.NOBODY_NAMED, draft.sentence)
    return deals


def _joins_one_of(deals: Sequence[Deal], draft: Draft, ledger: Ledger) -> bool:
    for deal in deals:
        if (rule := _sameness(deal, draft)) is not None:
            ledger.note(Did.JOINED, rule, draft.sentence, was=names_of(draft.members))
            _add(deal, draft)
            return True
    return False


def _sameness(deal: Deal, draft: Draft) -> Rule | None:
    """Why a clause tells of a deal; None where it does not."""
    told_as_news = bool(deal.fresh)
    if told_as_news != draft.fresh:
        return None
    if draft.of_public_bodies:
        return Rule.ONE_MEMBER if any(is_among(m, deal.members) for m in draft.members) else None
    if not draft.members:
        return Rule.NO_MEMBERS
    if len(draft.members) == 1 and draft.lead and draft.fresh and all(d.index < 0 for d in deal.drafts):
        return Rule.HEADLINE_OF  # the text names one party, its headline both
    if not told_as_news:
        return Rule.SAME_MEMBERS if {m.id for m in deal.members} == {m.id for m in draft.members} else None
    shared = sum(is_among(m, deal.members) for m in draft.members)
    if shared >= 2:
        return Rule.SHARED_MEMBERS
    if shared and draft.index < 0:  # a headline is about the text's own news
        return Rule.HEADLINE_OF
    if shared and _is_of_one_group(deal, draft):
        return Rule.OF_ONE_GROUP
    return Rule.ONE_MEMBER if shared == len(draft.members) == 1 else None


def _is_of_one_group(deal: Deal, draft: Draft) -> bool:
    """Whether a sentence beside a deal's names a company of a member's group in its place: 가람생명 for 가람그룹."""
    beside = any(0 <= draft.index - d.index <= BESIDE for d in deal.drafts if d.index >= 0)
    if not beside or _OF_ANOTHER.search(draft.evidence):
        return False
    others = [m for m in draft.members if not is_among(m, deal.members)]
    own = [o for o in deal.members if not is_among(o, draft.members)]
    return all(any(_share_a_group(m.name, o.name) for o in own) for m in others)


def _share_a_group(one: str, other: str) -> bool:
    """Whether two names begin with that of a group, which a word of a trade follows: 가람전자 and 가람그룹."""
    group = "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    trades = (*lexicon().trades, "그룹")
    return (
        len(group) >= 2
        and group not in vocabulary().places
        and any(n[len(group) :].endswith(trades) for n in (one, other))
    )


def _add(deal: Deal, draft: Draft) -> None:
    deal.drafts.append(draft)
    if draft.index < 0:
        return  # headlines shorten names
    if draft.lead and draft.judgement.firm and _are_of_groups(draft.members, deal.members):
        deal.members[:] = draft.members
    if len(draft.members) >= 3 and draft.lead and draft.judgement.firm:
        deal.members[:] = with_others(deal.members, draft.members)


def _are_of_groups(companies: Sequence[Member], groups: Sequence[Member]) -> bool:
    """Whether each of the one is a company of one of the others, that have only the groups' names: 가람전자 of 가람."""
    names = [m.name.removesuffix("그룹") for m in groups]
    return len(names) == len(companies) and all(
        sum(c.name.startswith(name) and c.name != name for c in companies) == 1 for name in names
    )


def status_of(deal: Deal) -> tuple[Status, Rule]:
    """The status of a deal and the rule behind it: doubts weigh more than plans, and firm news more than doubts."""
    chosen = sorted(deal.fresh, key=lambda d: (d.index < 0, d.index))
    if not chosen:
        first = deal.drafts[0]
        return first.judgement.status, first.judgement.rule
    for status in (Status.DENIED, Status.ENDED):
        found = next((d for d in chosen if d.judgement.status is status and d.lead), None)
        if found is not None:
            return status, found.judgement.rule
    firm = next((d for d in chosen if d.judgement.status is Status.ANNOUNCED and d.judgement.firm), None)
    signed = any(d.judgement.rule in TOLD_AS_DONE and d.judgement.firm and d.lead for d in chosen if d.index >= 0)
    pursued = (Rule.PROSPECT,) if signed else ()  # "협력을 추진한다. … 협약을 체결했다": how far it is
    rumours = (d for d in chosen if d.judgement.status is Status.RUMOURED and d.judgement.rule not in pursued)
    rumour = next(rumours, None)
    if rumour is not None and (firm is None or (rumour.index <= firm.index and rumour.index >= 0)):
        return Status.RUMOURED, rumour.judgement.rule
    planned = next((d for d in chosen if d.judgement.status is Status.PLANNED and d.index >= 0 and d.lead), None)
    if planned is not None and planned.judgement.rule is Rule.FUTURE and (firm is None or firm.index < 0):
        return Status.PLANNED, planned.judgement.rule
    if firm is not None:
        return Status.ANNOUNCED, firm.judgement.rule
    first = chosen[0]
    return first.judgement.status, first.judgement.rule


def kind_of(deal: Deal) -> Kind:
    """The kind of a deal: a share swap names it better than an agreement, and that better than a word like 협력."""
    recent = [d for d in deal.drafts if d.lead and d.judgement.rule is Rule.RECENTLY]
    told_of = [d for d in deal.fresh if d.judgement.status is not Status.RUMOURED] or deal.fresh
    telling = [*told_of, *recent] or deal.drafts
    ends = {d.kind for d in telling if d.kind is Kind.MOU or not TELLING["for_this"].match(d.evidence)}
    kinds = ends or {d.kind for d in telling}
    strongest = next(k for k in _STRONGEST if k in kinds)
    if strongest is not Kind.MOU:
        return strongest
    # A consortium that signs a paper is one; companies that sign a paper to form one later have an agreement.
    told = (d.kind for d in deal.fresh if d.judgement.firm and d.index >= 0 and d.kind in (strongest, Kind.CONSORTIUM))
    return next(told, strongest)


def as_listed(draft: Draft) -> Draft:
    """One of the deals that a sentence lists: news where it gives their day, as reviews of a week or a year do not."""
    dated = draft.date is not None and len(draft.date) == _WHOLE_DATE
    if draft.fresh and not dated:
        undated = background(Rule.LISTED_UNDATED, firm=draft.judgement.firm)
        draft = replace(draft, judgement=undated)
    return replace(draft, listed=True)


_WHOLE_DATE = len("2024-05-16")
