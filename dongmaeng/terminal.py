"""Text that others wrote, made safe for a terminal: the one way by which a command prints for people, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

# What a terminal obeys in place of showing it, or shows in another order than it is written: control characters (C0
# but for tabs and line ends, DEL, C1), those of writing direction (Unicode UAX #9), line and paragraph separators,
# marks and tags that are never seen; and halves of surrogate pairs, which cannot be printed at all.
_UNSAFE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb"
    "\\U000e0000-\\U000e007f\\ud800-\\udfff]"
)
_SHOWN = "\ufffd"


def printable(text: str) -> str:
    """The text with U+FFFD for each character that a terminal would obey; as long as the text."""
    return _UNSAFE.sub(_SHOWN, text)


def json_text(value: Any, indent: int | None = None) -> str:
    """The value as JSON, with an escape for each character that a terminal would obey."""
    return _UNSAFE.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent))


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\r\n\t":  # of the indentation: within strings they are escaped already
        return character
    return json.dumps(character)[1:-1]


def error_text(message: str) -> str:
    """A message of a fault, without secrets of the addresses in it."""
    from agents.urls import loggable_text

    return printable(loggable_text(message))


class SafeConsole(Console):
    """A console that prints only what is `printable`, whatever it is given; its own colours stay."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments to print."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)
