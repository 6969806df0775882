"""A part of a page as a row of text blocks, read without recursion so that no nesting can break it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
_INVISIBLE = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
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
    return " ".join(_INVISIBLE.sub(" ", text).split())


@dataclass(slots=True)
class Walk:
    """What a walk over the whole page has seen."""

    lengths: dict[int, int] = field(default_factory=dict)
    """The characters of visible text in each element, by `mem_id`."""
    nodes: dict[int, LexborNode] = field(default_factory=dict)
    """The elements with content, by `mem_id`."""
    named: list[tuple[LexborNode, str]] = field(default_factory=list)
    """The elements with a class or an id, and these."""
    hidden: set[int] = field(default_factory=set)
    """The `mem_id` of elements that are hidden by their own style."""

    @property
    def names(self) -> set[str]:
        """All classes and ids."""
        return {name for names in {names for _, names in self.named} for name in names.split()}


def walk(tree: LexborHTMLParser) -> tuple[list[Block], Walk]:
    """All blocks of a page; raises `Quarantine` for a tree that is deeper or larger than any news page."""
    seen = Walk()
    if tree.body is None:
        return [], seen
    for node in tree.css("[class], [id], [style]")[:MOST_NODES]:
        attributes = node.attributes
        if (name := f"{attributes.get('class') or ''} {attributes.get('id') or ''}") != " ":
            seen.named.append((node, name))
        if (style := attributes.get("style")) and _HIDDEN.search(style):
            seen.hidden.add(node.mem_id)
    return list(read_blocks(tree.body, skip=seen.hidden, seen=seen)), seen


def read_blocks(
    root: LexborNode, *, skip: Collection[int] = (), captions: Collection[int] = (), seen: Walk | None = None
) -> Iterator[Block]:
    """The blocks of text under a node in reading order.

    `skip` and `captions` hold the `mem_id` of elements to leave out and to take as captions. Raises `Quarantine` where
    `seen`, which is told of each element, grows too large.
    """
    words: list[str] = []
    linked = total = links = caption = 0
    headings: list[int] = []
    path: list[int] = []
    outer: list[int] = []  # the text before each element that is open
    told = count = 0
    node: LexborNode | None = root.child

    def flush() -> Iterator[Block]:
        nonlocal linked, total
        text = squeeze("".join(words)) if words else ""
        if text:
            kind = Kind.CAPTION if caption else Kind.HEADING if headings else Kind.TEXT
            yield Block(text, kind, linked / total if total else 0.0, tuple(path))
        words.clear()
        linked = total = 0

    while node is not None:
        count += 1
        if seen is not None and count > MOST_NODES:
            raise Quarantine("too many elements")
        if node.is_text_node:
            text = node.text_content or ""
            words.append(text)
            visible = len(text.strip())
            total += visible
            told += visible
            linked += visible if links else 0
        elif node.is_element_node:
            tag = node.tag or ""
            if tag == "br":
                yield from flush()
            elif tag not in _NEVER and node.mem_id not in skip:
                if tag not in _INLINE or node.mem_id in captions:
                    yield from flush()
                if node.child is not None:
                    path.append(node.mem_id)
                    if seen is not None:
                        if len(path) > DEEPEST:
                            raise Quarantine("nested too deep")
                        seen.nodes[node.mem_id] = node
                        outer.append(told)
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
                if seen is not None:
                    seen.lengths[root.mem_id] = told
                return
            tag = node.tag or ""
            if tag not in _INLINE or node.mem_id in captions:
                yield from flush()
            if headings and headings[-1] == node.mem_id:
                headings.pop()
            path.pop()
            if seen is not None:
                seen.lengths[node.mem_id] = told - outer.pop()
            links -= tag == "a"
            caption -= _is_caption(node, captions)
        if node is not None:
            node = node.next
    yield from flush()
    if seen is not None:
        seen.lengths[root.mem_id] = told


def _is_caption(node: LexborNode, captions: Collection[int]) -> bool:
    return node.tag in ("figcaption", "figure", "caption") or node.mem_id in captions
