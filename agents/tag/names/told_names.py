"""The name under which a story calls an organisation, among all the ways in which it writes it."""

from __future__ import annotations

from collections.abc import Iterable

from agents.tag.language.shortening import is_short_for
from agents.tag.names.gazetteer import gazetteer
from agents.tag.names.organisations import SHARED_END
from agents.tag.names.shapes import short_university
from topics.records import Organisation

_OFFICE = "청"
"""Behind the name of a town: its hall, which stands for it."""


def told_name(organisation: Organisation, written: Iterable[str]) -> str:
    """The fullest name of a known organisation that a story writes; its own where the story has no name of it.

    `written`: how the story writes it, at all places. Its own name counts where the story has it, and then only a
    longer one that spells it out takes its place: 현대자동차 for 현대차, never a product for its maker.
    """
    name = organisation.name
    forms = dict.fromkeys(map(_plain, written))
    known = [form for form in forms if _is_name_of(form, name)] or [
        whole for form in forms if _is_name_of(whole := _with_shared_end(form, name), name)
    ]
    if name in known:
        known = [form for form in known if is_short_for(name, form)]

    def fullness(form: str) -> tuple[bool, int, bool]:
        return _is_latin(form) == _is_latin(name), len(_unspaced(form)), form == name

    return max(known, key=fullness, default=name)


def _with_shared_end(form: str, name: str) -> str:
    """The first of names that say their end once, as it would stand alone: 국민은행 in 국민·하나은행."""
    end = SHARED_END.search(name)
    return form + end[0] if end else form


def _is_latin(form: str) -> bool:
    return form.isascii()


def _plain(form: str) -> str:
    return " ".join(form.split()).strip("㈜")


def _is_name_of(form: str, name: str) -> bool:
    """Whether a form that a text has is a whole name of an organisation, not a part of one, nor its hall."""
    if form == name + _OFFICE:
        return False
    return _unspaced(form) == _unspaced(name) or _is_university(form, name) or _is_listed(form, name)


def _is_university(form: str, name: str) -> bool:
    if not form.endswith("대학교"):
        return False
    short = short_university(form.removesuffix("학교"))
    return name in (short, short.removeprefix("국립"))


def _is_listed(form: str, name: str) -> bool:
    """Whether a table has the form for a name, and not one that only the words around it tell from others."""
    known = gazetteer()
    meant = [entry for entry in known.meanings(form) if entry.name == name]
    if all("context" in entry.flags for entry in meant):
        return bool(meant) and all("context" in own.flags for own in known.meanings(name))
    return True


def _unspaced(name: str) -> str:
    return name.replace(" ", "")
