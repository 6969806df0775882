"""A page as its scripts' neighbours, its readers and a mere listener meet it: views made without a walk in Python."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from topics.outcome import Quarantine

MOST_NODES = 100_000
"""Nodes of a page; the largest real news pages have some 20,000."""

# fmt: off
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr", "nobr", "label",
))
_WITHOUT_TEXT = [
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "video", "audio",
]
_NOT_READ = ["button", "select", "option", "textarea", "nav", "footer", "aside", "map", "dialog"]
_COMMON_INLINE = "a, b, em, font, i, label, mark, small, span, strong, sub, sup, time, u"
# fmt: on
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)
_BETWEEN_BLOCKS = "\x1e"  # the record separator of ASCII, which no page shows
_INVISIBLE = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(slots=True)
class Views:
    """A page in three views."""

    tree: LexborHTMLParser
    """All but what holds no text."""
    visible: LexborHTMLParser
    """What readers read: no menus, buttons or hidden parts."""
    running: list[str]
    """The text of `visible`, block by block."""
    present: frozenset[str]
    """The classes and ids in `tree`."""


def view(tree: LexborHTMLParser) -> Views:
    """The views of a page whose scripts were read: they are taken out of the tree."""
    tree.strip_tags(_WITHOUT_TEXT, recursive=True)
    visible = visible_part(tree.clone())
    return Views(tree, visible, _running_text(visible), _names(tree))


def visible_part(tree: LexborHTMLParser) -> LexborHTMLParser:
    """The tree without what readers do not read."""
    tree.strip_tags(_NOT_READ, recursive=True)
    for node in tree.css("[style*=none i]"):
        if _HIDDEN.search(node.attributes.get("style") or ""):
            node.decompose()
    return tree


def squeeze(text: str) -> str:
    """The text with every run of white space made one space and invisible characters removed."""
    squeezed = " ".join(text.split())
    return squeezed if squeezed.isprintable() else " ".join(_INVISIBLE.sub(" ", squeezed).split())


def _names(tree: LexborHTMLParser) -> frozenset[str]:
    """The classes and ids on a page."""
    found = {node.attrs["class"] or "" for node in tree.css("[class]")}
    found.update(node.id or "" for node in tree.css("[id]"))
    return frozenset(" ".join(found).split())


def _running_text(visible: LexborHTMLParser) -> list[str]:
    flat = visible.clone()
    for node in flat.css(_COMMON_INLINE):
        node.unwrap()
    flat.merge_text_nodes()
    blocks = flat.body.text(separator=_BETWEEN_BLOCKS, skip_empty=True).split(_BETWEEN_BLOCKS) if flat.body else []
    if len(blocks) > MOST_NODES:
        raise Quarantine("too many elements")
    return [text for block in blocks if (text := squeeze(block))]
