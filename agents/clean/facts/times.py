"""When the story of a page was published and changed, and which rule says so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain, takewhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from agents.ago import ago_in
from agents.clean.facts.timestamps import (
    Timestamp,
    choose,
    labelled_short_years,
    labelled_texts,
    labelled_timestamps,
    lone_timestamp,
    read_timestamp,
    tells_change,
    without_label,
)
from agents.clean.facts.titles import behind_title
from agents.clean.lines.author_names import is_outlet
from agents.clean.lines.bylines import read_byline
from agents.clean.lines.line_text import is_sentence
from agents.clean.page.publisher_rules import ElementNames
from agents.clean.page.scripts import ScriptStory
from agents.clean.page.stated import NamedText, Stated
from agents.clock import plain_signs
from agents.publication import MOST_AHEAD

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
NamedTimestamp = tuple[str, Timestamp]
"""A time behind the rule that found it."""

_MOST_TEXT = 400_000  # characters of a page's text that are searched for labelled dates
_PAPER = re.compile(r"(?:지면\s?)?[A-Z]?\d{1,2}면|댓글\s?\d{1,4}|조회수?\s?[\d,]{1,9}")  # beside a time
_LINES_OF_HEAD = 12  # behind the title, in which a template may show its date
_LINES_BELOW = 3  # right below the title, where no other story is told of yet
_LONGEST_DATED = 150  # characters of a line that holds a time, written letter by letter
_LINES_ABOVE = 2  # right above the title, where some templates show its date
_LONGEST_AGO = 40  # characters of a line that tells how long ago it was
_CLOCK_DIFFERS = timedelta(minutes=10)  # of a page that was cached, at most
_TOOLS = re.compile(
    r"(?:글쓴이|작성자|등록자|\bby\b)\s?:?\s?[가-힣A-Za-z]{2,12}?(?=\s|댓글|조회|추천|작성|등록|$)"
    r"|(?:기사 ?)?(?:인쇄|프린트|메일 ?보내기|이메일|스크랩|공유|글자 ?크기|글씨 ?크기|목록|기사원문)(?:하기)?"
    r"|(?:댓글|조회|추천|공감)(?: ?수)? ?:?\s?[\d,]{0,9}(?:건|회|개)?|\b(?:print|email|share|views?|comments?)\b",
    re.IGNORECASE,
)
"""What stands beside a time in the head of a story."""

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
    fetched: datetime,
) -> Times:
    """The times that a page states in its metadata, its markup and its visible text, `running_text`.

    Each source is asked only where those before it leave a doubt or say a time that is too far ahead of the fetch.
    """
    latest = fetched + MOST_AHEAD
    shown = _Shown(page, running_text, title, fetched)
    states = [state] if state else []

    def stated(linked: Iterable[NamedText], metas: Sequence[str]) -> Iterator[NamedTimestamp]:
        yield from _named_timestamps(linked)
        yield from _named_timestamps(page.stated(metas))

    def published() -> Iterator[NamedTimestamp]:
        told = stated(((s.source, s.published) for s in linked if s.published), PUBLISHED)
        named = _each(page.shown("published", page.rules.generally("published")))
        yield from _or_else((told, shown.named()), named)
        yield from _named_timestamps((s.source, s.published) for s in states if s.published)
        yield from (("label in the text", moment) for moment in shown.published)
        if not shown.published and shown.day:
            yield "label in the text, the day alone", shown.day
        elif not shown.published and shown.lone:
            yield "time alone in a line", shown.lone
        yield from (("label in the text, the century left out", moment) for moment in shown.short_years)

    def updated() -> Iterator[NamedTimestamp]:
        told = stated(((s.source, s.updated) for s in linked if s.updated), _UPDATED)
        yield from _or_else((told,), _each(page.shown("updated", page.rules.all("updated"))))
        yield from shown.named_changes()
        yield from _named_timestamps((s.source, s.updated) for s in states if s.updated)
        yield from (("label in the text", moment) for moment in shown.changed[:1])

    def until(named: Iterator[NamedTimestamp]) -> Iterator[NamedTimestamp]:
        return (pair for pair in named if pair[1].at <= latest)

    def seen(moments: Sequence[Timestamp]) -> list[Timestamp]:
        return [moment for moment in moments if moment.at <= latest]

    first = _decided(until(published()), lambda: seen(shown.all()))
    last = _decided(until(updated()), lambda: seen(shown.changed))
    return Times(first, None if first and last and last[1] <= first[1] else last)


class _Shown:
    """The times that a page shows its readers, looked for when they are first asked for."""

    def __init__(self, page: Stated, running_text: Sequence[str], title: str, fetched: datetime) -> None:
        self._page, self._running_text, self._title, self._fetched = page, running_text, title, fetched

    @cached_property
    def published(self) -> list[Timestamp]:
        """Exact times that a label says to be those of publication."""
        return self._exact(changes=False)

    @cached_property
    def changed(self) -> list[Timestamp]:
        """Exact times that a label says to be those of changes."""
        return self._exact(changes=True)

    @cached_property
    def day(self) -> Timestamp | None:
        """The day that a label close behind the title says to be that of publication."""
        head = " ".join(behind_title(self._running_text, self._title)[:_LINES_OF_HEAD])
        return next((moment for is_change, moment in labelled_timestamps(head) if not is_change), None)

    @cached_property
    def lone(self) -> Timestamp | None:
        """The first time below the title that stands alone in its line, else one beside what a writer is called.

        Between them comes a time right above the title. Below the story, what stands in comments is not asked.
        """
        lines = behind_title(self._running_text, self._title)
        if lines is self._running_text:
            return next((moment for text in lines if (moment := self._alone(text))), None)
        head = _before_story(lines, self._title)
        above = self._running_text[: len(self._running_text) - len(lines) - 1][-_LINES_ABOVE:]
        alone = chain(
            filter(None, map(_stands_alone, head)),
            filter(self._is_no_clock, filter(None, map(_stands_alone, above))),
            filter(None, map(self._alone, lines[len(head) :])),
        )
        if (first := next(alone, None)) is not None:
            return first
        below = (text for text in lines[:_LINES_BELOW] if ":" in text and _squash(text) not in self._of_others)
        return next((found[0] for text in below if (found := lone_timestamp(text))), None)

    def _alone(self, text: str) -> Timestamp | None:
        moment = _stands_alone(text)
        return None if moment is not None and _squash(text) in self._of_others else moment

    def _is_no_clock(self, moment: Timestamp) -> bool:
        """Whether a time above the title is not the page's own clock, which tells the minute of the fetch."""
        return abs(moment.at - self._fetched) > _CLOCK_DIFFERS

    @cached_property
    def _of_others(self) -> str:
        """The texts of comments and of what leads to other stories, looked at where a time may stand in them."""
        return _others_text(self._page, self._title)

    @cached_property
    def short_years(self) -> list[Timestamp]:
        """Times close behind the title that a label says to be those of publication, with years of two digits."""
        head = " ".join(behind_title(self._running_text, self._title)[:_LINES_OF_HEAD])
        return [moment for is_change, moment in labelled_short_years(head) if not is_change]

    def named(self) -> Iterator[NamedTimestamp]:
        """The times of publication in elements that the outlet's rules name."""
        yield from _named_timestamps(pair for pair in self._told if not tells_change(pair[1]))

    def named_changes(self) -> Iterator[NamedTimestamp]:
        """The times of changes in such elements."""
        yield from _named_timestamps(pair for pair in self._told if tells_change(pair[1]))

    def all(self) -> list[Timestamp]:
        """All but the times of changes."""
        return [*self.published, *([self.lone] if self.lone else []), *(moment for _, moment in self.named())]

    def _exact(self, *, changes: bool) -> list[Timestamp]:
        moments = (read_timestamp(text) for is_change, text in self._labelled if is_change is changes)
        return [moment for moment in moments if moment is not None and moment.exact]

    @cached_property
    def _labelled(self) -> list[tuple[bool, str]]:
        return list(labelled_texts(" ".join(self._running_text)[:_MOST_TEXT]))

    @cached_property
    def _told(self) -> list[NamedText]:
        return list(_each(self._page.shown("published", self._page.rules.special("published"))))


