"""A party of an alliance as a clause names it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from topics.records import Organisation


class Came(StrEnum):
    """How a text brings a party in."""

    NAMED = "named"
    SET = "set"
    """By a word like 양사, which stands for parties named before."""
    CARRIED = "carried"
    """From a sentence before, which the one that tells the deal goes on from."""
    HEADLINE = "headline"
    ROSTER = "roster"
    """By a sentence that lists who takes part."""
    LEAD = "lead"
    """From the text's first sentences into its headline's deal."""


@dataclass(slots=True)
class Party:
    """A party of an alliance as a clause names it; offsets in the sentence."""

    name: str
    start: int
    end: int
    role: str
    """topic, subject, with, of, list, object, source (A에 따르면), or abroad for a country in a partner's place."""
    organisation: Organisation | None = None
    size: int = 0
    """How many parties a word like 양사 stands for; 0 for a name."""
    came: Came = Came.NAMED
