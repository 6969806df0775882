"""When the story of a page was published and changed, and which rule says so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain

from agents.ago import ago_in
from agents.clean.bylines import is_outlet, read_byline
from agents.clean.dates import (
    Moment,
    choose,
    labelled_moments,
    labelled_short_years,
    lone_moment,
    read_moment,
    tells_change,
    without_label,
)
from agents.clean.scripts import ScriptStory
from agents.clean.stated import Named, Stated
from agents.clean.titles import behind_title

PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "dd:published_time",
    "published_time",
    "datepublished",
    "article.published",
    "nextweb:createdate",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "dc.date.issued",
    "dc.date",
    "regdate",
    "created",
    "date",
    "sailthru.date",
    "parsely-pub-date",
    "originalpublicationdate",
)
_UPDATED = (
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "dd:modified_time",
    "og:article:modified_time",
    "nextweb:moddate",
    "datemodified",
    "last-modified",
    "lastmod",
    "modified_time",
)
NamedMoment = tuple[str, Moment]
"""A time behind the rule that found it."""

_MOST_TEXT = 400_000  # characters of a page's text that are searched for labelled dates
_PAPER = re.compile(r"(?:지면\s?)?[A-Z]?\d{1,2}면|댓글\s?\d{1,4}|조회수?\s?[\d,]{1,9}")  # beside a time
_LINES_OF_HEAD = 12  # behind the title, in which a template may show its date
_LINES_BELOW = 3  # right below the title, where no other story is told of yet
_LONGEST_DATED = 150  # characters of a line that holds a time, written letter by letter
_LINES_OF_AGO, _LONGEST_AGO = 5, 40  # lines below the title that may tell how long ago it was, and their characters
_LONGEST_LABEL = 12  # characters beside a time, such as a comment counter's name


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a story in Seoul, each behind the rule that decided it."""

    published: tuple[str, datetime] | None
    updated: tuple[str, datetime] | None


def read_times(
    page: Stated,
    linked: Sequence[ScriptStory],
    state: ScriptStory | None,
    running_text: Sequence[str],
    title: str,
    latest: datetime,
) -> Times:
    """The times that a page states in its metadata, its markup and its visible text, `running_text`.

    Each source is asked only where those before it leave a doubt or say a time after `latest`.
    """
    shown = _Shown(page, running_text, title)
    states = [state] if state else []

    def stated(linked: Iterable[Named], metas: Sequence[str]) -> Iterator[NamedMoment]:
        yield from _named_moments(linked)
        yield from _named_moments(page.stated(metas))

    def published() -> Iterator[NamedMoment]:
        told = stated(((s.source, s.published) for s in linked if s.published), PUBLISHED)
        named = _each(page.shown("published", page.rules.generally("published")))
        yield from _or_else((told, shown.named()), named)
        yield from _named_moments((s.source, s.published) for s in states if s.published)
        yield from (("label in the text", moment) for moment in shown.published)
        if not shown.published and shown.day:
            yield "label in the text, the day alone", shown.day
        elif not shown.published and shown.lone:
            yield "time alone in a line", shown.lone
        yield from (("label in the text, the century left out", moment) for moment in shown.short_years)

    def updated() -> Iterator[NamedMoment]:
        told = stated(((s.source, s.updated) for s in linked if s.updated), _UPDATED)
        yield from _or_else((told,), _each(page.shown("updated", page.rules.all("updated"))))
        yield from shown.named_changes()
        yield from _named_moments((s.source, s.updated) for s in states if s.updated)
        yield from (("label in the text", moment) for moment in shown.changed[:1])

    def until(named: Iterator[NamedMoment]) -> Iterator[NamedMoment]:
        return (pair for pair in named if pair[1].at <= latest)

    def seen(moments: Sequence[Moment]) -> list[Moment]:
        return [moment for moment in moments if moment.at <= latest]

    first = _decided(until(published()), lambda: seen(shown.all()))
    last = _decided(until(updated()), lambda: seen(shown.changed))
    return Times(first, None if first and last and last[1] <= first[1] else last)


