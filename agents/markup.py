"""Tags in a text that may hold markup, told from words in angle brackets: "영화 <Parasite> 재개봉"."""

from __future__ import annotations

import re

from lxml.html import defs  # type: ignore[import-untyped]

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w:.-]{0,100})(?P<rest>[^<>]{0,2000})>|<!--[^<>]{0,2000}-->")
_NAME = re.compile(r"<(/?)([A-Za-z][\w:.-]{0,100})")
_ATTRIBUTE = re.compile(r"\s[\w:-]{1,100}\s?=")

_ELEMENTS = frozenset(defs.tags) | {"main", "picture", "template", "dialog", "data", "nobr", "bdi", "slot"}
# fmt: off
_OFTEN_ALONE = frozenset((
    "p", "br", "hr", "img", "wbr", "li", "ul", "ol", "td", "tr", "th", "table", "tbody", "div", "span", "font",
    "strong", "em", "b", "i", "u", "a", "h1", "h2", "h3", "h4", "h5", "h6", "center",
))
# fmt: on
"""Elements without an end, or whose end is often forgotten or cut off; `<Time>` or `<Map>` alone is a word."""


def without_tags(text: str, instead: str = " ") -> str:
    """The text with each tag and comment replaced."""
    if "<" not in text:
        return text
    names = _Names(text)
    return _TAG.sub(lambda match: instead if names.is_tag(match) else match[0], text)


def with_words_escaped(text: str) -> str:
    """The text with the brackets of words that are no tags written as references."""
    names = _Names(text)
    return _TAG.sub(lambda match: match[0] if names.is_tag(match) else f"&lt;{match[0][1:-1]}&gt;", text)


class _Names:
    """The names in the tags of a text."""

    def __init__(self, text: str) -> None:
        found = [(end, name.lower()) for end, name in _NAME.findall(text)]
        self._begun = {name for end, name in found if not end}
        self._ended = {name for end, name in found if end}

    def is_tag(self, match: re.Match[str]) -> bool:
        """Whether what a match of `_TAG` found is a tag or comment rather than a word."""
        if match["name"] is None:
            return True
        written, rest = match["name"], match["rest"]
        name = written.lower()
        if ":" in name or _ATTRIBUTE.search(rest):
            return True
        if rest.strip() not in ("", "/"):
            return False
        if match["end"]:
            return name in _ELEMENTS or name in self._begun
        if name in _OFTEN_ALONE and not (len(written) == 1 and written.isupper() and written != "P"):
            return True
        return name in self._ended or (name in _ELEMENTS and rest.strip() == "/")
