"""The name under which a story calls an organisation, among all the ways in which it writes it."""

from __future__ import annotations

from collections.abc import Iterable

from agents.tag.language.shortening import is_short_for
from agents.tag.names.gazetteer import gazetteer
from topics.records import Organisation

_OFFICE = "청"
"""Behind the name of a town: its hall, which stands for it."""


def told_name(organisation: Organisation, written: Iterable[str]) -> str:
    """The fullest name of a known organisation that a story writes; its own where the story has no name of it.

    `written`: how the story writes it, at all places. Its own name counts where the story has it, and then only a
    longer one that spells it out takes its place: 현대자동차 for 현대차, never a product for its maker.
    """
    known = [form for form in dict.fromkeys(map(_plain, written)) if _is_name_of(form, organisation.name)]
    name = organisation.name
    if name in known:
        known = [form for form in known if is_short_for(name, form)]
    return max(known, key=len, default=name)


def _plain(form: str) -> str:
    return " ".join(form.split())


def _is_name_of(form: str, name: str) -> bool:
    """Whether a form that a text has is a whole name of an organisation, not a part of one, nor its hall."""
    if form == name:
        return True
    if form == name + _OFFICE:
        return False
    return any(entry.name == name and "context" not in entry.flags for entry in gazetteer().meanings(form))
