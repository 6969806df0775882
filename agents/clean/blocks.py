"""A part of a page as a row of text blocks, read without recursion so that no nesting can break it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from selectolax.lexbor import LexborNode

from topics.outcome import Quarantine

DEEPEST = 512
"""Nesting that browsers' parsers flatten; a real page has less than 60."""

MOST_NODES = 100_000
"""Nodes of a page; the largest real news pages have some 20,000."""

# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr", "nobr", "label",
))
_NEVER = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "video",
    "audio", "button", "select", "option", "textarea", "input", "head", "title", "nav", "footer", "aside",
    "map", "progress", "dialog", "link", "meta",
))
# fmt: on
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\u00ad]+")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)


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
    path: tuple[int, ...]
    """The `mem_id` of each ancestor within the part read, outermost first."""


def squeeze(text: str) -> str:
    """The text with every run of white space made one space and invisible characters removed."""
    return _SPACES.sub(" ", text).strip()


def check_size(root: LexborNode) -> None:
    """Raise `Quarantine` for a tree that is deeper or larger than any news page."""
    node: LexborNode | None = root
    depth = count = 0
    while node is not None:
        count += 1
        if count > MOST_NODES:
            raise Quarantine("too many elements")
        if node.child is not None:
            node, depth = node.child, depth + 1
            if depth > DEEPEST:
                raise Quarantine("nested too deep")
            continue
        while node is not None and node.next is None and depth:
            node, depth = node.parent, depth - 1
        if node is None or not depth:
            return
        node = node.next


def text_lengths(root: LexborNode) -> dict[int, int]:
    """The characters of visible text in each element under a node, by `mem_id`."""
    lengths: dict[int, int] = {}
    stack: list[list[int]] = [[root.mem_id, 0]]
    node: LexborNode | None = root.child
    while node is not None:
        if node.is_text_node:
            stack[-1][1] += len((node.text_content or "").strip())
        elif node.is_element_node and node.tag not in _NEVER and node.child is not None:
            stack.append([node.mem_id, 0])
            node = node.child
            continue
        while node is not None and node.next is None and len(stack) > 1:
            own, length = stack.pop()
            lengths[own] = length
            stack[-1][1] += length
            node = node.parent
        node = node.next if node is not None else None
    lengths[root.mem_id] = stack[0][1]
    return lengths


def read_blocks(
    root: LexborNode, *, skip: Collection[int] = (), captions: Collection[int] = (), hidden: bool = False
) -> Iterator[Block]:
    """The blocks of text under a node in reading order.

    `skip` and `captions` hold the `mem_id` of elements to leave out and to take as captions; elements hidden by their
    own style are left out too unless `hidden`.
    """
    words: list[str] = []
    linked = total = links = caption = 0
    headings: list[int] = []
    path: list[int] = []
    node: LexborNode | None = root.child

    def flush() -> Iterator[Block]:
        nonlocal linked, total
        text = squeeze("".join(words))
        if text:
            kind = Kind.CAPTION if caption else Kind.HEADING if headings else Kind.TEXT
            yield Block(text, kind, linked / total if total else 0.0, tuple(path))
        words.clear()
        linked = total = 0

    while node is not None:
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
            elif not (
                tag in _NEVER
                or node.mem_id in skip
                or (not hidden and _HIDDEN.search(node.attributes.get("style") or ""))
            ):
                if tag not in _INLINE or node.mem_id in captions:
                    yield from flush()
                if node.child is not None:
                    path.append(node.mem_id)
                    links += tag == "a"
                    caption += _is_caption(node, captions)
                    if tag in _HEADINGS:
                        headings.append(node.mem_id)
                    node = node.child
                    continue
            elif tag not in _INLINE:
                yield from flush()
        while node is not None and node.next is None:
            node = node.parent
            if node is None or not path:
                yield from flush()
                return
            tag = node.tag or ""
            if tag not in _INLINE or node.mem_id in captions:
                yield from flush()
            if headings and headings[-1] == node.mem_id:
                headings.pop()
            path.pop()
            links -= tag == "a"
            caption -= _is_caption(node, captions)
        if node is not None:
            node = node.next
    yield from flush()


def _is_caption(node: LexborNode, captions: Collection[int]) -> bool:
    return node.tag in ("figcaption", "figure", "caption") or node.mem_id in captions
