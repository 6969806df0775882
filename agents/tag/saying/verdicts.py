"""What the reading of a clause comes to."""

from __future__ import annotations

from dataclasses import dataclass

from agents.tag.saying.rule import Rule
from topics.records import Status


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status and the rule that decided it; `firm` where the clause stands on its own as this text's news."""

    status: Status
    rule: Rule
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """A word of co-operation that speaks of no deal being made, kept or broken, and the rule by which it was left."""

    rule: Rule


def announced(rule: Rule, *, firm: bool = True) -> Judgement:
    return Judgement(Status.ANNOUNCED, rule, firm)


def planned(rule: Rule, *, firm: bool = True) -> Judgement:
    return Judgement(Status.PLANNED, rule, firm)


def rumoured(rule: Rule) -> Judgement:
    return Judgement(Status.RUMOURED, rule)


def background(rule: Rule, *, firm: bool = False) -> Judgement:
    return Judgement(Status.BACKGROUND, rule, firm)
