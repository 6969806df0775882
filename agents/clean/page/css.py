"""Declarations of CSS and the style sheets that a page brings along: as far as they tell what no reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from agents.clean.page.invisible import Colour, colour_of

Specificity = tuple[int, int, int]
"""Ids; classes, attributes and pseudo-classes; elements (Selectors Level 4, section 17)."""

Declarations = dict[str, tuple[str, bool]]
"""Values by property, each with whether it is important."""

_MAY_HIDE: dict[str, tuple[str, ...]] = {
    "display": ("none",),
    "visibility": ("hidden", "collapse"),
    "content-visibility": ("hidden",),
    "opacity": ("0", "."),
    "filter": ("opacity",),
    "zoom": ("0",),
    "font-size": ("0", ".", "1px", "2px", "1pt", "1."),
    "font": ("",),
    "color": ("",),
    "-webkit-text-fill-color": ("",),
    "clip": ("rect",),
    "clip-path": ("",),
    **dict.fromkeys(("height", "max-height", "width", "max-width"), ("0", ".", "1px")),
    **dict.fromkeys(("left", "top", "right", "bottom", "margin-left", "margin-top", "text-indent"), ("-", "100%")),
    "margin": ("",),
    "transform": ("",),
    "scale": ("0", "."),
}
"""What the values begin with that may hide something, by property."""

_OTHERS = (
    *("background", "background-color", "background-image", "background-clip", "-webkit-background-clip"),
    *("min-height", "min-width", "padding", "padding-top", "padding-bottom"),
    *("overflow", "overflow-x", "overflow-y", "position"),
)
"""Properties on which it depends whether those hide."""

_ALONE = frozenset(("display", "visibility", "content-visibility", "opacity", "filter", "zoom"))
"""Properties that hide whatever else is declared."""

_PROPERTIES = frozenset((*_MAY_HIDE, *_OTHERS))

_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;}!]{1,60})", re.IGNORECASE)
_PALE = ("#f", "#e", "white", "rgb", "hsl", "transparent", "snow", "ivory", "ghost", "floral")
"""What the values of colours begin with that are hardly seen on white."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", re.DOTALL)
_BLOCK_START = re.compile("[{;]")
_BRACE_OR_END = re.compile(r"[{};]")
_APPLIES = re.compile(
    r"@(?:layer|supports|container|scope)\b|@media\s*(?:only\s+)?(?:all|screen)\s*(?:$|,|and\s*\(\s*min-width)",
    re.IGNORECASE,
)
"""Blocks whose rules hold for readers at a screen of usual width; those of print and of narrow screens do not."""

_STATES = re.compile(r"::|:(?:hover|focus|active|visited|target|checked|before|after|first-l|link|placeholder)")
_ATTRIBUTE, _IDENTITY = re.compile(r"\[[^\]]*\]"), re.compile(r"#[\w-]+")
_CLASS, _ELEMENT = re.compile(r"[.:][\w-]+"), re.compile(r"(?:^|[\s>+~,(])[A-Za-z][\w-]*")
_REMEMBERED = 4_096
"""Styles and blocks: a site writes the same on every page."""

_MOST_RULES = 5_000
"""Rules read of a page's style sheets: whole frameworks have some 3,000."""


@lru_cache(maxsize=_REMEMBERED)
def declarations_of(style: str) -> Declarations:
    """What a style attribute or a block declares, of the properties that matter here."""
    if "/*" in style:
        style = _COMMENT.sub("", style)
    if "\\" in style:
        style = _ESCAPE.sub(_unescaped, style)
    found: Declarations = {}
    for part in style.split(";"):
        name, _, value = part.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if name not in _PROPERTIES or not value:
            continue
        before, mark, behind = value.rpartition("!")
        important = bool(mark) and behind.strip() == "important"
        if important:
            value = before.strip()
        if important or not found.get(name, ("", False))[1]:
            found[name] = value, important
    return found


@lru_cache(maxsize=_REMEMBERED)
def may_hide(style: str) -> bool:
    """Whether a style attribute or a block may hide something, by a quick look at it."""
    if "\\" in style or "/*" in style:
        return True
    for part in style.lower().split(";"):
        name, _, value = part.partition(":")
        values = _MAY_HIDE.get(name.strip())
        if values is not None and value.lstrip().startswith(values):
            return True
    return False


def hiding_selectors(sheet: str) -> Iterator[tuple[list[str], Set[str]]]:
    """The selectors of each rule that may hide something by itself, and the properties that do, found in one pass."""
    sheet = _COMMENT.sub("", sheet)
    backgrounds: set[Colour | None] | None = None
    for rule in sheet.split("}"):
        prelude, _, block = rule.rpartition("{")
        if not may_hide(block):
            continue
        declared = declarations_of(block)
        properties = declared.keys() & _MAY_HIDE.keys()
        if properties == {"color"} and not (colour := declared["color"][0]).startswith(_PALE):
            if backgrounds is None:
                backgrounds = {colour_of(value.strip().lower()) for value in _BACKGROUND.findall(sheet)}
            if colour_of(colour) not in backgrounds:
                continue
        if selectors := _selectors(_BLOCK_START.split(prelude)[-1]):
            yield selectors, properties


def depends_on(properties: Set[str]) -> Set[str]:
    """The properties that decide whether some properties hide, themselves among them."""
    return {*properties, *_OTHERS} if properties - _ALONE else properties


def style_rules(sheet: str) -> Iterator[tuple[list[str], Declarations]]:
    """The rules of a style sheet that hold for readers at a screen, in order: selectors and what they declare."""
    sheet = _COMMENT.sub("", sheet)
    around: list[bool] = []  # whether the rules in each open block hold
    start = count = 0
    for mark in _BRACE_OR_END.finditer(sheet):
        if mark.start() < start:
            continue
        if mark[0] == "{":
            prelude = sheet[start : mark.start()].strip()
            start = mark.end()
            if prelude.startswith("@"):
                around.append(_APPLIES.match(prelude) is not None)
                continue
            end = sheet.find("}", start)
            block = sheet[start : end if end >= 0 else len(sheet)]
            start = end + 1 if end >= 0 else len(sheet)
            count += 1
            if count > _MOST_RULES:
                return
            if all(around) and (declared := declarations_of(block)) and (selectors := _selectors(prelude)):
                yield selectors, declared
        else:
            if mark[0] == "}" and around:
                around.pop()
            start = mark.end()


def _selectors(prelude: str) -> list[str]:
    """The selectors before a block but for those of states and of keyframes."""
    found = (selector.strip() for selector in prelude.split(","))
    return [s for s in found if s and s[0] not in "@0123456789" and not _STATES.search(s)]


def specificity_of(selector: str) -> Specificity:
    """How specific a selector is."""
    bare = _ATTRIBUTE.sub("", selector)
    attributes = len(_ATTRIBUTE.findall(selector))
    return len(_IDENTITY.findall(bare)), attributes + len(_CLASS.findall(bare)), len(_ELEMENT.findall(bare))


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    point = int(match[1], 16)
    return chr(point) if 0 < point < 0x110000 and not 0xD800 <= point < 0xE000 else ""