class _Shown:
    """The times that a page shows its readers, looked for when they are first asked for."""

    def __init__(self, page: Stated, running_text: Sequence[str], title: str) -> None:
        self._page, self._running_text, self._title = page, running_text, title

    @cached_property
    def published(self) -> list[Moment]:
        """Exact times that a label says to be those of publication."""
        return [moment for is_change, moment in self._labelled if not is_change and moment.exact]

    @cached_property
    def changed(self) -> list[Moment]:
        """Exact times that a label says to be those of changes."""
        return [moment for is_change, moment in self._labelled if is_change and moment.exact]

    @cached_property
    def day(self) -> Moment | None:
        """The day that a label close behind the title says to be that of publication."""
        head = " ".join(behind_title(self._running_text, self._title)[:_LINES_OF_HEAD])
        return next((moment for is_change, moment in labelled_moments(head) if not is_change), None)

    @cached_property
    def lone(self) -> Moment | None:
        """The first time behind the title that stands alone in its line, else one beside what a writer is called."""
        lines = behind_title(self._running_text, self._title)
        if alone := next((moment for text in lines if (moment := _stands_alone(text))), None):
            return alone
        below = lines[:_LINES_BELOW] if lines is not self._running_text else ()
        return next((found[0] for text in below if ":" in text and (found := lone_moment(text))), None)

    @cached_property
    def short_years(self) -> list[Moment]:
        """Times close behind the title that a label says to be those of publication, with years of two digits."""
        head = " ".join(behind_title(self._running_text, self._title)[:_LINES_OF_HEAD])
        return [moment for is_change, moment in labelled_short_years(head) if not is_change]

    def named(self) -> Iterator[NamedMoment]:
        """The times of publication in elements that the outlet's rules name."""
        yield from _named_moments(pair for pair in self._told if not tells_change(pair[1]))

    def named_changes(self) -> Iterator[NamedMoment]:
        """The times of changes in such elements."""
        yield from _named_moments(pair for pair in self._told if tells_change(pair[1]))

    def all(self) -> list[Moment]:
        """All but the times of changes."""
        return [*self.published, *([self.lone] if self.lone else []), *(moment for _, moment in self.named())]

    @cached_property
    def _labelled(self) -> list[tuple[bool, Moment]]:
        return list(labelled_moments(" ".join(self._running_text)[:_MOST_TEXT]))

    @cached_property
    def _told(self) -> list[Named]:
        return list(_each(self._page.shown("published", self._page.rules.special("published"))))


def told_ago(running_text: Sequence[str], title: str, seen: datetime) -> datetime | None:
    """The time below the title that a line tells by how long before `seen` it was: "입력 3시간 전"."""
    lines = behind_title(running_text, title)
    for text in lines[:_LINES_OF_AGO] if lines is not running_text else ():
        if len(text) <= _LONGEST_AGO and (told := ago_in(text, seen)) is not None:
            moment, rest = told
            rest = without_label(rest)
            if not rest or is_outlet(rest) or read_byline(rest) is not None:
                return moment
    return None


def _decided(named: Iterator[NamedMoment], seen: Callable[[], Sequence[Moment]]) -> tuple[str, datetime] | None:
    """The time that the first source states, or what later ones and what is seen on the page make of it."""
    first = next(named, None)
    if first is None:
        return None
    if first[1].exact and first[1].is_local:
        return first[0], first[1].at
    stated = [first, *named]
    at = choose([moment for _, moment in stated], seen())
    wrong_zone = f"{first[0]}, its zone corrected by what the page shows"
    return next((rule for rule, moment in stated if moment.at == at), wrong_zone), at


def _or_else(sources: Iterable[Iterable[NamedMoment]], others: Iterable[Named]) -> Iterator[NamedMoment]:
    """The moments of some sources and, where the first of them is no exact one, those of others."""
    first = None
    for named in chain.from_iterable(sources):
        first = first or named[1]
        yield named
    if first is None or not first.exact:
        yield from _named_moments(others)


def _each(found: Iterable[tuple[str, list[str]]]) -> Iterator[Named]:
    for rule, texts in found:
        for text in texts:
            yield rule, text


def _stands_alone(text: str) -> Moment | None:
    """The time that a line tells, beside at most a byline, an outlet's name or a short label."""
    text = unicodedata.normalize("NFC", text) if len(text) <= _LONGEST_DATED else text
    found = lone_moment(text) if ":" in text or "시" in text else None
    if found is None:
        return None
    moment, rest = found[0], _PAPER.sub("", found[1])
    is_label = len(rest) <= _LONGEST_LABEL and not any(character.isdigit() for character in rest)
    return moment if is_label or read_byline(rest) is not None or is_outlet(rest) else None


def _named_moments(named: Iterable[Named]) -> Iterator[NamedMoment]:
    return ((rule, moment) for rule, text in named if (moment := read_moment(text)))