def told_ago(page: Stated, running_text: Sequence[str], title: str, fetched: datetime) -> datetime | None:
    """The time about the title, or in an element named for it, that is told from `fetched`: "입력 3시간 전"."""
    lines = behind_title(running_text, title)
    texts: list[str] = []
    if lines is not running_text:
        above = running_text[: len(running_text) - len(lines) - 1][-1:]
        texts = _before_story(lines[:_LINES_OF_HEAD], title)
        # A live ticker in the page's head names its outlet, too; a date of the story stands there alone.
        texts += [text for text in above if (told := ago_in(text, fetched)) and not without_label(told[1])]
    rules = (*page.rules.special("published"), *page.rules.generally("published"))
    texts += (text for _, found in page.shown("published", rules) for text in found)
    return next((moment for text in texts if (moment := _ago_alone(text, fetched)) is not None), None)


def _ago_alone(text: str, fetched: datetime) -> datetime | None:
    if len(text) > _LONGEST_AGO or (told := ago_in(text, fetched)) is None:
        return None
    rest = without_label(_TOOLS.sub(" ", told[1]))
    return told[0] if not rest or is_outlet(rest) or read_byline(rest) is not None else None


def _before_story(lines: Sequence[str], title: str) -> list[str]:
    """The lines before the first sentence that does not only repeat the title."""
    compact = _squash(title)
    return list(takewhile(lambda text: not is_sentence(text) or _squash(text) in compact, lines))


