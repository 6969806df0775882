"""Finds the clauses of a news text that speak of company alliances, and decides what each says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agents.tag.language.boundaries import ends_in_the_past
from agents.tag.language.clauses import plain
from agents.tag.language.lexicon import is_of_business_words
from agents.tag.language.vocabulary import vocabulary
from agents.tag.names.public_bodies import governs
from agents.tag.parties.party_count import parties_counted
from agents.tag.saying.judgement import is_opinion
from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.rule import TOLD_AS_DONE, Rule
from agents.tag.saying.triggers import table
from agents.tag.telling.days import day_before, day_of_deal
from agents.tag.telling.deals import Deal, Draft, citations, gather, kind_of, status_of
from agents.tag.telling.filling import read_story
from agents.tag.telling.joining import with_initiatives
from agents.tag.telling.ledger import Did
from agents.tag.telling.membership import names_of
from agents.tag.telling.news import one_for_each_news, without_retold_headlines
from agents.tag.telling.reading import StoryReader
from agents.tag.telling.roles import with_roles
from agents.tag.telling.score import reasons
from agents.tag.telling.second_reading import read_again, tells_more
from agents.tag.telling.story import Story
from agents.tag.telling.terms import terms_of
from agents.tag.telling.ties import tie_told
from topics.records import Kind, Member, Mention, Organisation, Status, Step, Tie

MOST_CAPTIONS = 10
LONGEST_BODY = 40_000  # characters: no news story is longer; what lies behind is another page's text

TERMS_REACH = 4  # sentences from the one that tells of a deal on in which its amounts and stakes stand

SHORTEST_LEAD = 150  # characters: leads of some feeds, which end within their first or second sentence
_OF_DAYS_AGO = (Rule.TOLD_LATE, Rule.RECENTLY_AS_BEGUN)
WEAK_LEAD = 400  # characters in which a text must bear out a weak headline


def find_mentions(
    title: str,
    body: str,
    organisations: Sequence[Organisation],
    published: datetime | None,
    title_organisations: Sequence[Organisation] | None = None,
    captions: Sequence[str] = (),
) -> tuple[list[Mention], list[Step], bool]:
    """The alliances a text speaks of, in the order of the text, each once; the ledger of the reading; and whether the
    text speaks of ties at all: of an alliance, or with a strong word of co-operation.

    `organisations` carry spans into the body, `title_organisations` into the title; without them they are looked for.
    Dates are read against `published`, or a time stamp in the text. `captions` tell who signed and whom
    "3사" stands for, and no other deal.
    """
    if not table().speaks(title) and not table().speaks(body):
        return [], [], False
    story = Story(title, body[:LONGEST_BODY], organisations, published, title_organisations, captions[:MOST_CAPTIONS])
    reader = read_story(story)
    mentions = _told(reader)
    if (again := read_again(reader, mentions)) is not None:
        retold = _told(again)
        if tells_more(retold, mentions, story):
            reader, mentions = again, retold
    for mention in mentions:
        reader.ledger.note(Did.TOLD, Rule.of(mention.rule), was=names_of(mention.members))
    speaks_of_ties = bool(mentions) or story.has_strong_word()
    return with_roles(reader, mentions), reader.ledger.kept(has_strong_word=speaks_of_ties), speaks_of_ties


def _told(reader: StoryReader) -> list[Mention]:
    """The alliances that a reading of a story tells of, each once."""
    opinion = is_opinion(reader.story.plain_title.text, reader.story.plain_body.text)
    deals = without_retold_headlines(gather(reader.drafts, reader.ledger), reader.ledger)
    alone = sum(bool(d.fresh) and len(d.members) >= 2 for d in deals) == 1
    found = [m for d in deals if (m := _mention(reader, d, opinion, alone=alone)) is not None]
    return with_initiatives(reader, one_for_each_news(found, reader.ledger), opinion)


def _mention(reader: StoryReader, deal: Deal, opinion: bool, *, alone: bool) -> Mention | None:
    """What the text says of a deal; `alone`: it is the text's only news."""
    story = reader.story
    status, rule = _status(reader, deal, opinion)
    members = [m for m in deal.members if m.name not in vocabulary().places]
    if (left := _left(reader, deal, status, members)) is not None:
        reader.ledger.note(Did.LEFT, left, deal.best.sentence, was=names_of(deal.members))
        return None
    if places := [m for m in deal.members if m not in members]:
        reader.ledger.note(Did.LEFT, Rule.PLACES, deal.best.sentence, was=names_of(places))
    new = status in (Status.ANNOUNCED, Status.PLANNED)
    telling = sorted((d for d in deal.fresh or deal.drafts if not d.listed), key=lambda d: (d.index < 0, d.index))
    told = [plain(d.evidence).text for d in telling]
    more = _following(reader, deal) if new and telling else []
    date, dated = day_of_deal(story, deal) if new else day_before(deal)
    why = list(reasons(deal, status, [story.is_sure(m) for m in members]))
    told_by = (c for d in deal.fresh or deal.drafts for c in d.cited)
    return Mention(
        status=status,
        new=new,
        kind=kind_of(deal),
        name=None,
        members=members,
        date=date,
        dated=dated,
        evidence=deal.evidence,
        rule=rule,
        cited=citations(story.plain_title, story.plain_body, told_by),
        parties=parties_counted([*told, *more], story.plain_title.text if new and alone else ""),
        one_of_several=deal.best.listed,
        **terms_of(told, more, why).model_dump(exclude={"tie"}),
        tie=tie_told(reader, deal, members, alone=alone) if new and telling else Tie(),
    )


