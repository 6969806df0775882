"""A part of a page as a row of text blocks, read without recursion so that no nesting can break it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from selectolax.lexbor import LexborNode

from agents.clean.page.views import INLINE, MOST_NODES, squeeze
from topics.outcome import Quarantine

DEEPEST = 512
"""Nesting that browsers' parsers flatten; a real page has less than 60."""

_PARAGRAPH = re.compile(r"\n\s{0,200}\n|\n(?=[ \t\u3000]{2})")
"""Between paragraphs of text that was laid out by hand."""

_INLINE, _LINK, _WRITTEN, _ITEM, _HEADING, _CAPTION = (1 << at for at in range(6))

_MEANING = {
    **dict.fromkeys(INLINE, _INLINE),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    **dict.fromkeys(("figcaption", "figure", "caption"), _CAPTION),
    "a": _INLINE | _LINK,
    "pre": _WRITTEN,
    "li": _ITEM,
}
"""What an element makes of the text within; one that is not inline is a block of its own."""


_ENDS = tuple(".?!…다요”\"'’)]>")
"""What the text before a picture of its own ends with."""


class LineKind(StrEnum):
    """What a block of text is by its place in the markup."""

    TEXT = "text"
    HEADING = "heading"
    CAPTION = "caption"


@dataclass(slots=True)
class Line:
    """A run of text between two block boundaries."""

    text: str
    kind: LineKind = LineKind.TEXT
    linked: float = 0.0
    """The share of the text that is inside links."""
    in_list: bool = False
    """Whether it stands in an item of a list."""
    path: tuple[int, ...] = ()
    """The `mem_id` of each ancestor within the part read, outermost first."""


def follow(root: LexborNode, path: Sequence[int]) -> list[LexborNode]:
    """The elements of a block's path, outermost first."""
    found: list[LexborNode] = []
    node: LexborNode | None = root
    for id in path:
        node = node.child if node is not None else None
        while node is not None and node.mem_id != id:
            node = node.next
        if node is None:
            break
        found.append(node)
    return found


def read_blocks(root: LexborNode, *, skip: Collection[int] = (), captions: Collection[int] = ()) -> list[Line]:
    """The blocks of text under a node in reading order.

    `skip` and `captions` hold the `mem_id` of elements to leave out and to take as captions. Raises `Quarantine` for a
    tree that is deeper or larger than any news page.
    """
    blocks: list[Line] = []
    run = _Run()
    count = 0
    path: list[int] = []
    open_elements: list[tuple[LexborNode, bool, int]] = []  # each with whether it is a block and what is around it
    within = _MEANING.get(root.tag or "", 0) & _WRITTEN
    node = root.child
    while node is not None or open_elements:
        if node is None:
            node, is_block, around = open_elements.pop()
            if is_block and run.words:
                blocks += run.take(within, path)
            path.pop()
            within = around
            node = node.next
            continue
        count += 1
        if count > MOST_NODES:
            raise Quarantine("too many elements")
        if node.is_text_node:
            run.add(node.text_content or "", within)
        elif node.is_element_node:
            id = node.mem_id
            tag = node.tag or ""
            meaning = _MEANING.get(tag, 0)
            if id in captions:
                meaning = meaning & ~_INLINE | _CAPTION
            is_block = not meaning & _INLINE
            if is_block and run.words and not (tag == "img" and _is_amid_words(node)):
                blocks += run.take(within, path)
            if id not in skip and (child := node.child) is not None:
                open_elements.append((node, is_block, within))
                path.append(id)
                if len(path) > DEEPEST:
                    raise Quarantine("nested too deep")
                within |= meaning
                node = child
                continue
        node = node.next
    return blocks + run.take(within, path)


class _Run:
    """The text since the last boundary of a block."""

    __slots__ = ("linked", "total", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        self.linked = self.total = 0  # characters

    def add(self, text: str, within: int) -> None:
        if visible := len(text.strip()):
            self.words.append(text)
            self.total += visible
            if within & _LINK:
                self.linked += visible
        elif self.words:  # white space before the first word is no block
            self.words.append(text)

    def take(self, within: int, path: Sequence[int]) -> list[Line]:
        """The lines of the text, of which none is left."""
        lines: list[Line] = []
        if self.total:
            whole = "".join(self.words)
            kind = LineKind.CAPTION if within & _CAPTION else LineKind.HEADING if within & _HEADING else LineKind.TEXT
            for part in _PARAGRAPH.split(whole) if within & _WRITTEN else (whole,):
                if text := squeeze(part):
                    lines.append(Line(text, kind, self.linked / self.total, bool(within & _ITEM), tuple(path)))
        self.words.clear()
        self.linked = self.total = 0
        return lines


def _is_amid_words(image: LexborNode) -> bool:
    """Whether a picture stands within a phrase, as the arrow in `(8,530원 ▼40)` does."""
    before, behind = image.prev, image.next
    if before is None or behind is None or not before.is_text_node or not behind.is_text_node:
        return False
    words = (before.text_content or "").strip()
    return bool(words) and not words.endswith(_ENDS) and bool((behind.text_content or "").strip())
