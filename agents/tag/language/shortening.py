"""How short forms stand to the names that they are short for."""

from __future__ import annotations


def is_short_for(short: str, name: str) -> bool:
    """Whether a name has all letters of a short form in their order: 경북 of 경상북도, 현대차 of 현대자동차."""
    letters = iter(name)
    return all(letter in letters for letter in short)