def of_others(tree: LexborHTMLParser, names: ElementNames, title: str) -> list[LexborNode]:
    """The elements of comments and of what leads to other stories: parts of the page that hold no title of its own."""
    whole, compact = len(tree.body.text()) if tree.body is not None else 0, _squash(title)
    return [
        node
        for node in names.of_others(tree)
        if 2 * len(text := node.text()) < whole and not (compact and compact in _squash(text))
    ]


def _others_text(page: Stated, title: str) -> str:
    return _squash("\n".join(node.text() for node in of_others(page.tree, page.rules.names, title)))


def _squash(text: str) -> str:
    return "".join(text.split())


def _decided(named: Iterator[NamedTimestamp], seen: Callable[[], Sequence[Timestamp]]) -> tuple[str, datetime] | None:
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


def _or_else(sources: Iterable[Iterable[NamedTimestamp]], others: Iterable[NamedText]) -> Iterator[NamedTimestamp]:
    """The moments of some sources and, where the first of them is no exact one, those of others."""
    first = None
    for named in chain.from_iterable(sources):
        first = first or named[1]
        yield named
    if first is None or not first.exact:
        yield from _named_timestamps(others)


def _each(found: Iterable[tuple[str, list[str]]]) -> Iterator[NamedText]:
    for rule, texts in found:
        for text in texts:
            yield rule, text


def _stands_alone(text: str) -> Timestamp | None:
    """The time that a line tells, beside at most a byline, an outlet's name or a short label."""
    text = plain_signs(unicodedata.normalize("NFC", text)) if len(text) <= _LONGEST_DATED else text
    found = lone_timestamp(text) if ":" in text or "시" in text else None
    if found is None:
        return None
    moment, rest = found[0], _PAPER.sub("", found[1])
    is_label = len(rest) <= _LONGEST_LABEL and not any(character.isdigit() for character in rest)
    return moment if is_label or read_byline(rest) is not None or is_outlet(rest) else None


def _named_timestamps(named: Iterable[NamedText]) -> Iterator[NamedTimestamp]:
    return ((rule, moment) for rule, text in named if (moment := read_timestamp(text)))
