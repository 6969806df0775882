"""Gives a deal that names too few parties the organisations of those who are at its signing."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.names.public_bodies import is_public_body
from agents.tag.parties.party import Came
from agents.tag.parties.rosters import attendees
from agents.tag.saying.phrasing import PATTERNS
from agents.tag.saying.rule import Rule
from agents.tag.telling.deals import Cited, Draft
from agents.tag.telling.ledger import Did
from agents.tag.telling.membership import came_in, names_of, with_others
from agents.tag.telling.reading import StoryReader
from agents.tag.telling.story import LEAD_SENTENCES
from topics.records import Member, Status

BEFORE = 2  # sentences from those who are at a signing to one behind that tells of it: a caption stands in front
BEHIND = 3  # sentences from one that tells of a signing to those who are at it


def fill_from_attendees(reader: StoryReader) -> None:
    """Gives each deal of a story, that tells of no other, the organisations of the people who are at its signing."""
    fresh = [d for d in reader.drafts if d.fresh and d.judgement.status is Status.ANNOUNCED]
    if any(len(d.members) >= 2 for d in fresh):
        return
    for sentence in reader.story.body_sentences:
        if sentence.place > LEAD_SENTENCES:
            return
        wanting = [d for d in fresh if -BEFORE <= sentence.index - d.index <= BEHIND and _wants_members(d)]
        if not wanting or PATTERNS["old_words"].search(sentence.text):
            continue
        found = attendees(sentence.text, reader.story.here(sentence))
        members = came_in(reader.members_of(found, sentence.text), Came.ROSTER)
        for draft in wanting:
            signers = _signers(reader, draft, members)
            if len(signers) >= 2:
                reader.ledger.note(Did.BROUGHT_IN, Rule.ROSTER, sentence, was=names_of(draft.members))
                draft.members[:] = signers
                draft.cited.append(Cited(sentence, Rule.ROSTER))


def _wants_members(draft: Draft) -> bool:
    """Whether a deal has no two parties, and no public body alone made it that is not known."""
    return len(draft.members) < 2 and not (draft.of_public_bodies and not draft.members)


def _signers(reader: StoryReader, draft: Draft, attending: Sequence[Member]) -> list[Member]:
    """A deal's members with those who attend; with a public body among these only where no other partner does."""
    firms = [m for m in attending if not is_public_body(m.name, reader.story.kinds.get(m.name))]
    alone = with_others(draft.members, firms)
    return alone if len(alone) >= 2 else with_others(draft.members, attending)
