"""How sure the reading of a deal is, as the sum of what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.tag.telling.deals import Deal
from topics.records import Status

START = 0.5
"""Of a deal of which nothing more is known: the figures below part it evenly into what is sure and what is not."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a reading or against it."""

    text: str
    weight: float


def reasons(deal: Deal, status: Status, known: Sequence[bool]) -> Iterator[Reason]:
    """What speaks for and against; `known`: of each member, whether more than its place says that it is one."""
    fresh = deal.fresh or deal.drafts
    body = [d for d in fresh if d.index >= 0]
    if any(d.judgement.firm for d in body):
        yield Reason("a sentence of the text tells it firmly", 0.2)
    elif not body:
        yield Reason("only a headline tells it", -0.15)
    if any(d.lead for d in body) and len(body) < len(fresh):
        yield Reason("headline and text agree", 0.1)
    if any(d.group in ("sign", "paper", "found", "swap") for d in fresh):
        yield Reason("a paper, company or swap is named", 0.1)
    elif all(not d.judgement.firm for d in fresh):
        yield Reason("only words like 협력 or 손잡고", -0.15)
    if deal.date:
        yield Reason("it has a date", 0.05)
    yield _of_members(known)
    if status is Status.RUMOURED:
        yield Reason("hearsay", -0.2)


def reasons_of_initiative(joined: bool, date: str | None, known: Sequence[bool]) -> Iterator[Reason]:
    """The same for what a text says of a named initiative; `joined`: whether it tells of someone joining it."""
    yield Reason("a named initiative", 0.1)
    if joined:
        yield Reason("somebody joins it", 0.2)
    if date:
        yield Reason("it has a date", 0.05)
    yield _of_members(known)


def _of_members(known: Sequence[bool]) -> Reason:
    if all(known):
        return Reason("all members are known organisations", 0.1)
    if not any(known):
        return Reason("no member is a known organisation", -0.2)
    return Reason("some members are known by their place alone", -0.05)


def score(found: Sequence[Reason]) -> float:
    """From 0 to 1; it orders readings and is no probability."""
    return round(min(1.0, max(0.0, START + sum(reason.weight for reason in found))), 2)


def in_words(found: Sequence[Reason]) -> list[str]:
    """The reasons for people to read, each with its weight."""
    return [f"{reason.weight:+.2f} {reason.text}" for reason in found]
