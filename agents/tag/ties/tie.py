"""Reads what kind of tie a deal is from the sentences about it."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.ties.activities import activities
from agents.tag.ties.countries import countries, crosses_borders
from agents.tag.ties.duration import term
from agents.tag.ties.passages import Passage
from agents.tag.ties.signers import signatories
from agents.tag.ties.venture import venture
from topics.records import Member, Tie


def tie_of(passages: Sequence[Passage], beside: Sequence[Passage], members: Sequence[Member]) -> Tie:
    """The tie of a deal; `passages` are about it, `beside` are headlines and captions, which hold names and facts.

    What nothing says is left out. Spans count in the plain body.
    """
    around = [*passages, *beside]
    told = countries(around, members)
    founded = venture(passages)
    return Tie(
        activities=activities([*passages, *(passage for passage in beside if passage.tells)], founded),
        countries=told,
        cross_border=crosses_borders(members, told, around),
        term=term(passages),
        venture=founded,
        signatories=signatories(around, members),
    )
