"""Whether what is declared of an element keeps its text from readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

Values = Mapping[str, str]
"""Values by property, in lower case."""

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


class Hiding(Enum):
    """How an element hides its text."""

    WHOLE = "whole"
    """With all that is in it."""
    VISIBILITY = "visibility"
    FONT_SIZE = "font-size"
    COLOUR = "color"
    """But for elements in it that declare this property themselves."""


_TINY = 2.0
"""Pixels of type below which nobody reads."""

_CLEAR = 0.05
"""Opacity below which nobody sees."""

_OFF_SCREEN = -900.0
"""Pixels to the left of or above the page; what is moved for looks is moved by less."""

_ALIKE = 24
"""Difference of two colours, summed over red, green and blue, that no eye tells apart."""

_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
    "pt": 4 / 3,
    "%": 5.0,
    "vw": 12.0,
    "vh": 8.0,
    "cm": 38.0,
    "in": 96.0,
}
"""Of the units, at the usual size of type and window."""

_LENGTH = re.compile(r"^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(px|em|rem|ex|ch|pt|vw|vh|cm|in|%)?$")
_IN_FUNCTION = re.compile(r"[^\s,()/]+")
_HEX = re.compile(r"^#([0-9a-f]{3,8})$")
_RGB = re.compile(r"^rgba?\(([^()]*)\)$")
_HSL = re.compile(r"^hsla?\(([^()]*)\)$")
_MOVED = re.compile(r"translate(?:x|y|3d)?\(([^()]*)\)")
_SHRUNK = re.compile(r"scale(?:x|y|3d)?\(\s*([^()\s,]*)")
_MOVING = frozenset(
    ("text-indent", "margin-left", "margin-top", "margin", "left", "top", "right", "bottom", "transform", "scale")
)
_NAMED = {
    "white": WHITE, "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245), "floralwhite": (255, 250, 240), "red": (255, 0, 0), "blue": (0, 0, 255),
    "green": (0, 128, 0), "yellow": (255, 255, 0), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "navy": (0, 0, 128),
    "silver": (192, 192, 192), "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211), "orange": (255, 165, 0),
}  # fmt: skip
"""Colours that pages call by name."""


def hiding(values: Values, background: Colour | None) -> Hiding | None:
    """How the text of an element with these values is hidden; None where it is shown.

    `background` is the colour behind the element; None where it is not known.
    """
    if _takes_out(values) or _is_empty_box(values) or _is_off_screen(values) or _is_clipped(values):
        return Hiding.WHOLE
    if values.get("visibility") in ("hidden", "collapse"):
        return Hiding.VISIBILITY
    size = _font_size(values)
    if size is not None and size <= _TINY:
        return Hiding.FONT_SIZE
    if _is_colourless(values, background):
        return Hiding.COLOUR
    return None


def background_of(values: Values) -> tuple[bool, Colour | None]:
    """Whether the values give an element a background, and its colour; None for a picture or a colour not known."""
    image = values.get("background-image", "none")
    if image not in ("none", "initial", ""):
        return True, None
    for name in ("background-color", "background"):
        value = values.get(name, "")
        if not value or value in ("none", "transparent", "inherit", "initial", "unset"):
            continue
        if "url(" in value or "gradient(" in value:
            return True, None
        colour = colour_of(value) or next((c for word in value.split() if (c := colour_of(word))), None)
        return True, colour
    return False, None


def colour_of(value: str) -> Colour | None:
    """The colour that a value names; None where it names none that is known or a transparent one."""
    found = _colour(value)
    return found[0] if found is not None and found[1] > _CLEAR else None


def _takes_out(values: Values) -> bool:
    if values.get("display") == "none" or values.get("content-visibility") == "hidden" or values.get("zoom") == "0":
        return True
    opacity = _number(values.get("opacity", "1"))
    if opacity is not None and opacity <= _CLEAR:
        return True
    faded = values.get("filter", "")
    return faded.startswith("opacity(") and (_number(faded[8:].rstrip(") ")) or 0.0) <= _CLEAR


def _is_empty_box(values: Values) -> bool:
    """Whether the box has no height or width and what does not fit in it is cut off."""
    if not any(
        values.get(name, "").split(" ")[0] in ("hidden", "clip") for name in ("overflow", "overflow-x", "overflow-y")
    ):
        return False
    for side, paddings in (("height", ("padding-top", "padding-bottom", "padding")), ("width", ())):
        sizes = [size for name in (side, f"max-{side}") if (size := _length(values.get(name, ""))) is not None]
        least = _length(values.get(f"min-{side}", "")) or 0.0
        padded = any((_length(word) or 0.0) > 1 for name in paddings for word in values.get(name, "").split())
        if sizes and min(sizes) <= 1 and least <= 1 and not padded:
            return True
    return False


def _is_off_screen(values: Values) -> bool:
    if values.keys().isdisjoint(_MOVING):
        return False
    moved = [values.get(name, "") for name in ("text-indent", "margin-left", "margin-top")]
    margins = values.get("margin", "").split()
    moved += margins[:1] + margins[3:4]
    if values.get("position") in ("absolute", "fixed", "relative"):
        moved += [values.get(name, "") for name in ("left", "top", "right", "bottom")]
    transform = values.get("transform", "")
    moved += [word for match in _MOVED.finditer(transform) for word in _IN_FUNCTION.findall(match[1])]
    if any((length := _length(value)) is not None and length <= _OFF_SCREEN for value in moved):
        return True
    if values.get("text-indent") == "100%" and values.get("overflow") == "hidden":
        return True
    scales = [match[1] for match in _SHRUNK.finditer(transform)] + values.get("scale", "").split()[:1]
    return any((scale := _number(value)) is not None and scale <= 0.01 for value in scales)  # no letter is a pixel high


def _is_clipped(values: Values) -> bool:
    if "clip" not in values and "clip-path" not in values:
        return False
    clip, path = values.get("clip", ""), values.get("clip-path", "")
    if clip.startswith("rect(") and values.get("position") in ("absolute", "fixed"):
        sides = [_length(word) for word in _IN_FUNCTION.findall(clip[5:])]
        if len(sides) == 4 and None not in sides:
            top, right, bottom, left = (side or 0.0 for side in sides)
            return right - left <= 1 or bottom - top <= 1
    shape, _, inner = path.partition("(")
    sizes = [_length(word) for word in _IN_FUNCTION.findall(inner)]
    if shape == "inset":
        return bool(sizes) and (sizes[0] or 0.0) >= 50 * _PIXELS["%"]
    if shape in ("circle", "ellipse"):
        return bool(sizes) and sizes[0] is not None and sizes[0] <= 1
    return shape == "polygon" and bool(sizes) and all(size == 0 for size in sizes)


def _font_size(values: Values) -> float | None:
    size = _length(values.get("font-size", ""))
    if size is None and (font := values.get("font", "")):
        sizes = [_length(word.partition("/")[0]) for word in font.split()]
        # A weight is a bare number, too, but never 0.
        size = next(
            (
                s
                for s, word in zip(sizes, font.split(), strict=True)
                if s is not None and (s == 0 or not word.isdecimal())
            ),
            None,
        )
    if size is not None and values.get("font-size", "").endswith("%"):
        size *= 16 / 100 / _PIXELS["%"]  # of the size of type around
    return size


def _is_colourless(values: Values, background: Colour | None) -> bool:
    value = values.get("-webkit-text-fill-color") or values.get("color", "")
    if not value or "text" in (values.get("background-clip", ""), values.get("-webkit-background-clip", "")):
        return False
    found = _colour(value)
    if found is None:
        return False
    colour, opacity = found
    if opacity <= _CLEAR:
        return True
    own, behind = background_of(values)
    behind = behind if own else background
    return behind is not None and sum(abs(a - b) for a, b in zip(colour, behind, strict=True)) <= _ALIKE


def _colour(value: str) -> tuple[Colour, float] | None:
    """A colour and its opacity."""
    value = value.strip()
    if value == "transparent":
        return WHITE, 0.0
    if value in _NAMED:
        return _NAMED[value], 1.0
    if match := _HEX.match(value):
        digits = match[1]
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        if len(digits) not in (6, 8):
            return None
        red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
        return (red, green, blue), int(digits[6:] or "ff", 16) / 255
    if match := _RGB.match(value):
        words = _IN_FUNCTION.findall(match[1])
        parts = [_number(word, 255.0) for word in words[:3]]
        if len(parts) == 3 and None not in parts:
            red, green, blue = (min(255, max(0, round(part or 0.0))) for part in parts)
            return (red, green, blue), (_number(words[3]) or 0.0) if len(words) > 3 else 1.0
    if match := _HSL.match(value):
        words = _IN_FUNCTION.findall(match[1])
        if len(words) >= 3 and (light := _number(words[2])) is not None and (light >= 0.99 or light <= 0.01):
            level = round(255 * light)
            return (level, level, level), (_number(words[3]) or 0.0) if len(words) > 3 else 1.0
    return None


def _length(value: str) -> float | None:
    """A length in pixels."""
    match = _LENGTH.match(value.strip())
    return float(match[1]) * _PIXELS[match[2] or ""] if match else None


def _number(value: str, whole: float = 1.0) -> float | None:
    """A number, a percentage as its share of `whole`."""
    match = _LENGTH.match(value.strip())
    if match is None or match[2] not in (None, "%"):
        return None
    return float(match[1]) * (whole / 100 if match[2] else 1.0)
