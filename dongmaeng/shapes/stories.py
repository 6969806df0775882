"""The story of one alliance as JSON: what each source says, where they differ, how it was read, what was decided."""

from __future__ import annotations

from agents.resolve.claims import Claim
from agents.resolve.decisions import Remembered, Side
from agents.resolve.differences import Difference
from agents.resolve.match_rules import text_of
from dongmaeng.backend.readings import Passage, Reading
from dongmaeng.backend.stories import Story
from dongmaeng.shapes.alliances import AllianceShape, alliance_fields
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape
from dongmaeng.shapes.statements import StatementShape, said
from topics.records import DecisionKind, Quiet, Span, Step


class AccountArticleShape(Shape):
    """The article that gives an account."""

    article_id: str
    source_id: str | None
    """Your own id of an imported item."""
    url: str
    title: str
    publisher: str | None
    published: Moment | None
    quiet: Quiet | None
    """Why the article alerts nobody."""


class AccountShape(StatementShape, AccountArticleShape):
    """What one article says of an alliance."""

    joined_by: str | None
    """The rule by which it was put to the other accounts; null for the first of them."""
    joined_because: str | None
    """What that rule says."""
    joined_to: str | None
    """The id of the article whose account it matched by that rule."""

    @classmethod
    def of(cls, claim: Claim) -> AccountShape:
        return cls(
            article_id=claim.article_id,
            source_id=claim.source_id,
            url=claim.url,
            title=claim.title,
            publisher=claim.publisher,
            published=claim.published,
            quiet=claim.quiet,
            joined_by=claim.joined_by,
            joined_because=text_of(claim.joined_by) or None,
            joined_to=claim.joined_to,
            **said(claim),
        )


class DifferenceShape(Shape):
    """One matter on which articles do not agree."""

    matter: str
    """date, kind, name, status, host, amount, stake, activity, term, venture, capital, country, signatory or member."""
    said: dict[str, list[str]]
    """What is said, with the ids of the articles that say it."""

    @classmethod
    def of(cls, difference: Difference) -> DifferenceShape:
        return cls(matter=difference.matter, said=difference.said)


class SideShape(Shape):
    """An alliance that a decision is about, with its accounts at that time."""

    alliance: str
    articles: list[str]
    members: list[str]

    @classmethod
    def of(cls, side: Side) -> SideShape:
        return cls(alliance=side.alliance, articles=side.articles, members=[member.name for member in side.members])


class DecisionShape(Shape):
    """What a person decided about alliances."""

    id: str
    decision: DecisionKind
    at: Moment
    undone: bool
    """Whether it was taken back."""
    sides: list[SideShape]

    @classmethod
    def of(cls, decision: Remembered) -> DecisionShape:
        return cls(
            id=decision.id,
            decision=decision.kind,
            at=decision.at,
            undone=decision.undone,
            sides=[SideShape.of(side) for side in decision.sides],
        )


class PassageShape(Shape):
    """A sentence that a reading rests on."""

    text: str
    before: str
    """What stands before it in its paragraph."""
    after: str
    """What stands behind it there."""
    in_title: bool
    span: Span
    """Offsets into the body, or into the title."""
    gives: list[str]
    """`named` the members, or the ids of the rules that brought them in from there."""

    @classmethod
    def of(cls, passage: Passage) -> PassageShape:
        return cls(
            text=passage.text,
            before=passage.before,
            after=passage.after,
            in_title=passage.in_title,
            span=passage.span,
            gives=list(passage.gives),
        )


class ReadStepShape(Step):
    """A step of a reading, with the words that it was decided on."""

    words: str


class ReadingShape(Shape):
    """How an article was read that tells of an alliance."""

    article_id: str
    rule: str
    """What the rule says that decided the status, behind its id."""
    passages: list[PassageShape]
    """The sentences that tell of the alliance, in the order of the text."""
    steps: list[ReadStepShape]
    """What was decided on these sentences, in order."""

    @classmethod
    def of(cls, reading: Reading) -> ReadingShape:
        return cls(
            article_id=reading.article_id,
            rule=reading.rule,
            passages=[PassageShape.of(passage) for passage in reading.passages],
            steps=[ReadStepShape(**dict(step), words=words) for step, words in reading.steps],
        )


class StoryShape(AllianceShape):
    """The story of one alliance."""

    accounts: list[AccountShape]
    """What each article says, in the order of publication."""
    differences: list[DifferenceShape]
    decisions: list[DecisionShape]
    readings: list[ReadingShape]
    """How the articles were read, as far as the store has them."""

    @classmethod
    def of_story(cls, story: Story) -> StoryShape:
        return cls(
            accounts=[AccountShape.of(claim) for claim in story.accounts],
            differences=[DifferenceShape.of(difference) for difference in story.differences],
            decisions=[DecisionShape.of(decision) for decision in story.decisions],
            readings=[ReadingShape.of(reading) for reading in story.readings],
            **alliance_fields(story.alliance),
        )
