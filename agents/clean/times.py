"""When the story of a page was published and changed, and which rule says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.clean.bylines import is_outlet, read_byline
from agents.clean.dates import Moment, choose, labelled_moments, lone_moment, read_moment, tells_change
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
_MOST_TEXT = 400_000  # characters of a page's text that are searched for labelled dates
_PAPER = re.compile(r"(?:지면\s?)?[A-Z]?\d{1,2}면|댓글\s?\d{1,4}|조회수?\s?[\d,]{1,9}")  # beside a time
_LONGEST_LABEL = 12  # characters beside a time, such as a comment counter's name


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a story in Seoul, each behind the rule that decided it."""

    published: tuple[str, datetime] | None
    updated: tuple[str, datetime] | None


def read_times(
    page: Stated, linked: Sequence[ScriptStory], state: ScriptStory | None, running_text: Sequence[str], title: str
) -> Times:
    """The times that a page states in its metadata, its markup and its visible text, `running_text`."""
    labelled = list(labelled_moments(" ".join(running_text)[:_MOST_TEXT]))
    shown = [moment for is_change, moment in labelled if not is_change and moment.exact]
    changed = [moment for is_change, moment in labelled if is_change and moment.exact]
    lone = next((moment for text in behind_title(running_text, title) if (moment := _stands_alone(text))), None)
    told = list(_each(page.shown("published", page.rules.special("published"))))
    special = _named_moments(pair for pair in told if not tells_change(pair[1]))

    published = _named_moments((s.source, s.published) for s in linked if s.published)
    published += _named_moments(page.stated(PUBLISHED))
    published += special
    if not published or not published[0][1].exact:
        published += _named_moments(_each(page.shown("published", page.rules.generally("published"))))
    if state and state.published:
        published += _named_moments([(state.source, state.published)])
    published += [("label in the text", moment) for moment in shown]
    if not shown and lone:
        published.append(("time alone in a line", lone))
    seen = [*shown, *([lone] if lone else []), *(moment for _, moment in special)]

    updated = _named_moments((s.source, s.updated) for s in linked if s.updated)
    updated += _named_moments(page.stated(_UPDATED))
    if not updated or not updated[0][1].exact:
        updated += _named_moments(_each(page.shown("updated", page.rules.all("updated"))))
    updated += _named_moments(pair for pair in told if tells_change(pair[1]))
    if state and state.updated:
        updated += _named_moments([(state.source, state.updated)])
    updated += [("label in the text", moment) for moment in changed[:1]]

    first, last = _decided(published, seen), _decided(updated, changed)
    return Times(first, None if first and last and last[1] <= first[1] else last)


def _decided(named: Sequence[tuple[str, Moment]], seen: Sequence[Moment]) -> tuple[str, datetime] | None:
    at = choose((moment for _, moment in named), seen)
    if at is None:
        return None
    wrong_zone = f"{named[0][0]}, its zone corrected by what the page shows"
    return next((rule for rule, moment in named if moment.at == at), wrong_zone), at


def _each(found: Iterable[tuple[str, list[str]]]) -> Iterator[Named]:
    for rule, texts in found:
        for text in texts:
            yield rule, text


def _stands_alone(text: str) -> Moment | None:
    """The time that a line tells, beside at most a byline, an outlet's name or a short label."""
    found = lone_moment(text) if ":" in text or "시" in text else None
    if found is None:
        return None
    moment, rest = found[0], _PAPER.sub("", found[1])
    is_label = len(rest) <= _LONGEST_LABEL and not any(character.isdigit() for character in rest)
    return moment if is_label or read_byline(rest) is not None or is_outlet(rest) else None


def _named_moments(named: Iterable[Named]) -> list[tuple[str, Moment]]:
    return [(rule, moment) for rule, text in named if (moment := read_moment(text))]
