"""What the page of an alliance shows, made from its story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agents.resolve.claims import Claim
from agents.resolve.differences import Difference
from dongmaeng.backend.readings import Passage, Reading
from dongmaeng.backend.stories import Story
from dongmaeng.web.marking import Piece, Place, pieces, places_of
from dongmaeng.web.texts import Texts
from search.alliances import AllianceQuery
from search.store import Store
from topics.records import Alliance, Change, ChangeKind, Member, Step, Terms

MOST_LIKELY = 8
"""Alliances that are offered as one with this."""

_ASKED_MEMBERS = 5
_CONTEXT = 300
"""Characters of a paragraph that are shown around a sentence."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that tells of the alliance, with what it rests on marked, in its paragraph."""

    before: str
    pieces: Sequence[Piece]
    after: str
    in_title: bool
    gives: Sequence[str]


@dataclass(frozen=True, slots=True)
class Account:
    """What one source says, and how it was read."""

    number: int
    claim: Claim
    sentences: Sequence[Sentence]
    steps: Sequence[tuple[Step, str]]
    joined_to: int | None
    """The number of the account that it was put to."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One matter on which sources differ: what is said, with the numbers of those that say it."""

    matter: str
    said: Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Moment:
    """One change, with the source that made it."""

    change: Change
    source: Claim | None
    number: int | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member, with how the sources bring it in."""

    member: Member
    country: str | None
    came: Mapping[str, Sequence[int]]
    """By how it came in, the numbers of the sources."""


def accounts_of(t: Texts, story: Story) -> list[Account]:
    """What each source says, numbered in the order of publication."""
    numbers = numbers_of(story)
    read = {reading.article_id: reading for reading in story.readings}
    return [_account(t, claim, numbers, read.get(claim.article_id)) for claim in story.accounts]


def numbers_of(story: Story) -> dict[str, int]:
    """By article the number under which it stands on the page."""
    return {claim.article_id: number for number, claim in enumerate(story.accounts, 1)}


def disagreements(t: Texts, story: Story) -> list[Disagreement]:
    """Where the sources differ."""
    numbers = numbers_of(story)
    return [
        Disagreement(
            _matter(t, difference.matter),
            [(_said(t, difference, value), [numbers[id] for id in ids]) for value, ids in difference.said.items()],
        )
        for difference in story.differences
    ]


def moments(story: Story) -> list[Moment]:
    """The changes in their order, the latest last."""
    numbers = numbers_of(story)
    by_article = {claim.article_id: claim for claim in story.accounts}
    return [
        Moment(change, by_article.get(change.article_id), numbers.get(change.article_id))
        for change in story.alliance.changes
    ]


def member_rows(story: Story) -> list[MemberRow]:
    """The members with how each came in."""
    numbers = numbers_of(story)
    rows = []
    for member in story.alliance.members:
        came: dict[str, list[int]] = {}
        for claim in story.accounts:
            for one in claim.members:
                if one.id == member.id:
                    came.setdefault(one.came or "named", []).append(numbers[claim.article_id])
        rows.append(MemberRow(member, story.alliance.tie.country_of(member.id), came))
    return rows


def marked_evidence(t: Texts, alliance: Alliance) -> list[Piece]:
    """The words that tell of an alliance, with its members and terms marked."""
    return pieces(alliance.evidence, _marks(t, alliance.evidence, alliance.members, alliance))


async def likely_same(store: Store | None, alliance: Alliance) -> list[Alliance]:
    """Other alliances that share members with one, those that share most first."""
    found: dict[str, Alliance] = {}
    for member in alliance.members[:_ASKED_MEMBERS] if store else ():
        assert store is not None
        answer = await store.alliances(AllianceQuery(organisations=(member.id,)), 20)
        found |= {other.id: other for other in answer.alliances if other.id != alliance.id}
    ids = {member.id for member in alliance.members}

    def likeness(other: Alliance) -> tuple[int, bool, float]:
        shared = len(ids & {member.id for member in other.members})
        apart = abs((other.first_told - alliance.first_told).total_seconds())
        return -shared, other.kind is not alliance.kind, apart

    return sorted(found.values(), key=likeness)[:MOST_LIKELY]


def is_decided(change: Change) -> bool:
    """Whether a change is a person's word alone."""
    return change.change in (ChangeKind.SPLIT, ChangeKind.DISMISSED, ChangeKind.RESTORED, ChangeKind.CONFIRMED)


def _account(t: Texts, claim: Claim, numbers: Mapping[str, int], reading: Reading | None) -> Account:
    passages = reading.passages if reading else ()
    sentences = [_sentence(t, passage, claim) for passage in passages]
    if not sentences and claim.evidence:
        marks = _marks(t, claim.evidence, claim.members, claim)
        sentences = [Sentence("", pieces(claim.evidence, marks), "", False, ())]
    return Account(
        numbers[claim.article_id],
        claim,
        sentences,
        reading.steps if reading else (),
        numbers.get(claim.joined_to) if claim.joined_to else None,
    )


def _sentence(t: Texts, passage: Passage, claim: Claim) -> Sentence:
    marks = list(_marks(t, passage.text, claim.members, claim))
    if claim.evidence and (start := passage.text.find(claim.evidence)) >= 0:
        marks.append(Place(start, start + len(claim.evidence), "evidence"))
    elif passage.text and passage.text in claim.evidence:
        marks.append(Place(0, len(passage.text), "evidence"))
    before, after = passage.before, passage.after
    return Sentence(
        before if len(before) <= _CONTEXT else f"…{before[-_CONTEXT:]}",
        pieces(passage.text, marks),
        after if len(after) <= _CONTEXT else f"{after[:_CONTEXT]}…",
        passage.in_title,
        passage.gives,
    )


def _marks(t: Texts, text: str, members: Iterable[Member], terms: Terms) -> Iterator[Place]:
    """The members and the terms of a deal in a text."""
    for member in members:
        yield from places_of(text, [member.name], "org", t("mark.member"))
    tie = terms.tie
    for told in tie.activities:
        yield from places_of(text, [told.said], "said", t.of("activity", told.activity))
    for name, words in (
        ("country", [told.said for told in tie.countries]),
        ("term", [tie.term.said] if tie.term else []),
        ("venture", [tie.venture.said] if tie.venture else []),
        ("signatory", [told.said for told in tie.signatories]),
        ("amount", terms.amounts),
        ("stake", terms.stakes),
        ("purpose", [terms.purpose] if terms.purpose else []),
    ):
        yield from places_of(text, words, "said", t.of("difference", name))


def _matter(t: Texts, matter: str) -> str:
    """A matter in words; of one that is about a member, with its name."""
    name, _, whose = matter.partition(" of ")
    return f"{t.of('difference', name)}: {whose}" if whose else t.of("difference", name)


def _said(t: Texts, difference: Difference, value: str) -> str:
    if difference.matter in ("kind", "status", "activity"):
        return ", ".join(t.of(difference.matter, one) for one in value.split(", "))
    if difference.matter == "member" and value.startswith("without "):
        return t("alliance.without", name=value.removeprefix("without "))
    return value
