"""The title of a story without the names of its outlet and section around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agents.clean.lines.author_names import is_outlet
from agents.clean.lines.line_table import line_table
from agents.clean.lines.line_text import normalise

_SEPARATOR = re.compile(r"(\s[-–—:<>/·~]\s|\s?(?:\||ㅣ|│|::|»|«|＜|＞|〈|〉)\s?)")
_TRUNCATED = re.compile(r"\s?(?:\.{2,4}|…)$")
_LABEL_BEFORE = re.compile(r"(?:[-–—|ㅣ│:<>»«/\]]|(?:사이트|홈페이지|뉴스|신문|일보)[,-]?)$")
_NO_LETTERS = re.compile(r"[\W_]")
_QUOTES = "\"'“”‘’"
_START = 5  # letters that a title and a heading of the same story share at least
_BRACKETED = re.compile(r"[\[(<【〈][^\])>】〉]{1,12}[\])>】〉]")


def choose_title(
    stated: Sequence[str], headings: Iterable[str], outlets: Iterable[str], running_text: Sequence[str] = ()
) -> str:
    """The best of the titles that a page states (best first), checked against the headings it shows its readers.

    `headings` is not looked at where the first title stands whole in the running text.
    """
    names = {_squash(outlet) for outlet in outlets if outlet}
    first = without_outlet(normalise(stated[0]), names) if stated else ""
    if first and not _TRUNCATED.search(first):
        whole = _squash(first)
        if any(text[0] == first[0] and _squash(text) == whole for text in running_text):
            return first
    cleaned = [title for text in dict.fromkeys(stated) if (title := without_outlet(normalise(text), names))]
    told = "\n".join(_squash(title) for title in cleaned)
    starts = [_squash(title).lstrip(_QUOTES)[:_START] for title in cleaned]
    shown = [
        heading
        for text in dict.fromkeys(headings)
        if (not cleaned or _resembles("".join(text.split()).lower(), told, starts))
        and (heading := without_outlet(normalise(text), names))
    ]
    if not cleaned:
        return next((heading for heading in shown if len(heading) >= 6 and _squash(heading) not in names), "")
    title = cleaned[0]
    for other in (*cleaned[1:], *shown):
        if _continues(title, other):
            title = other
    if any(_squash(heading) == _squash(title) for heading in shown):
        return title
    letters = _NO_LETTERS.sub("", _squash(title))
    for heading in shown:
        if _NO_LETTERS.sub("", _squash(heading)) == letters:  # the same but for quotation marks and dots
            return heading
    for other in (*shown, *cleaned[1:]):
        if _is_title_within(other, title):
            return other
    return title


def _resembles(heading: str, told: str, starts: Sequence[str]) -> bool:
    """Whether a heading can be one of the titles told, whole or in part, or hold one."""
    return heading.lstrip(_QUOTES)[:_START] in told or any(start in heading for start in starts)


def without_outlet(title: str, outlets: set[str]) -> str:
    """The title without an outlet or section that stands behind or before it, set off by a separator."""
    removed = True
    while removed:
        removed = False
        parts = _SEPARATOR.split(title)
        for index in (-1, 0):
            if len(parts) >= 3 and _is_label(parts[index], outlets):
                parts = parts[:-2] if index else parts[2:]
                title = "".join(parts).strip()
                removed = True
    behind = re.search(r"\s?[-:>]\s?([^-:>]{1,8})$", title)
    if behind and behind.group(1).strip() in line_table().sections:
        title = title[: behind.start()].strip()
    return title


def _is_label(part: str, outlets: set[str]) -> bool:
    part = part.strip(" -|:<>")
    bare = _squash(
        re.sub(r"\s?(모바일|인터넷|온라인|뉴스|사이트|홈페이지|신문|\.com|\.co\.kr|Mobile|mobile)$", "", part)
    )
    if not part or part in line_table().sections or _squash(part) in outlets or bare in outlets:
        return True
    return len(part.split()) <= 3 and len(part) <= 20 and not re.search(r"[\"'“”‘’?!…]", part) and is_outlet(part)


def _continues(short: str, long: str) -> bool:
    """Whether `short` is `long` cut off with dots."""
    head = _TRUNCATED.sub("", short)
    return head != short and len(head) >= 10 and len(long) > len(head) and _squash(long).startswith(_squash(head))


def _is_title_within(shown: str, title: str) -> bool:
    """Whether what is shown is the title proper, and the rest of the stated title a label."""
    inner, outer = _squash(shown), _squash(title)
    if inner == outer or len(inner) < 8 or len(inner) * 2 < len(outer) or inner not in outer:
        return False
    before, _, after = outer.partition(inner)
    if before and not after and re.fullmatch(rf"(?:{_BRACKETED.pattern})+", before):
        # "[단독]" may be a picture beside the heading, "[사회]" is a label of the page.
        return all(
            is_outlet(mark[1:-1])
            or mark[1:-1] in line_table().sections - {"종합", "포토", "영상", "인사", "부고", "칼럼", "사설"}
            for mark in _BRACKETED.findall(before)
        )
    return bool(re.match(r"[-–—|ㅣ│:<>»«/#]", after)) or bool(_LABEL_BEFORE.search(before))


def behind_title(running_text: Sequence[str], title: str) -> Sequence[str]:
    """The text behind the title's heading: what stands before is the page's own clock and other stories' times."""
    compact = title.replace(" ", "")
    for at, text in enumerate(running_text):
        if text[:1] == title[:1] and compact and text.replace(" ", "") == compact:
            return running_text[at + 1 :]
    return running_text


def _squash(text: str) -> str:
    return "".join(text.split()).lower()
