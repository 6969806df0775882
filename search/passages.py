"""Passages of the original text around the places that matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.store import Highlight
from topics.records import Span

# A passage of about two lines in a terminal, and no more of them than a result list can show.
_BEFORE, _AFTER, _JOIN = 40, 80, 100
_PASSAGES = 2


def passages(text: str, marks: Sequence[tuple[Span, int]]) -> list[Highlight]:
    """The best passages of a body around its matches: the span of each, and a number that says of what."""
    groups: list[list[tuple[Span, int]]] = []
    for mark in marks:
        near = groups and mark[0][0] - groups[-1][-1][0][1] <= _JOIN and mark[0][1] - groups[-1][0][0][0] <= 3 * _JOIN
        if near and "\n" not in text[groups[-1][-1][0][1] : mark[0][0]]:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    best = sorted(groups, key=lambda group: (-len({number for _, number in group}), group[0][0]))[:_PASSAGES]
    shown: list[Highlight] = []
    for group in sorted(best):
        start, end = _window(text, group[0][0][0], max(span[1] for span, _ in group))
        spans = apart(span for span, _ in group)
        shown.append(Highlight("body", text[start:end], tuple((s - start, e - start) for s, e in spans)))
    return shown


def _window(text: str, first: int, last: int) -> Span:
    line_start = text.rfind("\n", 0, first) + 1
    line_end = text.find("\n", last)
    line_end = len(text) if line_end < 0 else line_end
    start, end = max(line_start, first - _BEFORE), min(line_end, last + _AFTER)
    if start > line_start:
        start = text.find(" ", start, first) + 1 or start
    if end < line_end:
        space = text.rfind(" ", last, end)
        end = space if space > 0 else end
    return start, end


def apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap made one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
