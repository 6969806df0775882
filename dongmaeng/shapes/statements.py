"""What a text says of an alliance, as JSON."""

from __future__ import annotations

from typing import Any, Self

from dongmaeng.shapes.organisations import NamedShape, SaidMemberShape
from dongmaeng.shapes.shape import Shape
from topics.records import Citation, Dated, Kind, Mention, Statement, Status, Terms, Tie


class TermsShape(Shape):
    """What is said of a deal beyond who, when and what kind."""

    amounts: list[str]
    """Sums of money, as they are written."""
    stakes: list[str]
    """Shares in companies, as they are written."""
    purpose: str | None
    """What it is for, in the words of the text."""
    tie: Tie
    """What kind of tie it is, each detail with the rule that found it and the words it rests on."""
    score: float | None
    """From 0 to 1, how sure the reading is; no probability."""
    reasons: list[str]
    """What makes the score, with the weight of each."""


class SaidShape(Shape):
    """What one text says of an alliance, but for its terms."""

    status: Status
    new: bool
    """Whether the text reports a new alliance."""
    kind: Kind
    name: str | None
    """The name of the initiative, where it has one."""
    members: list[SaidMemberShape]
    joining: list[NamedShape]
    """Those of the members that join what existed before."""
    parties: int | None
    """How many parties the text counts, whether it names them all or not."""
    one_of_several: bool
    """Whether its sentence lists several deals, of which this is one."""
    dated: Dated | None
    """Of what the date is: of the deal itself, or of its report alone."""
    date: str | None
    """When it was or will be concluded: YYYY-MM-DD, YYYY-MM or YYYY."""
    evidence: str
    """The words that say it."""
    rule: str
    """The rule that decided the status."""


class StatementShape(TermsShape, SaidShape):
    """What one text says of an alliance."""


class MentionShape(StatementShape):
    """One clause of an article that speaks of an alliance."""

    cited: list[Citation]
    """The sentences that tell of it, those that it takes members from included."""

    @classmethod
    def of(cls, mention: Mention) -> Self:
        return cls(cited=mention.cited, **said(mention))


def terms(of: Terms) -> dict[str, Any]:
    """The fields of `TermsShape`."""
    return {
        "amounts": of.amounts,
        "stakes": of.stakes,
        "purpose": of.purpose,
        "tie": of.tie,
        "score": of.score,
        "reasons": of.reasons,
    }


def said(statement: Statement) -> dict[str, Any]:
    """The fields of `StatementShape`."""
    return {
        "status": statement.status,
        "new": statement.new,
        "kind": statement.kind,
        "name": statement.name,
        "members": [SaidMemberShape.of(member, statement.tie.country_of(member.id)) for member in statement.members],
        "joining": [NamedShape.of(member) for member in statement.joining],
        "parties": statement.parties,
        "one_of_several": statement.one_of_several,
        "dated": statement.dated,
        "date": statement.date,
        "evidence": statement.evidence,
        "rule": statement.rule,
        **terms(statement),
    }
