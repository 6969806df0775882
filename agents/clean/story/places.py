"""Reads a place of a page: its lines without the widgets, the texts of its pictures apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

from selectolax.lexbor import LexborNode

from agents.clean.lines.line_filter import Kept, keep_story_lines, says_caption
from agents.clean.lines.line_text import is_sentence, normalise
from agents.clean.page.blocks import Line, LineKind, follow, read_blocks
from agents.clean.page.publisher_rules import ElementNames

MOSTLY_LINKS = 0.5
"""Share of a block's text inside links above which it is a list of other stories."""

_SMALL_PART = 0.3
"""A part named like a widget is left out only where it holds less than this share of the text around it."""

_SHARE_IN_LISTS = 0.3
"""What a sentence in a list counts beside others: comments and teasers stand in lists, few stories do."""

_LONG_SENTENCE = 40
_MOST_READ = 3
"""Places of one selector that are read, those with most text: an article stands beside many teasers."""

_LONGEST_PICTURE_TEXT = 260
"""Characters in the element of a picture and its caption."""

_MOST_STATEMENTS = 4
"""In the caption of a picture."""

_DIGITS = re.compile(r"\d")
_NO_PARTS = frozenset(("article", "li"))
_NOT_IN_PARTS = "a, ul, ol, form, h1, h2, h3, h4"
_BETWEEN_PARTS = frozenset(("img", "br", "script", "-comment"))
_NO_BOXES = frozenset(("p", "article", "section", "main", "body", "figure", "a"))
_TABLES = frozenset(("table", "tbody", "tr", "td", "th"))

_LONGEST_SHOWN = 80
_SHOWN = re.compile(r"^[^.]{12,}(?:고 있다|모습(?:이다)?|장면(?:이다)?|전경)\.?$")
"""What says what a picture shows, in one statement, without a credit."""

_MOST_PARTS = 8
"""Like elements side by side that may hold one story; more are a list of several."""

_MAY_WRAP_A_STORY = frozenset(("font", "fontsize", "print", "report", "issue", "live", "series", "event", "notice"))
_NEARLY_ALL = 0.9
"""Widgets' names that some templates give to what holds the story, and the share of what is told that shows it."""

_LAYERS_AROUND, _NEIGHBOURS = 3, 4
"""Elements around the story, and elements before each, among which its picture may stand."""


@dataclass(slots=True)
class FoundStory:
    """A story and how it was found."""

    kept: Kept
    how: str
    """`rules`, `generic`, `script`, `densest`, `library` or `none`."""
    rule: str = ""
    """The selector or script that named the place, and who names it."""
    read: Sequence[Line] = ()
    """The lines as they stood before the filter."""
    place: LexborNode | None = None
    """The element that was read."""


