"""The text of a page that no reader sees: hidden by attribute, by style or by a class of the page's own sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cached_property, lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from agents.clean.page.css import (
    Declarations,
    Specificity,
    declarations_of,
    depends_on,
    hiding_selectors,
    may_hide,
    specificity_of,
    style_rules,
)
from agents.clean.page.invisible import WHITE, Colour, Hiding, background_of, hiding

HIDDEN = "dongmaeng-hidden"
"""The attribute that marks what is hidden, with how it is; taken off again once the page is copied."""

SHOWN = "dongmaeng-shown"
"""The attribute that marks what shows itself within something hidden."""

_NAMED = re.compile(r"[#.]([A-Za-z_][\w-]*)")
_NOT_NEEDED = re.compile(r"\[[^\]]*\]|:not\([^()]*\)")
_WORD = re.compile(r"[^\W_]{2,}")
_SEPARATOR = re.compile(r"\s[-–—:<>]\s|[|ㅣ│«»]")
_WHOLE_PAGE = frozenset(("html", "body"))

_TELLS_TITLE = 0.5
"""Share of the title's words, of those that the hidden text holds, that the rest holds where it is the story."""

_MUCH_MORE = 3
"""Times as many statements as the rest: hidden text that is so long and tells of the title is the story itself."""

_SHORTEST = 15
"""Characters of a headline; hidden menus and buttons are many and of no harm."""

_REMEMBERED = 4_096
"""Styles: a site writes the same on every page."""

_LARGEST_SHEETS = 400_000
"""Characters of style sheets that are looked at; the largest that pages bring along have half of this."""


class HiddenText:
    """The elements of a body that no reader sees, marked in the page until they are taken out of a copy of it.

    `sheets` are the style sheets that stand in the page, `names` its classes and ids. What scripts show once a page
    is loaded is hidden in the same ways as what nobody shall read: so what holds the story is not believed to be
    hidden.
    """

    def __init__(self, tree: LexborHTMLParser, body: LexborNode, sheets: Sequence[str], names: Set[str]) -> None:
        self._tree = tree
        styles = _Styles(tree, body, "\n".join(sheets)[:_LARGEST_SHEETS], names)
        self._found: dict[int, LexborNode] = {}
        self._shown: list[LexborNode] = []
        for node, how in styles.hidden():
            shown = [] if how is Hiding.WHOLE else styles.shown_in(node, how)
            node.attrs[HIDDEN] = how.value if shown else Hiding.WHOLE.value
            for inner in shown:
                inner.attrs[SHOWN] = how.value
            self._found[node.mem_id] = node
            self._shown += shown
        self.hides_partly = bool(self._shown)
        """Whether some of the elements show what is in them in part."""

    def __bool__(self) -> bool:
        return bool(self._found)

    def hides_the_story(self, left: Sequence[str]) -> bool:
        """Whether what is left of the page, block by block, does not tell its story, so that what is hidden does."""
        hidden = [text for _, text in self._telling]
        inside = sum(map(_statements, hidden))
        if not inside:
            return False
        texts = [text.replace(self._title, " ") if self._title else text for text in hidden]
        told = {word for word in self._words if any(word in text for text in texts)}
        statements, found = 0, set[str]()
        for block in filter(_tells, left):
            statements += max(1, _statements(block))
            found.update(word for word in self._words if word in block)
            if statements * _MUCH_MORE > inside and len(found & told) >= _TELLS_TITLE * len(told):
                return False
        if not statements or len(found & told) < _TELLS_TITLE * len(told):
            return True
        return not found or len(told) >= _TELLS_TITLE * len(self._words)

    def believe_the_likeliest(self) -> None:
        """Take for shown what most likely holds the story, and all that is hidden alike: paragraphs that fade in."""
        alike: dict[tuple[str | None, ...], list[tuple[LexborNode, str]]] = {}
        for node, text in self._telling:
            attributes = node.attributes
            alike.setdefault((node.tag, attributes.get("class"), attributes.get("style")), []).append((node, text))
        for node, _ in max(alike.values(), key=lambda row: self._likeness(" ".join(text for _, text in row))):
            del self._found[node.mem_id]
            del node.attrs[HIDDEN]
        del self._telling

    def unmark(self) -> None:
        """Take the marks off the page."""
        for node in self._found.values():
            del node.attrs[HIDDEN]
        for node in self._shown:
            if SHOWN in node.attributes:
                del node.attrs[SHOWN]

    @cached_property
    def _telling(self) -> list[tuple[LexborNode, str]]:
        """The outermost of the elements that tell something, and their texts."""
        telling = [(node, text) for node in self._found.values() if _tells(text := node.text(separator=" "))]
        if len(telling) < 2:
            return telling
        known: dict[int, bool] = {}
        return [(node, text) for node, text in telling if not self._is_within_hidden(node.parent, known)]

    def _is_within_hidden(self, node: LexborNode | None, known: dict[int, bool]) -> bool:
        """Whether an element is hidden or around it one that is; `known`: of which elements, by `mem_id`."""
        path: list[int] = []
        while node is not None and (id := node.mem_id) not in known and id not in self._found:
            path.append(id)
            node = node.parent
        is_within = node is not None and known.get(node.mem_id, True)
        known.update(dict.fromkeys(path, is_within))
        return is_within

    @cached_property
    def _title(self) -> str:
        return _title(self._tree)

    @cached_property
    def _words(self) -> set[str]:
        """The words of the title without a last letter, which may be a particle."""
        return {word[: max(2, len(word) - 1)] for word in _WORD.findall(self._title)}

    def _likeness(self, text: str) -> tuple[int, int]:
        """How likely a text is the story: the words of the title in it, and its statements."""
        text = text.replace(self._title, " ") if self._title else text
        return sum(word in text for word in self._words), _statements(text)


