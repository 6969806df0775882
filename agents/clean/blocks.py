"""A part of a page as a row of text blocks, read without recursion so that no nesting can break it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from selectolax.lexbor import LexborNode

from agents.clean.views import INLINE, MOST_NODES, squeeze
from topics.outcome import Quarantine

DEEPEST = 512
"""Nesting that browsers' parsers flatten; a real page has less than 60."""

_PARAGRAPH = re.compile(r"\n\s{0,200}\n|\n(?=[ \t\u3000]{2})")
"""Between paragraphs of text that was laid out by hand."""

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


class Kind(StrEnum):
    """What a block of text is by its place in the markup."""

    TEXT = "text"
    HEADING = "heading"
    CAPTION = "caption"


@dataclass(slots=True)
class Block:
    """A run of text between two block boundaries."""

    text: str
    kind: Kind
    linked: float
    """The share of the text that is inside links."""
    in_list: bool
    """Whether it stands in an item of a list."""
    path: tuple[int, ...]
    """The `mem_id` of each ancestor within the part read, outermost first."""


def walk(body: LexborNode | None) -> list[Block]:
    """All blocks under an element; raises `Quarantine` for a tree that is deeper or larger than any news page."""
    return list(read_blocks(body)) if body is not None else []


def follow(root: LexborNode | None, path: Sequence[int]) -> list[LexborNode]:
    """The elements of a block's path, outermost first."""
    found: list[LexborNode] = []
    node = root
    for id in path:
        node = node.child if node is not None else None
        while node is not None and node.mem_id != id:
            node = node.next
        if node is None:
            break
        found.append(node)
    return found


def read_blocks(root: LexborNode, *, skip: Collection[int] = (), captions: Collection[int] = ()) -> Iterator[Block]:
    """The blocks of text under a node in reading order.

    `skip` and `captions` hold the `mem_id` of elements to leave out and to take as captions. Raises `Quarantine` for a
    tree that is deeper or larger than any news page.
    """
    words: list[str] = []
    linked = total = links = caption = items = 0
    written = int(root.tag == "pre")
    headings: list[int] = []
    path: list[int] = []
    count = 0
    node: LexborNode | None = root.child

    def flush() -> Iterator[Block]:
        nonlocal linked, total
        whole = "".join(words)
        for part in _PARAGRAPH.split(whole) if written else (whole,):
            if text := squeeze(part):
                kind = Kind.CAPTION if caption else Kind.HEADING if headings else Kind.TEXT
                yield Block(text, kind, linked / total if total else 0.0, items > 0, tuple(path))
        words.clear()
        linked = total = 0

    while node is not None:
        count += 1
        if count > MOST_NODES:
            raise Quarantine("too many elements")
        if node.is_text_node:
            text = node.text_content or ""
            words.append(text)
            visible = len(text.strip())
            total += visible
            linked += visible if links else 0
        elif node.is_element_node:
            tag = node.tag or ""
            if tag == "br":
                yield from flush()
            elif node.mem_id not in skip:
                if tag not in INLINE or node.mem_id in captions:
                    yield from flush()
                if node.child is not None:
                    path.append(node.mem_id)
                    if len(path) > DEEPEST:
                        raise Quarantine("nested too deep")
                    links += tag == "a"
                    written += tag == "pre"
                    items += tag == "li"
                    caption += _is_caption(node, captions)
                    if tag in _HEADINGS:
                        headings.append(node.mem_id)
                    node = node.child
                    continue
            elif tag not in INLINE:
                yield from flush()
        while node is not None and node.next is None:
            node = node.parent
            if node is None or not path:
                yield from flush()
                return
            tag = node.tag or ""
            if tag not in INLINE or node.mem_id in captions:
                yield from flush()
            if headings and headings[-1] == node.mem_id:
                headings.pop()
            path.pop()
            links -= tag == "a"
            written -= tag == "pre"
            items -= tag == "li"
            caption -= _is_caption(node, captions)
        if node is not None:
            node = node.next
    yield from flush()


def _is_caption(node: LexborNode, captions: Collection[int]) -> bool:
    return node.tag in ("figcaption", "figure", "caption") or node.mem_id in captions
