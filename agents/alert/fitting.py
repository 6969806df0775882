"""Makes a message as short as a service takes it: items go first, with their number said, then long texts are cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

from agents.alert.message import Message, Paragraph, Part, Span
from agents.alert.plain import cut

_LENGTHS = (300, 150, 80, 40, 20)
"""To how many characters each text is cut, one after another, until the whole is short enough."""


def fitted(message: Message, cost: Callable[[Message], int], most: int) -> Message:
    """The message with as many of its items, and as much of its texts, as cost at most `most`.

    What was left out is said at the place where the items end.
    """
    items = sum(paragraph.part is Part.ITEM for paragraph in message.paragraphs)
    full = with_items(message, items)
    if cost(full) <= most:
        return full
    kept, too_many = 0, items
    while kept < too_many - 1:
        middle = (kept + too_many) // 2
        if cost(with_items(message, middle)) <= most:
            kept = middle
        else:
            too_many = middle
    shorter = with_items(message, kept)
    for length in _LENGTHS:
        if cost(shorter) <= most:
            return shorter
        shorter = _with_texts_of(shorter, length)
    while cost(shorter) > most and shorter.paragraphs:
        shorter = replace(shorter, paragraphs=shorter.paragraphs[:-1])
    return shorter


def with_items(message: Message, kept: int) -> Message:
    """The message with its first items, and how many are left out; a heading without items goes with them."""
    paragraphs: list[Paragraph] = []
    left, seen = message.left, 0
    for paragraph in message.paragraphs:
        if paragraph.part is Part.ITEM:
            seen += 1
            if seen > kept:
                left += 1
                continue
        paragraphs.append(paragraph)
    paragraphs = [
        paragraph
        for paragraph, following in zip_longest(paragraphs, paragraphs[1:])
        if paragraph.part is not Part.HEADING or (following is not None and following.part is Part.ITEM)
    ]
    if left:
        paragraphs.append(Paragraph(Part.FACT, (Span(message.more.replace("{count}", str(left))),)))
    return replace(message, paragraphs=tuple(paragraphs), left=0)


def _with_texts_of(message: Message, length: int) -> Message:
    paragraphs = tuple(
        replace(paragraph, spans=tuple(replace(span, text=cut(span.text, length)) for span in paragraph.spans))
        for paragraph in message.paragraphs
    )
    return replace(message, headline=cut(message.headline, length), paragraphs=paragraphs)