class PlaceReader:
    """Reads places of a page without the widgets in them."""

    def __init__(self, visible: LexborNode, names: ElementNames, drop: str = "", captions: str = "") -> None:
        self._visible, self._names = visible, names
        self._drop, self._captions = drop, captions
        self._leave: set[int] = set()
        self._taken_back: set[int] = set()
        self._pictures: set[int] = set()
        self._lengths: dict[int, int] = {}
        self._read: dict[tuple[int, ...], FoundStory] = {}
        self._all_marked = False

    def best_of(self, nodes: list[LexborNode]) -> FoundStory:
        """The story in the best of several places; places side by side are parts of one."""
        if not nodes:
            return FoundStory(Kept(), "none")
        if len(nodes) == 1:
            return self.read(nodes)
        parents = {node.parent.mem_id for node in nodes if node.parent is not None}
        if len(parents) == 1 and all(node.tag not in ("article", "h1", "h2") for node in nodes):
            return self.read(nodes)
        if _are_in_like_boxes(nodes):
            return self.read(nodes)
        longest = sorted(nodes, key=lambda node: -self._length(node))[:_MOST_READ]
        return max((self.read([node]) for node in longest), key=lambda found: found.kept.prose)

    def read(self, nodes: Sequence[LexborNode]) -> FoundStory:
        """The story's lines within some elements, narrowed to the one element that holds all its long sentences."""
        lines: list[Line] = []
        for node in nodes:
            if not self._all_marked:
                self._mark(node)
            lines += read_blocks(node, skip=self._leave - {node.mem_id}, captions=self._pictures)
        place = tuple(node.mem_id for node in nodes)
        before = self._read.get(place)
        if before is not None and before.read == lines:  # what is left out of it was known already
            return replace(before)
        kept = keep_story_lines(lines)
        if not kept.prose and any(self._take_back_story(node) for node in nodes):
            return self.read(nodes)
        if len(nodes) == 1:
            long = [line.path for line in kept.lines if len(line.text) >= _LONG_SENTENCE and is_sentence(line.text)]
            if len(long) >= 3:
                common = _common_prefix(long)
                kept.lines = [line for line in kept.lines if line.path[: len(common)] == common]
        found = self._read[place] = FoundStory(kept, "none", read=lines, place=nodes[0])
        return found

    @cached_property
    def lines(self) -> list[Line]:
        """All lines of the page but those of widgets."""
        self._mark(self._visible)
        self._all_marked = True
        return read_blocks(self._visible, skip=self._leave, captions=self._pictures)

    @cached_property
    def densest(self) -> FoundStory | None:
        """The story in the element whose own and nearest inner text has the most sentences."""
        scores: dict[int, float] = {}
        behind_link = False
        for line in self.lines:
            # A sentence behind a linked headline is the lead of another story.
            is_lead, behind_link = behind_link, line.linked > MOSTLY_LINKS
            if line.kind is LineKind.CAPTION or is_lead or behind_link or not _tells(line.text):
                continue
            weight = _SHARE_IN_LISTS if line.in_list else 1.0
            # The share of a paragraph that counts for the element around it, and for the next two further out.
            for element, share in zip(reversed(line.path), (1.0, 0.9, 0.5), strict=False):
                scores[element] = scores.get(element, 0.0) + weight * share * len(line.text)
        if not scores:
            return None
        best = max(scores, key=lambda element: scores[element])
        path = next(line.path for line in self.lines if best in line.path)
        node = follow(self._visible, path[: path.index(best) + 1])[-1]
        return replace(self.read(_parts(node)), how="densest", rule=f"densest element: {_describe(node)}")

    def links(self) -> set[str]:
        """The texts that are nothing but links to other pages."""
        return {normalise(line.text) for line in self.lines if line.linked > 0.8}

    def _mark(self, root: LexborNode) -> None:
        """Note the widgets and the texts of pictures within an element."""
        if self._drop:
            self._leave.update(node.mem_id for node in root.css(self._drop))
        if self._captions:
            self._pictures.update(node.mem_id for node in root.css(self._captions))
        for node in root.css("[class], [id]"):
            attributes = node.attributes
            widget, picture = self._names.kind_of(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")
            named = (widget or picture) and node.mem_id != root.mem_id and node.mem_id not in self._taken_back
            if named and self._is_small_part(node):
                (self._pictures if picture else self._leave).add(node.mem_id)
        boxes = {box.mem_id: box for image in root.css("img") if (box := self._picture_box(image, root)) is not None}
        # Where much of the text stands beside pictures it is the story, told picture by picture.
        if boxes and sum(self._length(box) for box in boxes.values()) < _SMALL_PART * self._length(root):
            self._pictures.update(boxes)

    def _take_back_story(self, root: LexborNode) -> bool:
        """Whether a part left out for its name holds nearly all that an element tells: it is read then."""
        statements = root.text().count("다.")
        story = next(
            (
                node
                for node in root.css("[class], [id]")
                if node.mem_id in self._leave
                and widget_name(node, self._names) in _MAY_WRAP_A_STORY
                and node.text().count("다.") > _NEARLY_ALL * statements
            ),
            None,
        )
        if story is None:
            return False
        self._leave.discard(story.mem_id)
        self._taken_back.add(story.mem_id)
        return True

    def _picture_box(self, image: LexborNode, root: LexborNode) -> LexborNode | None:
        """The element that holds a picture and its caption but no paragraph, if there is one."""
        box: LexborNode | None = None
        node = image.parent
        while node is not None and node.mem_id != root.mem_id and node.tag not in _NO_BOXES:
            if length := self._length(node):
                if length > _LONGEST_PICTURE_TEXT:
                    break
                if node.tag not in _TABLES and _has_bare_text(node) and not _shows(node, length):
                    break
                if node.tag == "table" or (self._is_small_part(node) and _is_caption(node)):
                    box = node
            node = node.parent
        return box

    def _length(self, node: LexborNode) -> int:
        """Characters of text in an element, without white space."""
        length = self._lengths.get(node.mem_id)
        if length is None:
            length = self._lengths[node.mem_id] = len("".join(node.text().split()))
        return length

    def _is_small_part(self, node: LexborNode) -> bool:
        """Whether the element holds little of what stands around it, so that its name may be believed."""
        own = self._length(node)
        around = node.parent if own else None  # what holds no text is no part of it
        for _ in range(4):  # a widget is wrapped in few layers of its own
            if around is None:
                return False
            if own < _SMALL_PART * self._length(around):
                return True
            around = around.parent
        return False


def captions_before(place: LexborNode) -> list[str]:
    """The captions of pictures that stand before the story's element, outside of it."""
    found: list[str] = []
    node: LexborNode | None = place
    for _ in range(_LAYERS_AROUND):
        if node is None or node.tag == "body":
            break
        before = node.prev
        for _ in range(_NEIGHBOURS):
            if before is None or found:
                break
            if before.is_element_node and before.css_first("img, figcaption") and not before.css_first("h1, h2, a"):
                lines = [Line(block.text, LineKind.CAPTION) for block in read_blocks(before)]
                found = [text for text in keep_story_lines(lines).captions if says_caption(text)]
            before = before.prev
        node = node.parent
    return found


def _are_in_like_boxes(nodes: Sequence[LexborNode]) -> bool:
    """Whether places without links or headings are told each beside a picture, in boxes of one name side by side."""
    boxes = [node.parent for node in nodes]
    around = {box.parent.mem_id if box is not None and box.parent is not None else None for box in boxes}
    names = {(box.tag, _DIGITS.sub("", box.attributes.get("class") or "")) for box in boxes if box is not None}
    return (
        len(around) == len(names) == 1
        and len(nodes) <= _MOST_PARTS
        and all("다." in node.text() and node.css_first("a, h1, h2, h3, h4") is None for node in nodes)
        and all(box is not None and box.css_first("img") is not None for box in boxes)
    )


def _parts(node: LexborNode) -> list[LexborNode]:
    """The element and those beside it that are called the same, where a story is cut into several without headings."""
    name = _DIGITS.sub("", node.attributes.get("class") or "")
    if node.parent is None or node.tag in _NO_PARTS:
        return [node]
    if not name:
        around = node.parent if node.tag == "p" and node.parent.text().strip() == node.text().strip() else node
        beside = [*reversed(_parts_beside(around, "prev")), around, *_parts_beside(around, "next")]
        return beside if len(beside) > 1 else [node]
    alike = [
        other
        for other in node.parent.iter()
        if other.tag == node.tag and _DIGITS.sub("", other.attributes.get("class") or "") == name
    ]
    if len(alike) > _MOST_PARTS or any(part.css_first("h1, h2, h3, h4") is not None for part in alike):
        return [node]
    return alike


def _parts_beside(node: LexborNode, side: str) -> list[LexborNode]:
    """The nameless elements of sentences on one side of another, and the pictures between."""
    found: list[LexborNode] = []
    pictures: list[LexborNode] = []
    if node.tag != "div" or node.attributes.get("id"):
        return found
    other: LexborNode | None = getattr(node, side)
    while other is not None and len(found) + len(pictures) < 2 * _MOST_PARTS:
        if other.tag == "div" and not other.attributes.get("class") and not other.attributes.get("id"):
            if "다." not in other.text() or other.css_first(_NOT_IN_PARTS) is not None:
                break
            found += [*pictures, other]
            pictures.clear()
        elif other.tag == "figure":
            pictures.append(other)
        elif other.tag not in _BETWEEN_PARTS and not (other.tag == "-text" and not other.text().strip()):
            break
        other = getattr(other, side)
    return found


def widget_name(node: LexborNode, names: ElementNames) -> str:
    """The word in the class or id of an element that says it is a widget; empty where none does."""
    return names.widget_in(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}")


def _tells(text: str) -> bool:
    """Whether a block is told in sentences, be it with a signature behind them."""
    return is_sentence(text) or (len(text) >= 2 * _LONG_SENTENCE and "다. " in text)


def _has_bare_text(node: LexborNode) -> bool:
    """Whether some of the element's text stands in no element of its own."""
    inner = node.child
    while inner is not None:
        if inner.is_text_node and (inner.text_content or "").strip():
            return True
        inner = inner.next
    return False


def _shows(node: LexborNode, length: int) -> bool:
    """Whether the text beside a picture is a short statement of what it shows."""
    return length <= _LONGEST_SHOWN and _SHOWN.search(node.text().strip()) is not None and not _is_set_off(node)


def _is_set_off(node: LexborNode) -> bool:
    """Whether a blank line stands before the bare text of an element: what follows is a paragraph."""
    breaks = 0
    inner = node.child
    while inner is not None:
        if inner.tag == "br":
            breaks += 1
        elif not inner.is_text_node:
            breaks = 0
        elif (inner.text_content or "").strip():
            return breaks > 1
        inner = inner.next
    return False


def _is_caption(node: LexborNode) -> bool:
    """Whether what stands beside a picture is one statement, or a few in one line without paragraphs."""
    statements = node.text().count("다.")
    return statements <= 1 or (statements <= _MOST_STATEMENTS and node.css_first("p, br, li") is None)


def _common_prefix(paths: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    first, last = min(paths), max(paths)
    return tuple(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


def _describe(node: LexborNode) -> str:
    """The element as a selector would name it."""
    name, classes = node.attributes.get("id"), (node.attributes.get("class") or "").split()
    return f"{node.tag}{'#' + name if name else ''}{''.join('.' + word for word in classes[:3])}"
