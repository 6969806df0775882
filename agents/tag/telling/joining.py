"""What a text says of named initiatives: who founded them, who is in them and who joins them."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language import moments as dating
from agents.tag.language.clauses import Sentence
from agents.tag.language.vocabulary import vocabulary
from agents.tag.parties.clause_parties import parties
from agents.tag.parties.relative_clauses import in_relatives
from agents.tag.saying.rule import Rule
from agents.tag.saying.verdicts import Left
from agents.tag.telling.deals import Cited, citations
from agents.tag.telling.initiatives import Initiative, find_initiatives
from agents.tag.telling.ledger import Did
from agents.tag.telling.membership import names_of, union
from agents.tag.telling.reading import StoryReader
from agents.tag.telling.score import reasons_of_initiative
from agents.tag.telling.terms import terms_of
from topics.records import Kind, Member, Mention, Status


def with_initiatives(reader: StoryReader, found: list[Mention], opinion: bool) -> list[Mention]:
    """The mentions, those of named initiatives with their names, and the initiatives that the text tells of besides."""
    for initiative in find_initiatives(reader.story.body_sentences, reader.story.title_sentences):
        told = _mention(reader, initiative, found, opinion)
        joins = isinstance(told, Mention) and told.joining
        deals = (m for m in found if m.kind is Kind.CONSORTIUM and _speaks_of(reader, m, initiative))
        same = None if joins else next(deals, None)
        if same is not None:
            same.name = initiative.name
            if isinstance(told, Mention):
                _note_same(reader, initiative, told)
                if not same.new:
                    same.members = union(same.members, told.members)
        elif isinstance(told, Mention):
            found = _in_place_of_same(reader, initiative, told, found)
        else:
            reader.ledger.note(Did.LEFT, told.rule, initiative.sentence, was=initiative.name)
    return found


def _in_place_of_same(
    reader: StoryReader, initiative: Initiative, mention: Mention, found: Sequence[Mention]
) -> list[Mention]:
    """The mentions with that of an initiative, without those that tell of it without its name."""
    ids = {x.id for x in mention.members}
    same = [m for m in found if m.kind is Kind.CONSORTIUM and {x.id for x in m.members} <= ids]
    if mention.new and mention.date is None:
        mention.date = next((m.date for m in same if m.new), None)
    for unnamed in same:
        _note_same(reader, initiative, unnamed)
    return [*(m for m in found if m not in same), mention]


def _note_same(reader: StoryReader, initiative: Initiative, told: Mention) -> None:
    reader.ledger.note(Did.JOINED, Rule.SAME_INITIATIVE, initiative.sentence, was=names_of(told.members))


def _speaks_of(reader: StoryReader, mention: Mention, initiative: Initiative) -> bool:
    """Whether a deal is the founding of an initiative: its sentence or a headline on the text's news names it."""
    if initiative.name in mention.evidence:
        return True
    return mention.new and any(initiative.name in s.text for s in reader.story.title_sentences)


def _mention(reader: StoryReader, initiative: Initiative, found: Sequence[Mention], opinion: bool) -> Mention | Left:
    joining, inside, when = _joining(reader, initiative)
    for sentence in initiative.lists:
        reader.memory.sets_as_of(sentence)
        listed = parties(sentence.text, 0, len(sentence.text), reader.story.here(sentence))
        own = [p for p in listed if p.role not in ("of", "place", "against")]
        inside = union(inside, reader.members_of(own, sentence.text))
    places = vocabulary().places
    joining = [m for m in joining if m.name not in places and not _is_itself(m, initiative)]
    members = union(joining, [m for m in inside if m.name not in places and not _is_itself(m, initiative)])
    told = [s for s, _, _ in initiative.joins] + initiative.lists
    if not told or not members:
        return Left(Rule.INITIATIVE_NAMED_ONLY)
    if len(members) < 2 and not (joining and initiative.of_companies):
        return Left(Rule.FEW_MEMBERS)
    ids = {x.id for x in members}
    others = [m for m in found if m.new and not (m.kind is Kind.CONSORTIUM and {x.id for x in m.members} <= ids)]
    consequence = any({x.id for x in joining} & {x.id for x in m.members} for m in others)
    evidence, texts = told[0], [sentence.text for sentence in told]
    new = bool(joining) and not consequence and not opinion and reader.story.in_lead(evidence)
    why = list(reasons_of_initiative(bool(joining), when, [reader.story.is_sure(m) for m in members]))
    return Mention(
        status=Status.ANNOUNCED if new else Status.BACKGROUND,
        new=new,
        kind=Kind.CONSORTIUM,
        name=initiative.name,
        members=members,
        joining=joining,
        date=when if new else None,
        evidence=reader.story.plain_body.excerpt(evidence.start, evidence.start + len(evidence.text)),
        rule=Rule.JOINS if new else Rule.INITIATIVE_EXISTS,
        cited=citations(reader.story.plain_title, reader.story.plain_body, (Cited(s, Rule.NAMED) for s in told)),
        **terms_of(texts, (), why).model_dump(),
    )


def _joining(reader: StoryReader, initiative: Initiative) -> tuple[list[Member], list[Member], str | None]:
    """Who joins an initiative, who leads it, and the day of joining."""
    joining: list[Member] = []
    inside: list[Member] = []
    when: str | None = None
    for sentence, start, end in initiative.joins:
        reader.memory.sets_as_of(sentence)
        named = parties(sentence.text, start, end, reader.story.here(sentence))
        found = [p for p in named if p.role in ("topic", "subject")]
        inner = in_relatives(sentence.text, found)
        inside = union(inside, reader.members_of(inner, sentence.text))
        joining = union(joining, reader.members_of([p for p in found if p not in inner], sentence.text))
        when = when or _day(reader, sentence)
    return joining, inside, when


def _day(reader: StoryReader, sentence: Sentence) -> str | None:
    if reader.story.anchor is None:
        return None
    days = [m for m in dating.moments(sentence.text, reader.story.anchor, reader.said_last) if m.day is not None]
    return days[0].iso if days else None


def _is_itself(member: Member, initiative: Initiative) -> bool:
    return initiative.name.replace(" ", "") == member.name.replace(" ", "")
