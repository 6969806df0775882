"""Whether a page tells the story that its address was named for, or another in its place."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from agents.letters import is_improbable

_WORD = re.compile(r"[가-힣]{2,}|[A-Za-z]{3,}|\d{2,}")
_NUMBER = re.compile(r"\d{5,}")
_DIGITS = re.compile(r"\d+")
_SCHEME_AND_PREFIX = re.compile(r"^(?:www|m|amp|mobile)\.")

_FEWEST_WORDS = 3
"""Words of a title by which it is told from others; with fewer it may be the name of a column."""

_ALIKE = 0.2
"""Share of a title's words that stand in its story, however its headline was rewritten since."""

_ALIKE_ELSEWHERE = 0.34
"""The same where the address asked for led to one with another number."""


def is_another_story(asked: str, final: str, named: str | None, told: str) -> bool:
    """Whether what a page tells is not what it was asked for.

    `asked` and `final` are the addresses before and after redirects, `named` is the title that the source gave, `told`
    the title and text of the page. Without a title, only an address of the same form with another number tells.
    """
    moved = _has_other_number(asked, final)
    words = _words(named or "")
    if len(words) < _FEWEST_WORDS or is_improbable(named or ""):
        return moved
    text = "".join(unicodedata.normalize("NFC", told).lower().split())
    found = sum(word in text for word in words)
    return found < (_ALIKE_ELSEWHERE if moved else _ALIKE) * len(words)


def _words(title: str) -> set[str]:
    """The words of a title, without a last letter that may be a particle."""
    title = unicodedata.normalize("NFC", title).lower()
    return {word[: max(2, len(word) - 1)] if "가" <= word[0] <= "힣" else word for word in _WORD.findall(title)}


def _has_other_number(asked: str, final: str) -> bool:
    """Whether two addresses of a site are of one form but for the number of the story."""
    if asked == final:
        return False
    one, other = urlsplit(asked), urlsplit(final)
    if _SCHEME_AND_PREFIX.sub("", one.netloc) != _SCHEME_AND_PREFIX.sub("", other.netloc):
        return False
    before, after = f"{one.path}?{one.query}", f"{other.path}?{other.query}"
    numbers = _NUMBER.findall(before)
    return (
        bool(numbers)
        and _DIGITS.sub("0", before) == _DIGITS.sub("0", after)
        and set(numbers).isdisjoint(_NUMBER.findall(after))
    )
