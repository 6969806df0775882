"""Which nodes have room for their label, and on which side of them it stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FONT, NARROW_FONT = 13, 34
"""Sizes of the letters, on wide screens and on phones, in units of the picture."""

_ALWAYS = 30  # nodes of which the label may lie on lesser nodes: a map without the names of its hubs says nothing
_LONGEST = 14
_NARROW_LONGEST = 9
_LETTER, _HALF_LETTER = 0.98, 0.58  # widths of a Hangul letter and of others, in sizes of the font


@dataclass(frozen=True, slots=True)
class Box:
    """A node that wants a label."""

    x: float
    y: float
    radius: float
    name: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where the words of a label stand: the middle of their base line, or its start or end."""

    words: str
    x: float
    y: float
    anchor: str
    """`middle`, `start` or `end`, as in SVG."""
    shown: bool
    """Whether there is room for it; else it may be shown when the picture is enlarged."""


def label_boxes(boxes: Sequence[Box], width: int, height: int) -> tuple[list[Label], list[Label | None]]:
    """The labels for wide screens, and for narrow ones those that have room; the first nodes come first."""
    placed = _placed(boxes, width, height, FONT, _LONGEST)
    wide = [found or _below(box, FONT, _LONGEST) for box, found in zip(boxes, placed, strict=True)]
    return wide, _placed(boxes, width, height, NARROW_FONT, _NARROW_LONGEST)


_Rectangle = tuple[float, float, float, float]


def _placed(boxes: Sequence[Box], width: int, height: int, font: int, longest: int) -> list[Label | None]:
    discs = [(box.x - box.radius, box.y - box.radius, box.x + box.radius, box.y + box.radius) for box in boxes]
    taken = _Grid(font * 8)
    for disc in discs:
        taken.add(disc)
    named = _Grid(font * 8)
    for disc in discs[:_ALWAYS]:
        named.add(disc)
    labels: list[Label | None] = []
    for place, (box, own) in enumerate(zip(boxes, discs, strict=True)):
        choices = [
            (label, rectangle)
            for label, rectangle in _choices(box, font, longest)
            if rectangle[0] >= 0 and rectangle[1] >= 0 and rectangle[2] <= width and rectangle[3] <= height
        ]
        free = next((choice for choice in choices if taken.is_free(choice[1], own)), None)
        if free is None and place < _ALWAYS:
            free = next((choice for choice in choices if named.is_free(choice[1], own)), None)
        if free is not None:
            taken.add(free[1])
            named.add(free[1])
        labels.append(free[0] if free else None)
    return labels


def _choices(box: Box, font: int, longest: int) -> Iterator[tuple[Label, _Rectangle]]:
    """The label below, above, to the right and to the left of a node, with the room it takes."""
    words = shortened(box.name, longest)
    wide, high, gap = width_of(words) * font, font * 1.1, font * 0.25
    x, y, r = box.x, box.y, box.radius
    below, above, beside = y + r + gap, y - r - gap, y + font * 0.36
    yield _label(words, x, below + font * 0.85, "middle"), (x - wide / 2, below, x + wide / 2, below + high)
    yield _label(words, x, above - font * 0.2, "middle"), (x - wide / 2, above - high, x + wide / 2, above)
    yield _label(words, x + r + gap, beside, "start"), (x + r + gap, y - high / 2, x + r + gap + wide, y + high / 2)
    yield _label(words, x - r - gap, beside, "end"), (x - r - gap - wide, y - high / 2, x - r - gap, y + high / 2)


def _label(words: str, x: float, y: float, anchor: str) -> Label:
    return Label(words, round(x, 1), round(y, 1), anchor, True)


def _below(box: Box, font: int, longest: int) -> Label:
    label = next(_choices(box, font, longest))[0]
    return Label(label.words, label.x, label.y, label.anchor, False)


def shortened(name: str, longest: int) -> str:
    """The name, cut where it is too long for a label."""
    return name if len(name) <= longest else name[: longest - 1] + "…"


def width_of(words: str) -> float:
    """About how wide words are, in sizes of the font."""
    return sum(_LETTER if unicodedata.east_asian_width(letter) in "WF" else _HALF_LETTER for letter in words)


class _Grid:
    """Rectangles, found by where they are."""

    def __init__(self, cell: float) -> None:
        self._cell = cell
        self._cells: dict[tuple[int, int], list[_Rectangle]] = {}

    def add(self, rectangle: _Rectangle) -> None:
        for cell in self._of(rectangle):
            self._cells.setdefault(cell, []).append(rectangle)

    def is_free(self, rectangle: _Rectangle, own: _Rectangle) -> bool:
        left, top, right, bottom = rectangle
        return not any(
            other is not own and left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for cell in self._of(rectangle)
            for other in self._cells.get(cell, ())
        )

    def _of(self, rectangle: _Rectangle) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(side // self._cell) for side in rectangle)
        return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
