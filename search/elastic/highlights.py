"""The passages around what Elasticsearch has marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from search.passages import apart, passages
from search.store import Highlight
from search.written import names_in
from topics.records import Span

START, END = "\ue001", "\ue002"
"""Private characters that no text has, around what is marked."""


def highlights_of(
    marked: Mapping[str, Sequence[str]], texts: Mapping[str, str], names: frozenset[str]
) -> tuple[Highlight, ...]:
    """The best passages of the marked texts, given whole by field; `texts`: the same without marks, where names are.

    The server marks terms. What is looked for as it is written is found here by the same rule, for a hundredth of what
    it takes there; of such a word only the one of the names that it begins with is marked.
    """
    highlights: list[Highlight] = []
    for field in ("title", "subtitle", "body"):
        plain, spans = _marks(marked.get(field, ()))
        if names:
            plain = plain or texts.get(field, "")
            spans += names_in(plain, names)
        if not spans:
            continue
        if field != "body":
            highlights.append(Highlight(field, plain, apart(sorted(spans))))
            continue
        numbers: dict[str, int] = {}
        marks = [(span, numbers.setdefault(plain[slice(*span)].lower(), len(numbers))) for span in sorted(spans)]
        highlights += passages(plain, marks)
    return tuple(highlights)


def _marks(texts: Sequence[str]) -> tuple[str, list[Span]]:
    """The one text of a field and what is marked in it."""
    return _unmarked(texts[0]) if texts else ("", [])


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
