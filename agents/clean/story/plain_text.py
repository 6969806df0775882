"""Stories that come as plain text: clean bodies, and whole pages dumped as text with their menus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agents.clean.facts.timestamps import labelled_timestamps, lone_timestamp, read_timestamp
from agents.clean.lines.author_names import is_outlet
from agents.clean.lines.bylines import read_byline
from agents.clean.lines.line_filter import Kept, keep_story_lines
from agents.clean.lines.line_table import line_table
from agents.clean.lines.line_text import is_sentence, normalise
from agents.clean.page.blocks import Line
from agents.markup import without_tags

_BREAK = re.compile(r"<br\s?/?>|</p>|</div>", re.IGNORECASE)
_CHROME = re.compile(r"^(?:이 기사를? 공유|UPDATED?\b|전체기사|본문 ?바로가기|메뉴|로그인|회원가입|더보기|댓글\s?\d)")
_HEAD_LINES = 60
"""Lines before the story in which a dump may have its menus; a clean body says nothing but the story."""


_STATED_WITHIN = 8
"""Lines at the top of a body without any other head in which the time of publication may stand."""


@dataclass(slots=True)
class TextStory:
    """What a text tells."""

    kept: Kept
    title: str = ""
    subtitle: str | None = None
    section: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    authors: list[str] = field(default_factory=list)


def read_text(text: str, title: str = "") -> TextStory:
    """Read a clean body or a dumped page; `title` is the one given with it, if any."""
    plain = without_tags(_BREAK.sub("\n", text), "")
    lines = [line for raw in plain.splitlines() if (line := normalise(raw))]
    start = _end_of_head(lines)
    if start is None:
        stated = [line for line in lines[:_STATED_WITHIN] if len(line) <= 80 and any(labelled_timestamps(line))]
        story = TextStory(keep_story_lines(Line(line) for line in lines if line not in stated), title)
        _take_times(story, stated)
        story.published = story.published or _dated_byline(lines[:_STATED_WITHIN])
        return story
    head, body = lines[:start], lines[start:]
    story = TextStory(keep_story_lines(Line(line) for line in body))
    _take_times(story, head)
    for line in head:
        if byline := read_byline(line):
            story.authors += [name for name in byline.authors if name not in story.authors]
    at = _title_line(head, title)
    if at is not None:
        story.title = head[at]
        behind = [line for line in head[at + 1 :] if _is_headline(line) and line != story.title]
        story.subtitle = " ".join(behind)[:400] or None
        story.section = next(
            (line for line in reversed(head[:at]) if line.split(" ")[0] in line_table().sections), None
        )
    story.title = title or story.title
    return story


def _take_times(story: TextStory, lines: Sequence[str]) -> None:
    """Take the times of publication and of the last change from lines that state them."""
    for line in lines:
        for is_change, moment in labelled_timestamps(line):
            if is_change:
                story.updated = story.updated or moment.at
                if story.published is None and (before := read_timestamp(line.partition("수정")[0])):
                    story.published = before.at  # "2022.09.21 07:20   수정 : 2022.09.22 09:10"
            else:
                story.published = story.published or moment.at


def _dated_byline(lines: Sequence[str]) -> datetime | None:
    """The time in a line that says nothing but who wrote the story and when: "2023-05-30 한서준 기자"."""
    for line in lines:
        byline = read_byline(line) if len(line) <= 80 else None
        if byline and byline.authors and not byline.rest and (moment := read_timestamp(line)):
            return moment.at
    return None


def _end_of_head(lines: Sequence[str]) -> int | None:
    """The number of the story's first line, or None where the text has no head of a page before it."""
    first = next(
        (
            at
            for at, line in enumerate(lines)
            if is_sentence(line) and len(line) >= 30 and not _is_fact(line) and not _is_shown_again(lines, at)
        ),
        None,
    )
    if first is None or first > _HEAD_LINES:
        return None
    marks = [at for at, line in enumerate(lines[: first + 1]) if _is_fact(line) or _CHROME.search(line)]
    # A lone byline or date before the text is the story's own; a page has more than that around it.
    if len(marks) < 2 or not any(_is_fact(line) for line in lines[:first]):
        return None
    return first


def _is_shown_again(lines: Sequence[str], at: int) -> bool:
    """Whether the line stands again close by, as headlines do: as the page's name and as its heading."""
    return lines[at] in lines[at + 1 : at + 8]


def _is_fact(line: str) -> bool:
    if len(line) > 80:
        return False
    return any(True for _ in labelled_timestamps(line)) or ((lone := lone_timestamp(line)) is not None and not lone[1])


def _title_line(head: Sequence[str], title: str) -> int | None:
    if title and title in head:
        return len(head) - 1 - list(reversed(head)).index(title)
    for at, line in enumerate(head):
        if _is_headline(line) and line in head[at + 1 : at + 8]:
            return max(i for i, other in enumerate(head) if other == line)
    fact = next((at for at, line in enumerate(head) if _is_fact(line)), len(head))
    before = [at for at in range(fact) if _is_headline(head[at])]
    return before[-1] if before else next((at for at in range(len(head)) if _is_headline(head[at])), None)


def _is_headline(line: str) -> bool:
    table = line_table()
    if len(line) < 10 or _is_fact(line) or _CHROME.search(line) or read_byline(line) is not None:
        return False
    return not is_outlet(line) and table.rule_for(line) is None and line not in table.sections
