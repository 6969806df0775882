"""An organisation at one place of a text, as one of the ways to find names gives it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """An organisation at one place of a text."""

    start: int
    end: int
    name: str
    kind: str
    rank: int
    """How sure the rule is: 0 marked as a company in the text, 1 a known name, 2 an ending, 3 an argument position."""
