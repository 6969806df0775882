"""Links and days as templates write them."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from dongmaeng.times import seoul

_CODE = re.compile(r"`([^`]+)`")


def safe_url(url: str | None) -> str:
    """The address of a page of others where a reader may be sent there; empty where it is not http(s) or hides a user.

    A name before the host (`https://bank.example@evil.example`) shows another place than it leads to.
    """
    text = (url or "").strip()
    if any(character <= " " or character == "\\" for character in text):
        return ""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else ""


def quoted(id: object) -> str:
    """An id as one part of a path."""
    return quote(str(id), safe="")


def coded(words: str) -> Markup:
    """Words of ours with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(words))))


def day(moment: datetime | None) -> str:
    """The day in Seoul; empty where the moment is not known."""
    return (seoul(moment) or "")[:10]