def _status(reader: StoryReader, deal: Deal, opinion: bool) -> tuple[Status, Rule]:
    """The status of a deal in the text as a whole."""
    status, rule = status_of(deal)
    changed = _no_news(reader, deal, status, rule, opinion)
    if changed is None:
        return status, rule
    reader.ledger.note(Did.CHANGED, changed, deal.best.sentence, was=f"{status}: {rule}")
    return Status.RUMOURED if changed in (Rule.HEARSAY_BEHIND, Rule.TALK_BESIDE) else Status.BACKGROUND, changed


def _no_news(reader: StoryReader, deal: Deal, status: Status, rule: Rule, opinion: bool) -> Rule | None:
    """What in the text as a whole makes a deal no news of it; None where it is as its clauses say."""
    if _made_before(reader, deal):
        return Rule.MADE_BEFORE_IN_TEXT
    if status not in (Status.ANNOUNCED, Status.PLANNED):
        return None
    if opinion:
        return Rule.OPINION
    if rule in _OF_DAYS_AGO and any(d.fresh and d.lead and d.judgement.rule is not rule for d in _others(reader, deal)):
        return Rule.LATE_BESIDE_NEWS
    if status is Status.PLANNED and _hearsay_behind(reader.story, deal):
        return Rule.HEARSAY_BEHIND
    if _is_talk_beside(reader.story, deal):
        return Rule.TALK_BESIDE
    headline = all(d.index < 0 for d in deal.fresh)
    if headline and PATTERNS["supply"].search(reader.story.plain_body.text[:WEAK_LEAD]):
        return Rule.SUPPLY_CONTRACT
    return None


def _others(reader: StoryReader, deal: Deal) -> list[Draft]:
    """The clauses of the text that tell of other deals by name."""
    own = {m.id for m in deal.members}
    return [d for d in reader.drafts if len(d.members) >= 2 and not any(m.id in own for m in d.members)]


def _hearsay_behind(story: Story, deal: Deal) -> bool:
    """Whether the sentence behind a plan that nobody official tells gives hearsay as its source."""
    last = max(d.index for d in deal.fresh)
    behind = story.body_sentences[last + 1 : last + 2] if last >= 0 else []
    official = any(PATTERNS["official"].search(d.evidence) for d in deal.fresh)
    return not official and any(PATTERNS["hearsay"].search(s.text) for s in behind)


def _is_talk_beside(story: Story, deal: Deal) -> bool:
    """Whether nobody tells a deal, in the present tense, and the sentence before or behind calls it a rumour."""
    told = [d for d in deal.fresh if d.index >= 0]
    if not told or any(d.judgement.rule in TOLD_AS_DONE or d.date for d in told):
        return False
    if any(PATTERNS["official"].search(d.evidence) or ends_in_the_past(d.evidence) for d in told):
        return False
    beside = {at for d in told for at in (d.index - 1, d.index + 1)}
    return any(PATTERNS["talk"].search(s.text) for s in story.body_sentences if s.index in beside)


