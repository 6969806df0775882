"""Gives deals the parties that their own clause leaves to a list behind it or to the first sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from agents.tag.language import moments as dating
from agents.tag.language.clauses import Sentence
from agents.tag.names.public_bodies import is_ministry
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.lists_of_deals import deals_listed
from agents.tag.parties.party import Came, Party
from agents.tag.parties.party_count import leaves_partners_unnamed, names_some_partners, partners_counted
from agents.tag.parties.relative_clauses import in_relatives
from agents.tag.parties.rosters import list_follows, listed_in_lines, roster
from agents.tag.saying.judgement import LATE_DAYS
from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.rule import Rule
from agents.tag.saying.verdicts import announced
from agents.tag.telling.attendees import fill_from_attendees
from agents.tag.telling.deals import Cited, Draft
from agents.tag.telling.ledger import Did
from agents.tag.telling.membership import alike, came_in, is_among, names_of, union
from agents.tag.telling.phrasing import TELLING
from agents.tag.telling.reading import StoryReader
from agents.tag.telling.story import LEAD_SENTENCES, Story
from topics.records import Kind, Member, Status

LATE_SENTENCES = 1  # of the story, in which a signing of weeks ago must stand to be what its headline tells
_WHOLE_DATE = len("2024-05-16")
LISTS_NEAR = 2  # sentences from a list of members to one that goes on with it
ROSTER_NEAR = 3  # sentences behind a deal within which those who take part in it are listed
ROSTER_FAR = 5  # sentences behind a deal within which a list says itself that it is of this deal: "이번에 협약을 맺은"


def read_story(story: Story) -> StoryReader:
    """Reads the body and then the title of a story."""
    reader = StoryReader(story)
    reader.read_body()
    fill_from_rosters(reader)
    fill_from_attendees(reader)
    fill_consortia(reader)
    body_drafts = len(reader.drafts)
    reader.read_title()
    fill_from_lead(reader, reader.drafts[body_drafts:])
    take_late_signings_as_news(reader, reader.drafts[:body_drafts], reader.drafts[body_drafts:])
    return reader


def take_late_signings_as_news(reader: StoryReader, told: Sequence[Draft], headlines: Sequence[Draft]) -> None:
    """Makes news of a signing of weeks ago where the headline tells the same deal as news, and the lead the signing."""
    for draft in told:
        if draft.judgement.rule is not Rule.OLD_DATE or draft.date is None or len(draft.date) != _WHOLE_DATE:
            continue
        anchor, sentence = reader.story.anchor, draft.sentence
        late = anchor is not None and (anchor - date.fromisoformat(draft.date)).days <= LATE_DAYS
        if not late or not 0 <= sentence.place <= LATE_SENTENCES:
            continue
        if any(h.fresh and _same_members(h.members, draft.members) for h in headlines):
            was = f"{draft.judgement.status}: {draft.judgement.rule}"
            reader.ledger.note(Did.CHANGED, Rule.TOLD_LATE, sentence, was=was)
            draft.judgement = announced(Rule.TOLD_LATE)


def _same_members(one: Sequence[Member], other: Sequence[Member]) -> bool:
    return len(one) >= 2 and len(one) == len(other) and all(is_among(m, other) for m in one)


def fill_from_rosters(reader: StoryReader) -> None:
    """Gives the deals without parties those that a sentence soon behind lists, where no other names any."""
    fresh = [d for d in reader.drafts if d.fresh and d.members]
    counting = [d for d in fresh if _wants_members(d)]
    if any(not _goes_on_about(d, counting) for d in fresh if d not in counting):
        return
    for sentence in reader.story.body_sentences:
        far = TELLING["this_deal"].search(sentence.text) is not None
        if sentence.place > LEAD_SENTENCES and not far:
            continue
        near = range(sentence.index - (ROSTER_FAR if far else ROSTER_NEAR), sentence.index + 1)
        wanting = [d for d in reader.drafts if d.index in near and d.fresh and _wants_members(d)]
        wanting += [d for d in reader.drafts if d.fresh and d not in wanting and _goes_on_listing(d, sentence)]
        counted = max((partners_counted(d.sentence.text) for d in wanting), default=0)
        listed = _take_part(reader.story, sentence, counted) if wanting else []
        members = came_in(reader.members_of(listed, sentence.text), Came.ROSTER)
        for draft in wanting:
            if _completes(draft, members):
                reader.ledger.note(Did.BROUGHT_IN, Rule.ROSTER, sentence, was=names_of(draft.members))
                draft.members[:] = union(_without_host(reader.story, draft), members)
                draft.cited.append(Cited(sentence, Rule.ROSTER))


def _goes_on_listing(draft: Draft, sentence: Sentence) -> bool:
    """Whether a sentence goes on with the list that gave a deal its members: "수요기업으로는 …가 참여했다"."""
    last = draft.cited[-1]
    near = last.rule is Rule.ROSTER and 0 < sentence.index - last.sentence.index <= LISTS_NEAR
    return near and TELLING["next_list"].match(sentence.text) is not None


def _without_host(story: Story, draft: Draft) -> list[Member]:
    """A deal's members without the ministry that only holds a founding, or of which the sentence before tells."""
    ministries = (m for m in draft.members if is_ministry(m.name, story.kinds.get(m.name)))
    hosts = [m for m in ministries if draft.kind is Kind.CONSORTIUM or m.came == Came.CARRIED]
    return [m for m in draft.members if m not in hosts]


