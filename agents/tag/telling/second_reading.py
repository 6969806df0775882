"""Reads a story again that tells of a deal, but not of whom, or of a contract, but not beside it what kind it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.tag.language.lexicon import is_person
from agents.tag.parties.names_given_away import names_given_away
from agents.tag.saying.rule import Rule
from agents.tag.telling.filling import read_story
from agents.tag.telling.ledger import Did
from agents.tag.telling.phrasing import TELLING
from agents.tag.telling.reading import StoryReader
from agents.tag.telling.story import LEAD, Story
from topics.records import Mention, Status

_SIGNED = re.compile("계약|협정|합의서|약정")
_NEWS = (Status.ANNOUNCED, Status.PLANNED)


def read_again(reader: StoryReader, told: Sequence[Mention]) -> StoryReader | None:
    """The story as it is read with more names or more contracts; None where there are none.

    `told`: what it is read to tell; it is read again only where that is no news, or lacks some whom it counts.
    """
    story = reader.story
    news = [
        d for d in reader.drafts if d.lead and d.judgement.status in _NEWS and d.judgement.rule is not Rule.WEAK_TITLE
    ]
    if any(m.new and not _lacks_some(m) for m in told):
        return None
    bears_out = _bears_out(story)
    if not (news or bears_out):
        return None
    title = [(s, story.here(s)) for s in story.title_sentences]
    lead = [(s, story.here(s)) for s in story.body_sentences if story.in_lead(s)]
    telling = {d.index for d in news if d.judgement.firm}  # who only join hands are known by more than that
    given = names_given_away(title, lead, telling) - story.hints
    if not (given or bears_out):
        return None
    story.take_names(given)
    story.bears_out = bears_out
    again = read_story(story)
    if given:
        again.ledger.note(Did.BROUGHT_IN, Rule.GIVEN_AWAY, was=", ".join(sorted(given)))
    if bears_out:
        again.ledger.note(Did.CHANGED, Rule.BORNE_OUT)
    return again


def _bears_out(story: Story) -> bool:
    """Whether a story tells of a contract what makes it more than one to sell."""
    lead = story.plain_body.text[story.lead_start : story.lead_start + LEAD]
    text = f"{story.plain_title.text}\n{lead}"
    if _SIGNED.search(text) is None or TELLING["sold"].search(text):
        return False
    return TELLING["shared_terms"].search(text) is not None


def tells_more(again: Sequence[Mention], told: Sequence[Mention], story: Story) -> bool:
    """Whether a story read again tells of news, with all whom it counts where it told of some before."""
    before = [m for m in told if m.new]
    now = [m for m in again if m.new]
    if any(is_person(member.name) and not story.is_sure(member) for m in now for member in m.members):
        return False
    if not before:
        return bool(now)
    complete = len(now) == len(before) == 1 and now[0].parties == len(now[0].members)
    return complete and {m.id for m in before[0].members} <= {m.id for m in now[0].members}


def _lacks_some(mention: Mention) -> bool:
    return mention.parties is not None and len(mention.members) < mention.parties
