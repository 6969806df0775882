"""Tells public authorities from other organisations, by the kind that lists give them and by how their names end."""

from __future__ import annotations

from collections.abc import Sequence

from agents.tag.language.vocabulary import vocabulary


def is_of_the_state(kind: str | None) -> bool:
    """Whether an organisation of a kind that lists give is an authority or what the state runs: 가람시, 가람진흥원."""
    return kind == "agency"


def is_public_body(name: str, kind: str | None) -> bool:
    """Whether one is a public authority: 가람시, but not 가람진흥원."""
    return is_of_the_state(kind) and governs(name)


def is_ministry(name: str, kind: str | None) -> bool:
    """Whether one is a ministry or an office of a country: 산업통상자원부, but not 가람시."""
    return is_of_the_state(kind) and name.endswith(vocabulary().ministries)


def governs(name: str) -> bool:
    """Whether a name ends as those of public authorities, parties and unions do; the longest ending counts."""
    lists = vocabulary()
    return _longest(name, lists.government) > _longest(name, lists.not_government)


def _longest(name: str, endings: Sequence[str]) -> int:
    """How many letters the longest of some endings has that a name ends with."""
    return max((len(ending) for ending in endings if name.endswith(ending)), default=0)
