"""Gathers what a text says about one of its deals, and reads from it what kind of tie it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set

from agents.tag.language.clauses import LONGEST_SENTENCE, Plain, Sentence, plain
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.telling.deals import Deal
from agents.tag.telling.reading import StoryReader
from agents.tag.telling.story import Story
from agents.tag.ties.passages import Passage, Place
from agents.tag.ties.rules import tie_table
from agents.tag.ties.tie import tie_of
from topics.records import Member, Span, Tie

MOST_SENTENCES = 60  # no news story goes on about its deal for longer
LEAD = 3  # sentences below a headline, which tell of its deal where they have a word for one
_LINES = re.compile(r"\n+")
FAR = 5  # sentences behind a deal, in the present tense, are about something else


def tie_told(reader: StoryReader, deal: Deal, members: Sequence[Member], *, alone: bool) -> Tie:
    """What kind of tie a deal is; `alone`: it is the text's only news, so that headline and captions are about it."""
    story = reader.story
    own = {d.index for d in deal.fresh}
    others = {d.index for d in reader.drafts if d.index not in own and len(d.members) >= 2}
    first = min((index for index in own if index >= 0), default=0)
    about = story.body_sentences
    if not alone:
        start = (
            first if any(index < first for index in others) else 0
        )  # a picture's text may stand above the first deal
        about = about[start : min((index for index in others if index > first), default=len(about))]
    if own == {-1}:
        own |= {sentence.index for sentence in about[:LEAD] if tie_table().words["deals"].search(sentence.text)}
    around = _next_paragraph(story, own)
    told = [_passage(s, story.here(s), members, own, around) for s in about[:MOST_SENTENCES]]
    beside = [_passage(s, story.here(s), members, {-1}) for s in story.title_sentences if alone or -1 in own]
    for caption in story.captions if alone else ():
        beside.append(_passage(Sentence(plain(caption[:LONGEST_SENTENCE]).text, -1, -1), (), members, set()))
    return _in_original(tie_of(told, beside, members), story.plain_body)


def _next_paragraph(story: Story, own: Set[int]) -> Set[int]:
    """The indices of the sentences in the paragraph of one that tells of the deal, or in the one behind it."""
    ends = [hit.start() for hit in _LINES.finditer(story.plain_body.text)]
    lines = {s.index: bisect_left(ends, s.start) for s in story.body_sentences}
    told = [lines[index] for index in own if index in lines]
    return {index for index, line in lines.items() if any(0 <= line - other <= 1 for other in told)}


def _passage(
    sentence: Sentence,
    known: Iterable[OrganisationSpan],
    members: Sequence[Member],
    own: Set[int],
    next_paragraph: Set[int] = frozenset(),
) -> Passage:
    """A sentence with what it names; `own`: the indices of the sentences that tell of the deal.

    `next_paragraph`: those of the sentences that share a paragraph with these, or stand in the one behind.
    """
    text = sentence.text
    places = [Place(k.start, k.end, k.organisation.id) for k in known]
    # Where the head of an institution is glued to its name ("나래은행장"), no name is found.
    for member in members:
        start = text.find(member.name)
        while start >= 0:
            end = start + len(member.name)
            if all(end <= p.start or p.end <= start for p in places):
                places.append(Place(start, end, member.id))
            start = text.find(member.name, end)
    behind = min((sentence.index - index for index in own if 0 <= index < sentence.index), default=FAR)
    if behind >= FAR and sentence.index in next_paragraph:
        behind = FAR - 1
    lead = sentence.index == 0 and any(index > 0 for index in own)
    return Passage(
        text,
        -1 if sentence.in_title else sentence.start,
        tells=sentence.index in own,
        near=1 if lead else behind if behind < FAR else 0,
        places=tuple(sorted(places)),
        names_member=any(place.id == member.id for place in places for member in members),
    )


def _in_original(tie: Tie, text: Plain) -> Tie:
    """The tie with the spans of the text as it was given."""

    def moved(span: Span | None) -> dict[str, Span | None]:
        return {"span": (text.origin(span[0]), text.origin(span[1])) if span else None}

    return tie.model_copy(
        update={
            "activities": [one.model_copy(update=moved(one.span)) for one in tie.activities],
            "countries": [one.model_copy(update=moved(one.span)) for one in tie.countries],
            "signatories": [one.model_copy(update=moved(one.span)) for one in tie.signatories],
            "term": tie.term and tie.term.model_copy(update=moved(tie.term.span)),
            "venture": tie.venture and tie.venture.model_copy(update=moved(tie.venture.span)),
        }
    )