def take_out(node: LexborNode) -> None:
    """Take what is hidden in a marked element, which shows some of what is in it, out of its page."""
    how = node.attributes.get(HIDDEN)
    around = [node]
    while around:
        inner = around.pop().child
        while inner is not None:
            following = inner.next
            if inner.is_text_node:
                inner.decompose()
            elif inner.is_element_node and inner.attributes.get(SHOWN) != how:
                around.append(inner)
            inner = following


def _tells(text: str) -> bool:
    """Whether a text has a sentence."""
    return "다." in text or "요." in text or ". " in text or text.endswith(".")


def _statements(text: str) -> int:
    """About how many sentences a text has."""
    return max(text.count("다.") + text.count("요."), text.count(". "))


def _title(tree: LexborHTMLParser) -> str:
    """The title of a page without its outlet, as far as that is set off."""
    stated = tree.css_first("meta[property='og:title']")
    title = (stated.attributes.get("content") or "") if stated is not None else ""
    if not title and (node := tree.css_first("title") or tree.css_first("h1")) is not None:
        title = node.text(separator=" ")
    return max(_SEPARATOR.split(title), key=len).strip()


def _may_be_news(node: LexborNode) -> bool:
    """Whether an element tells something or holds as much as a headline that leads nowhere."""
    text = node.text()
    return _tells(text) or (len(text.strip()) >= _SHORTEST and node.css_first("a") is None)


@lru_cache(maxsize=_REMEMBERED)
def _hiding_of(style: str) -> Hiding | None:
    """How a style attribute hides an element that nothing else is declared of, where no colour decides."""
    return hiding({name: value for name, (value, _) in declarations_of(style).items()}, WHITE)


def _depends_on_background(style: str) -> bool:
    return "color" in style.lower() or "\\" in style


