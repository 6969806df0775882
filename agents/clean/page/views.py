"""A page as its scripts' neighbours, its readers and a mere listener meet it: views made without a walk in Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from agents.clean.page.hidden import HIDDEN, HiddenText, take_out
from agents.clean.page.invisible import Hiding
from agents.clean.page.scripts import Script
from topics.outcome import Quarantine

MOST_NODES = 100_000
"""Nodes of a page; the largest real news pages have some 20,000."""

# fmt: off
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr", "nobr", "label",
))
_WITHOUT_TEXT = "script, style, noscript, template, iframe, object, embed, svg, math, canvas, video, audio"
_NOT_READ = "button, select, option, textarea, nav, footer, aside, map, dialog"
_COMMON_INLINE = "a, b, em, font, i, label, mark, small, span, strong, sub, sup, time, u"
# fmt: on
_BETWEEN_BLOCKS = "\ufdd0"  # no character, by Unicode's own word, and no white space
_MOST_BELIEVED = 8  # elements said to be hidden that are believed to hold the story
_INVISIBLE = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(slots=True)
class Views:
    """A page in three views."""

    tree: LexborHTMLParser
    """All but what holds no text."""
    visible: LexborNode
    """What readers read of the page's body: no menus, buttons or hidden parts."""
    running: list[str]
    """The text of `visible`, block by block."""
    present: frozenset[str]
    """The classes and ids in `tree`."""


def parse(markup: bytes | str) -> LexborHTMLParser:
    """The tree of a page, without the events that pages listen to."""
    return LexborHTMLParser(markup, options=LexborDocumentOptions.WO_EVENTS)


def take_scripts(tree: LexborHTMLParser) -> tuple[list[Script], list[str]]:
    """The scripts and the style sheets of a page; they and all else that holds no text are taken out of the tree."""
    elements = tree.css(_WITHOUT_TEXT)
    scripts: list[Script] = []
    sheets: list[str] = []
    for element in elements:
        if element.tag == "script":
            attributes = element.attributes
            kind = (attributes.get("type") or "").strip().lower()
            scripts.append(Script(kind, attributes.get("id") or "", element.text()))
        elif element.tag == "style" and "print" not in (element.attributes.get("media") or ""):
            sheets.append(element.text())
    for element in elements:
        element.decompose()
    return scripts, sheets


def view(tree: LexborHTMLParser, body: LexborNode, sheets: Sequence[str] = ()) -> Views:
    """The views of a page whose scripts and style sheets were taken out of the tree."""
    names = _names(tree)
    hidden = HiddenText(tree, body, sheets, names)
    for _ in range(_MOST_BELIEVED):
        visible = _visible_part(body, hidden)
        running = _running_text(tree, visible)
        if not hidden or not hidden.hides_the_story(running):
            break
        hidden.believe_the_likeliest()
    hidden.unmark()
    return Views(tree, visible, running, names)


def visible_part(markup: str) -> LexborNode | None:
    """What readers read of a piece of markup, as the body of a page; None where there is nothing."""
    tree = parse(f"<body><div>{markup}</div></body>")
    _, sheets = take_scripts(tree)
    return view(tree, tree.body, sheets).visible if tree.body is not None else None


def _visible_part(body: LexborNode, hidden: HiddenText) -> LexborNode:
    """A copy of the body without what is not read."""
    visible = body.clone()
    unread = f"{_NOT_READ}, [{HIDDEN}={Hiding.WHOLE.value}]" if hidden else _NOT_READ
    for node in reversed(visible.css(unread)):  # the innermost first: no node is met whose parent is gone
        node.decompose()
    if hidden and hidden.hides_partly:
        for node in reversed(visible.css(f"[{HIDDEN}]")):
            take_out(node)
    return visible


def squeeze(text: str) -> str:
    """The text with every run of white space made one space and invisible characters removed."""
    squeezed = " ".join(text.split())
    return squeezed if squeezed.isprintable() else " ".join(_INVISIBLE.sub(" ", squeezed).split())


def _names(tree: LexborHTMLParser) -> frozenset[str]:
    """The classes and ids on a page."""
    named = tree.css("[class], [id]")
    found = {node.attrs.sget("class") for node in named} | {node.id for node in named}
    return frozenset(" ".join(filter(None, found)).split())


def _running_text(tree: LexborHTMLParser, visible: LexborNode) -> list[str]:
    flat = visible.clone()
    tree.create_node("html").insert_child(flat, move=True)  # the texts of an element that stands alone are not merged
    for node in flat.css(_COMMON_INLINE):
        node.unwrap()
    flat.merge_text_nodes()
    text = " ".join(flat.text(separator=_BETWEEN_BLOCKS, skip_empty=True).split())
    blocks = [block.strip() for block in text.split(_BETWEEN_BLOCKS)]
    if len(blocks) > MOST_NODES:
        raise Quarantine("too many elements")
    if not "".join(blocks).isprintable():
        blocks = list(map(squeeze, blocks))
    return list(filter(None, blocks))