def fill_consortia(reader: StoryReader) -> None:
    """Gives a consortium whose sentence names some of its members those that a sentence soon behind lists."""
    for sentence in reader.story.body_sentences:
        if sentence.place > LEAD_SENTENCES:
            return
        near = range(sentence.index - ROSTER_NEAR, sentence.index)
        some = [d for d in reader.drafts if d.index in near and d.fresh and _names_some(d)]
        listed = _take_part(reader.story, sentence) if some else []
        members = came_in(reader.members_of(listed, sentence.text), Came.ROSTER)
        for draft in some:
            named = sum(is_among(m, members) for m in draft.members)
            partly = names_some_partners(draft.sentence.text)
            if named >= (1 if partly else 2) and len(members) > (named if partly else len(draft.members)):
                reader.ledger.note(Did.BROUGHT_IN, Rule.ROSTER, sentence, was=names_of(draft.members))
                draft.members[:] = union(draft.members, members) if partly else members
                draft.cited.append(Cited(sentence, Rule.ROSTER))


def _names_some(draft: Draft) -> bool:
    """Whether a deal may have more members than its sentence names."""
    return draft.kind is Kind.CONSORTIUM or (len(draft.members) >= 2 and names_some_partners(draft.sentence.text))


def _goes_on_about(draft: Draft, wanting: Sequence[Draft]) -> bool:
    """Whether a clause goes on about a deal that counts its partners: "가람, 나래 등이 손을 잡았다"."""
    near = [d for d in wanting if 0 < draft.index - d.index <= ROSTER_NEAR and partners_counted(d.sentence.text)]
    carried = (d for d in near if {m.id for m in draft.members} <= {m.id for m in d.members})
    return any(carried) or (draft.group == "idiom" and bool(near))


def _completes(draft: Draft, listed: Sequence[Member]) -> bool:
    """Whether those whom a sentence lists are a deal's parties, or the one partner of its only member."""
    if len(listed) != 1:
        return bool(listed)
    return len(draft.members) == 1 and not alike(draft.members[0], listed[0])


def _wants_members(draft: Draft) -> bool:
    """Whether a deal has no two parties, or counts partners whom its sentence leaves unnamed: "기업 7곳과"."""
    counted = partners_counted(draft.sentence.text)
    founded = draft.kind is Kind.CONSORTIUM and TELLING["founding"].search(draft.sentence.text) is not None
    unnamed = leaves_partners_unnamed(draft.sentence.text)
    if draft.of_public_bodies and not (draft.members and (unnamed or founded)):
        return False  # "시장과 의회는 협약을 체결했다": no company that a list names
    return len(draft.members) < 2 or counted >= len(draft.members)


def _take_part(story: Story, sentence: Sentence, counted: int = 0) -> list[Party]:
    """Those whom a sentence, or the lines behind it, list as taking part; `counted`: how many the deal counts."""
    if list_follows(sentence.text):
        behind = story.body_sentences[sentence.index + 1 :]
        return listed_in_lines((line.text, story.here(line)) for line in behind)
    listed = roster(sentence.text, story.here(sentence), story.hints, counted=counted)
    of_before = listed and PATTERNS["old_words"].search(sentence.text, 0, listed[0].start)
    return [] if of_before else listed  # "지난해 참여한 기업은"


def fill_from_lead(reader: StoryReader, drafts: Sequence[Draft]) -> None:
    """Gives a headline's deal the parties of the first sentence where that one has no trigger of its own."""
    news = (d for d in reader.drafts if d.judgement.status in (Status.ANNOUNCED, Status.PLANNED))
    if not drafts or any(d.lead and d.index >= 0 and len(d.members) >= 2 for d in news):
        return
    for sentence in reader.story.body_sentences:
        if not 0 <= sentence.place < 3:
            continue
        members, firmly = _named_in_lead(reader, sentence)
        if members:
            _fill(reader, drafts, sentence, members, firmly=firmly or sentence.place == 0)
            return


def _named_in_lead(reader: StoryReader, sentence: Sentence) -> tuple[list[Member], bool]:
    """Who does something together in a first sentence, and whether it says so in words: "A는 B와 함께"."""
    here = reader.story.here(sentence)
    if len(deals_listed(sentence.text, 0, len(sentence.text), here)) > 1:
        return [], False
    found = parties(sentence.text, 0, len(sentence.text), here, reader.story.hints)
    inner = in_relatives(sentence.text, found)
    subjects = [p for p in found if p.role in ("topic", "subject") and p not in inner]
    partners = [p for p in found if p.role == "with"]
    together = any(TELLING["together"].match(sentence.text, p.end) for p in partners)
    cut = sentence.truncated
    if cut and not partners:
        partners = [p for p in found if p.role == "list"]
    if cut and not subjects and len(found) >= 2 and {p.role for p in found} == {"list"}:
        subjects = found[:1]  # "A와 B(대표": cut off within the subject
    coordinated = cut and len(subjects) >= 2 and len({p.role for p in subjects}) == 1
    if not subjects or not (coordinated or (partners and (together or cut))):
        return [], False
    return came_in(reader.members_of([*subjects, *partners], sentence.text), Came.LEAD), together


def _fill(
    reader: StoryReader, drafts: Sequence[Draft], sentence: Sentence, members: list[Member], *, firmly: bool
) -> None:
    when = [m for m in dating.moments(sentence.text, reader.story.anchor, None) if m.day is not None]
    for draft in drafts:
        shared = sum(is_among(m, members) for m in draft.members)
        fits = len(members) >= 2 and len(draft.members) <= len(members)
        needed = 1 if sentence.place == 0 else min(2, len(draft.members))  # a later one may tell of another partner
        if fits and (shared >= needed if draft.members else firmly):
            reader.ledger.note(Did.BROUGHT_IN, Rule.LEAD, sentence, was=names_of(draft.members))
            draft.members[:] = members
            draft.cited.append(Cited(sentence, Rule.LEAD))
            draft.date = draft.date or (when[0].iso if when and not when[0].ahead else None)
