"""The passages around what Elasticsearch has marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from search.passages import apart, passages
from search.store import Highlight
from topics.records import Span

START, END = "\ue001", "\ue002"
"""Private characters that no text has, around what is marked."""


def highlights_of(marked: Mapping[str, Sequence[str]]) -> tuple[Highlight, ...]:
    """The best passages of the marked texts, given whole by field."""
    highlights: list[Highlight] = []
    for field in ("title", "subtitle", "body"):
        for text in marked.get(field, ()):
            plain, spans = _unmarked(text)
            if field != "body":
                highlights.append(Highlight(field, plain, apart(spans)))
                continue
            numbers: dict[str, int] = {}
            marks = [(span, numbers.setdefault(plain[slice(*span)].lower(), len(numbers))) for span in spans]
            highlights += passages(plain, marks)
    return tuple(highlights)


def _unmarked(text: str) -> tuple[str, list[Span]]:
    """The text without its marks, and where they were."""
    plain: list[str] = []
    spans: list[Span] = []
    length = 0
    for number, piece in enumerate(text.split(START)):
        inside, end, outside = piece.partition(END) if number else ("", "", piece)
        if end:
            spans.append((length, length + len(inside)))
        plain += [inside, outside]
        length += len(inside) + len(outside)
    return "".join(plain), spans
