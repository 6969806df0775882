"""The outlet's name as pages without metadata tell it: in the window's title and in the copyright line."""

from __future__ import annotations

import re

from agents.clean.lines.author_names import is_outlet
from agents.clean.lines.line_text import normalise
from agents.clean.page.views import Views, squeeze

_SEPARATOR = re.compile(r"\s?(?:::+|\||ㅣ|│|»|«|＜|＞|>|<|~|\s[-–—:·]\s)\s?")
_COPYRIGHT = re.compile(
    r"(?:저작권자|copyright)?\s?(?:ⓒ|©|\(c\)|copyrights?)\s?(?:by\s)?(?:(?:19|20)\d\d\s?(?:[-~–]\s?(?:(?:19|20)\d\d)?)?\s?)?"
    r"(?:by\s)?(?P<name>[가-힣A-Za-z\d][가-힣A-Za-z\d·&\s]{1,24}?)(?=\s?(?:[,.:\-(<>\])|&]|무단|all\b|co\b|corp|inc|rights|$))",
    re.IGNORECASE,
)
_LONGEST_NAME = 16
_LONGEST_IMPRINT = 600  # characters: address, editor, registration and copyright


def named_by_itself(views: Views, page_title: str) -> tuple[str, str] | None:
    """The name of the outlet and the rule that found it, or None where the page does not tell it."""
    parts = [part.strip(" :-|<>~") for part in _SEPARATOR.split(normalise(page_title))]
    for part in (*reversed(parts[1:]), *parts[:1]):
        if len(parts) > 1 and 2 <= len(part) <= _LONGEST_NAME and is_outlet(part) and len(part.split()) <= 2:
            return part, "title element"
    footers = [squeeze(node.text(separator=" ")) for node in views.tree.css("footer")]
    for text in (*reversed(footers), *reversed(views.running)):
        if ("ⓒ" in text or "©" in text or "opyright" in text or "(c)" in text) and len(text) < _LONGEST_IMPRINT:
            for found in _COPYRIGHT.finditer(text):
                name = found.group("name").strip()
                if len(name) <= _LONGEST_NAME and is_outlet(name):
                    return name, "copyright line"
    return None
