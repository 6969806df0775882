"""Tells which part each member has in an alliance: who runs it, and who enters what others have made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from agents.tag.language.boundaries import occurrences
from agents.tag.language.clauses import Sentence, plain
from agents.tag.language.pattern_table import load
from agents.tag.parties.noun_phrases import OrganisationSpan
from agents.tag.telling.reading import StoryReader
from topics.records import Kind, Member, Mention, Role, Span

PATTERNS = load(Path(__file__).with_name("roles.toml"))
_GLOSS = re.compile(r"(?:\([^()]{0,30}\))?(?: ?등)?")

FOLLOWING = 3  # sentences behind the one that tells of a consortium in which its parts are given out


def with_roles(reader: StoryReader, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with the part of each of their members."""
    return [_with_roles(reader, mention) for mention in mentions]


def _with_roles(reader: StoryReader, mention: Mention) -> Mention:
    hosts: set[str] = set()
    joiners = {member.id for member in mention.joining}
    for sentence, known in _telling(reader, mention):
        if not PATTERNS["told"].search(sentence.text):
            continue
        places = [(span, m.id) for m in mention.members for span in _places(m, sentence, known)]
        hosts |= _hosts(sentence, sorted(places))
        if hosts and not mention.joining and mention.kind is Kind.CONSORTIUM:
            joiners |= {id for span, id in places if _joins(sentence.text, span)}

    hosts -= {member.id for member in mention.joining}
    if not hosts and not joiners:
        return mention
    if len(hosts) == len(mention.members):
        hosts = set()  # who all lead are equals

    def in_role(member: Member) -> Member:
        role = Role.HOST if member.id in hosts else Role.JOINER if member.id in joiners else Role.SIGNATORY
        return member.model_copy(update={"role": role})

    update = {"members": [in_role(m) for m in mention.members], "joining": [in_role(m) for m in mention.joining]}
    return mention.model_copy(update=update)


def _telling(reader: StoryReader, mention: Mention) -> Iterator[tuple[Sentence, Sequence[OrganisationSpan]]]:
    """The sentences that may tell who has which part: of a named initiative those that name it."""
    said = plain(mention.evidence).text
    first = next((s.index for s in reader.story.body_sentences if s.text == said), None)
    if mention.new:
        yield from ((s, reader.story.here(s)) for s in reader.story.title_sentences)
    for sentence in reader.story.body_sentences:
        reach = FOLLOWING if mention.kind is Kind.CONSORTIUM and not (mention.name and "'" in sentence.text) else 0
        near = first is not None and first <= sentence.index <= first + reach
        if near or (mention.name and mention.name in sentence.text):
            yield sentence, reader.story.here(sentence)


def _places(member: Member, sentence: Sentence, known: Sequence[OrganisationSpan]) -> list[Span]:
    """Where a sentence names a member, whatever the spelling."""
    found = {(k.start, k.end) for k in known if k.organisation.id == member.id}
    return sorted(found) or list(occurrences(sentence.text, member.name))


def _hosts(sentence: Sentence, places: Sequence[tuple[Span, str]]) -> set[str]:
    found: set[str] = set()
    text, last = sentence.text, PATTERNS["and_in_title" if sentence.in_title else "and"]
    after: tuple[int, bool] | None = None  # where the name behind this one starts, and whether it is a host's
    for (start, end), id in reversed(places):
        runs = _runs_it(text, start, end) or (
            after is not None and after[1] and last.search(text[end : after[0]]) is not None
        )
        if runs:
            found.add(id)
        after = (start, runs)
    return found


def _runs_it(text: str, start: int, end: int) -> bool:
    if PATTERNS["is_leader"].search(text, 0, start):
        return True
    leads = PATTERNS["leads"].match(text, _behind(text, end))
    if leads is None:
        return False
    if leads["what"]:
        return PATTERNS["alliance"].search(leads["what"]) is not None
    return bool(PATTERNS["about"].match(text) or PATTERNS["alliance"].near(text, leads.end()))


def _joins(text: str, span: Span) -> bool:
    joins = PATTERNS["joins"].match(text, _behind(text, span[1]))
    return joins is not None and PATTERNS["alliance"].search(text, span[1], joins.end()) is not None


def _behind(text: str, end: int) -> int:
    """Where a name with its gloss ends."""
    gloss = _GLOSS.match(text, end)
    return gloss.end() if gloss else end
