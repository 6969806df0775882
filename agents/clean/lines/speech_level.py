"""Newspapers tell in plain speech and address their readers politely: by this, notices at a story's edges are known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from agents.clean.lines.line_text import is_sentence
from agents.clean.page.blocks import Line

_POLITE = ("니다", "세요", "십시오", "까요", "나요", "어요", "아요", "예요", "에요", "죠")
_QUOTES = frozenset("“”\"‘’'「」『』")

_FEWEST_PLAIN = 3
"""Sentences in plain speech that show how a story is told."""

_MOSTLY = 0.8
"""Their share among all sentences between the edges: interviews and broadcasts are told politely."""

_LONGEST_ADDRESS, _LARGEST_ADDRESS = 120, 0.35
"""Characters at one edge, and their share of what is told; more is a story that changes its tone."""


def without_addresses(lines: Sequence[Line]) -> list[Line]:
    """The lines of a story told in plain speech without those at its edges that address the reader."""
    plain = [at for at, line in enumerate(lines) if is_sentence(line.text) and not _is_polite(line.text)]
    if len(plain) < _FEWEST_PLAIN:
        return list(lines)
    told = [line for line in lines[plain[0] : plain[-1] + 1] if is_sentence(line.text)]
    if len(plain) < _MOSTLY * len(told):
        return list(lines)
    head = list(takewhile(_is_address, lines[: plain[0]]))
    tail = list(takewhile(_is_address, reversed(lines[plain[-1] + 1 :])))
    most = min(_LONGEST_ADDRESS, _LARGEST_ADDRESS * _length(told))
    start, end = (len(part) if _length(part) <= most else 0 for part in (head, tail))
    return list(lines[start : len(lines) - end])


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _is_address(line: Line) -> bool:
    """Whether the line speaks to the reader: politely, and quoting nobody."""
    return _is_polite(line.text) and _QUOTES.isdisjoint(line.text)


def _is_polite(text: str) -> bool:
    return text.rstrip(")]").rstrip(".!?…~").endswith(_POLITE)