def _left(reader: StoryReader, deal: Deal, status: Status, members: Sequence[Member]) -> Rule | None:
    """Why a deal is no mention; None where it is one."""
    if len(members) < 2:
        return Rule.FEW_MEMBERS if len(deal.members) < 2 else Rule.PLACES
    if all(_is_government(reader.story, m) for m in deal.members):
        return Rule.GOVERNMENTS
    if not any(reader.story.is_sure(m) for m in members) and not _is_told_firmly(deal):
        return Rule.NOBODY_KNOWN
    if status is Status.BACKGROUND and not any(d.judgement.firm for d in deal.drafts):
        return Rule.LOOSE_BACKGROUND
    weak = (Rule.WEAK_TITLE, Rule.IDIOM_IN_TITLE)
    only_weak = deal.fresh and all(d.judgement.rule in weak and not d.judgement.firm for d in deal.fresh)
    return Rule.NOT_BORNE_OUT if only_weak and not _borne_out(reader.story) else None


def _following(reader: StoryReader, deal: Deal) -> list[str]:
    """The sentences from the first that tells of a deal on, up to those that tell of another."""
    first = min((d.index for d in deal.fresh if d.index >= 0), default=None)
    if first is None:
        return []
    own = {d.index for d in deal.drafts}
    others = [d.index for d in reader.drafts if d.index > first and d.index not in own and len(d.members) >= 2]
    return [s.text for s in reader.story.body_sentences[first : min([first + TERMS_REACH, *others])]]


def _borne_out(story: Story) -> bool:
    """Whether a text bears out a headline that says no more than 협력: it tells of working together, not of goods."""
    lead = story.plain_body.text[:WEAK_LEAD]
    if PATTERNS["goods"].search(story.plain_title.text) or PATTERNS["goods"].search(lead):
        return False
    return bool(PATTERNS["works_together"].search(lead)) or _is_cut_short(story)


def _is_cut_short(story: Story) -> bool:
    """Whether a text is cut off in its lead: with a mark, or after a line or two without one."""
    marks = ("...", "…")
    lines = (s for s in story.body_sentences if s.truncated and not s.text.endswith(marks))
    broken = any(s.start + len(s.text) <= SHORTEST_LEAD for s in lines)
    return broken or story.body.rstrip()[:WEAK_LEAD].endswith(marks)


def _made_before(reader: StoryReader, deal: Deal) -> bool:
    """Whether only headlines call new what a sentence speaks of as existing."""
    headlines = all(
        d.judgement.rule in (Rule.TITLE, Rule.HEADLINE_IN_BODY, Rule.CUT_OFF)
        for d in deal.fresh
        if d.judgement.firm and d.judgement.status in (Status.ANNOUNCED, Status.PLANNED)
    )
    kinds = {d.kind for d in reader.drafts if d.judgement.rule is Rule.MADE_BEFORE}
    return bool(deal.fresh) and headlines and any(d.kind in kinds for d in deal.fresh)


def _is_told_firmly(deal: Deal) -> bool:
    """Whether a sentence of the lead tells of a signed deal, so that its parties are organisations, known or not.

    Those who join hands are so where the first sentence tells it as what one of them made known.
    """
    named = not any(is_of_business_words(m.name) for m in deal.members)  # "인기게임과 손잡고"
    signed = (Kind.MOU, Kind.JOINT_VENTURE, Kind.EQUITY_SWAP)
    return any(
        ((d.kind in signed or d.group in ("sign", "paper")) and d.judgement.rule in (*TOLD_AS_DONE, Rule.LINKED))
        or (
            named
            and d.judgement.rule is Rule.IDIOM
            and d.sentence.place == 0
            and PATTERNS["official"].search(d.evidence) is not None
        )
        for d in deal.fresh
        if d.lead and d.index >= 0
    )


def _is_government(story: Story, member: Member) -> bool:
    name = member.name
    may_govern = story.kinds.get(name) in ("agency", "association", None, "unknown")
    return may_govern and (governs(name) or name in vocabulary().places)
