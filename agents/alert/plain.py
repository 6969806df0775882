"""Text of strangers, made fit to stand in a message: it is one line, mentions nobody, formats and links nothing."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from agents.http_library import httpx

BREAK = "\u2060"
"""WORD JOINER: seen by nobody, and no part of a name, a link or a command for any chat."""

_RECOGNISED = re.compile(
    r"[@#$](?=[^\s\d])"  # names, tags and tickers
    r"|@(?=\d)"
    r"|(?<![^\s(])/(?=\w)"  # commands
    r"|[@#$/:\]](?=$)"  # what words behind the text would make of it
    r"|:(?=//)"  # addresses
    r"|(?<=[^\W_])\.(?=[^\W\d_])"  # hosts
    r"|:(?=[\w+-]+:)"  # emoji
    r"|\](?=[(\[])"  # links of Markdown
)
_LONGEST_ADDRESS = 2_000
_SAFE = ":/?#[]@!$&*+,;=%~-._"
"""What an address keeps as it is: all that RFC 3986 allows but quotes and parentheses, which end links in chats."""


def plain(text: str) -> str:
    """A text as one line without characters that are not seen, such as those that turn the direction of writing."""
    shown = (_SHOWN.get(unicodedata.category(char), char) for char in text)
    return unicodedata.normalize("NFC", " ".join("".join(shown).split()))


_SHOWN = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Co": "", "Cn": "", "Cs": "\ufffd"}
"""What stands for characters of a category; all others stand for themselves."""


def inert(text: str) -> str:
    """A plain text of which chats recognise nothing: no mention, tag, command, emoji code, address or link."""
    return _RECOGNISED.sub(lambda found: found[0] + BREAK, plain(text))


def web_address(url: object) -> str | None:
    """An address as it may stand in a link; None for what is none of the web, or hides its host behind a user."""
    if not isinstance(url, str) or len(url) > _LONGEST_ADDRESS:
        return None
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError):
        return None
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        return None
    address = quote(str(parsed), safe=_SAFE)
    return address if len(address) <= _LONGEST_ADDRESS else None


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; what was cut ends in "…"."""
    return text if len(text) <= most else text[: max(0, most - 1)].rstrip() + "…"
