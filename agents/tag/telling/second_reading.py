"""Reads a story again that tells of a deal and not of whom, with the names that it gives away elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.parties.names_given_away import names_given_away
from agents.tag.saying.rule import Rule
from agents.tag.telling.filling import read_story
from agents.tag.telling.ledger import Did
from agents.tag.telling.reading import StoryReader
from topics.records import Mention, Status

_NEWS = (Status.ANNOUNCED, Status.PLANNED)


def read_again(reader: StoryReader, told: Sequence[Mention]) -> StoryReader | None:
    """The story as it is read with more names, where it tells of a deal as its news; None where there are none.

    `told`: what it is read to tell; it is read again only where that is no news, or lacks some whom it counts.
    """
    story = reader.story
    telling = {draft.index for draft in reader.drafts if draft.lead and draft.judgement.status in _NEWS}
    if not telling or any(m.new and not _lacks_some(m) for m in told):
        return None
    title = [(s, story.here(s)) for s in story.title_sentences]
    lead = [(s, story.here(s)) for s in story.body_sentences if story.in_lead(s)]
    given = names_given_away(title, lead, telling) - story.hints
    if not given:
        return None
    story.take_names(given)
    again = read_story(story)
    again.ledger.note(Did.BROUGHT_IN, Rule.GIVEN_AWAY, was=", ".join(sorted(given)))
    return again


def tells_more(again: Sequence[Mention], told: Sequence[Mention]) -> bool:
    """Whether a story read again tells of news, with all whom it counts where it told of some before."""
    before = [m for m in told if m.new]
    now = [m for m in again if m.new]
    if not before:
        return bool(now)
    complete = len(now) == len(before) == 1 and now[0].parties == len(now[0].members)
    return complete and {m.id for m in before[0].members} <= {m.id for m in now[0].members}


def _lacks_some(mention: Mention) -> bool:
    return mention.parties is not None and len(mention.members) < mention.parties