class _Styles:
    """What the elements of a page declare, looked at no further than there are words that may hide something."""

    def __init__(self, tree: LexborHTMLParser, body: LexborNode, sheet: str, names: Set[str]) -> None:
        self._tree, self._body, self._sheet, self._names = tree, body, sheet, names
        self._ruled: dict[int, list[tuple[Specificity, int, Declarations]]] = {}
        self._known: dict[int, dict[str, str]] = {}

    def hidden(self) -> list[tuple[LexborNode, Hiding]]:
        """The elements that hide their text, in the order of the page, each with how."""
        suspects: dict[int, LexborNode] = {}
        styles: dict[int, str] = {}  # of those that have nothing but a style
        for node in self._body.css("[style], [hidden], font[color]"):
            attributes = node.attributes
            style = attributes.get("style") or ""
            has_more = "hidden" in attributes or "color" in attributes
            if has_more or may_hide(style):
                suspects[node.mem_id] = node
                if not has_more and "bgcolor" not in attributes:
                    styles[node.mem_id] = style
        if self._sheet:
            suspects |= self._suspects_of_rules()
        found: list[tuple[LexborNode, Hiding]] = []
        for id, node in suspects.items():
            style = styles.get(id, "") if id not in self._ruled else ""
            how = _hiding_of(style) if style and not _depends_on_background(style) else self._hiding(node)
            if how is not None and node.tag not in _WHOLE_PAGE:
                found.append((node, how))
        return found

    def shown_in(self, node: LexborNode, how: Hiding) -> list[LexborNode]:
        """The elements within a hidden one that declare anew what hides it, and so are seen."""
        shown = []
        for inner in node.css("*"):
            if inner.mem_id != node.mem_id:
                values = self._values(inner)
                if how.value in values and hiding(values, self._background(inner)) is not how:
                    shown.append(inner)
        return shown

    def _hiding(self, node: LexborNode) -> Hiding | None:
        values = self._values(node)
        if "hidden" in node.attributes and values.get("display", "none") == "none":
            return Hiding.WHOLE
        background = self._background(node) if "color" in values or "-webkit-text-fill-color" in values else None
        return hiding(values, background)

    def _values(self, node: LexborNode) -> dict[str, str]:
        """What holds of all that is declared of an element (CSS Cascading Level 4, section 6.1)."""
        known = self._known.get(node.mem_id)
        if known is not None:
            return known
        attributes = node.attributes
        values: dict[str, str] = {}
        if "bgcolor" in attributes:
            values["background-color"] = (attributes["bgcolor"] or "").strip().lower()
        if node.tag == "font" and (colour := attributes.get("color")):
            values["color"] = colour.strip().lower()
        declared = [rule[2] for rule in sorted(self._ruled.get(node.mem_id, ()), key=lambda rule: rule[:2])]
        if style := attributes.get("style"):
            declared.append(declarations_of(style))
        for declarations in declared:
            values.update((name, value) for name, (value, is_important) in declarations.items() if not is_important)
        for declarations in declared:
            values.update((name, value) for name, (value, is_important) in declarations.items() if is_important)
        self._known[node.mem_id] = values
        return values

    def _background(self, node: LexborNode) -> Colour | None:
        """The colour behind an element: that of the nearest around it that has one, else white."""
        around: LexborNode | None = node
        while around is not None and around.is_element_node:
            has_one, colour = background_of(self._values(around))
            if has_one:
                return colour
            around = around.parent
        return WHITE

    def _suspects_of_rules(self) -> dict[int, LexborNode]:
        """The elements that rules may hide and whose text may be news; their rules are noted."""
        suspects: dict[int, LexborNode] = {}
        asked: set[str] = set()
        for selectors, properties in hiding_selectors(self._sheet):
            found = {
                node.mem_id: node
                for node in self._matching([selector for selector in selectors if self._may_match(selector)])
                if node.tag not in _WHOLE_PAGE and _may_be_news(node)
            }
            if found:
                suspects |= found
                asked |= properties
        if asked:
            self._apply_rules(depends_on(asked))
        return suspects

    def _apply_rules(self, properties: Set[str]) -> None:
        """Note the rules about some properties for each element that they match."""
        for place, (selectors, declared) in enumerate(style_rules(self._sheet)):
            if properties.isdisjoint(declared):
                continue
            for selector in selectors:
                if self._may_match(selector) and (nodes := self._matching([selector])):
                    rule = specificity_of(selector), place, declared
                    for node in nodes:
                        self._ruled.setdefault(node.mem_id, []).append(rule)

    def _may_match(self, selector: str) -> bool:
        return set(_NAMED.findall(_NOT_NEEDED.sub("", selector))) <= self._names

    def _matching(self, selectors: Sequence[str]) -> list[LexborNode]:
        """The elements that match any of the selectors; one that the parser does not know matches none."""
        try:
            return self._tree.css(", ".join(selectors)) if selectors else []
        except SelectolaxError:
            return [node for selector in selectors for node in self._matching([selector])] if selectors[1:] else []
