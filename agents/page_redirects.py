"""Pages that do nothing but lead to another: by a header, by markup, by a line of script."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

from agents.refresh import refresh_of

_LARGEST = 16_384
"""Bytes; what only leads on is a few lines, with counters of visitors some thousand characters."""

_SOON = 10
"""Seconds; a page that waits for longer wants to be read."""

_LITTLE_TEXT = 300
"""Characters that may be read on such a page: "you are led on, click here if not", in two languages."""

_LITTLE_SCRIPT = 2_000
"""Characters of all its scripts together; what has more decides something before it leads anywhere."""

_MAY_LEAD = re.compile(rb"refresh|location", re.IGNORECASE)
_HEAD = re.compile(rb"<head\b|<meta\b|<script\b", re.IGNORECASE)

_LOCATION = re.compile(
    r"(?<![\w.])(?:(?:window|document|self|top|parent)\.)?location"
    r"(?:(?:\.href)?\s{0,9}=\s{0,9}|\.(?:replace|assign)\(\s{0,9})([\"'`])([^\"'`\n]{1,2000})\1"
)
_DECIDES = re.compile(r"document\.cookie|navigator\.|\.match\(|\.test\(|\bconfirm\(|XMLHttpRequest|fetch\(")
"""A script that first looks at the reader, or computes what a check for robots wants."""

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")


def leads_to(headers: Mapping[str, str], body: bytes) -> str | None:
    """Where an answer sends its readers, as it is written there; None where it is a page of its own.

    `headers` by lower-case name. A page with more than a few words of text, or with scripts that decide something,
    leads nowhere, whatever it does to those who have read it.
    """
    header = headers.get("refresh", "")
    if len(body) > _LARGEST or not (header or (_HEAD.search(body) and _MAY_LEAD.search(body))):
        return None
    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    scripts = [script.text() for script in tree.css("script")]
    metas = [node.attributes for node in tree.css("meta[http-equiv][content]") if not _in_noscript(node)]
    tree.strip_tags(["script", "style", "noscript", "template"])
    if len(" ".join((tree.body.text(separator=" ") if tree.body else "").split())) > _LITTLE_TEXT:
        return None
    written = [a.get("content") or "" for a in metas if (a.get("http-equiv") or "").strip().lower() == "refresh"]
    refreshes = [found for value in (header, *written) if (found := refresh_of(value))]
    return next((address for seconds, address in refreshes if seconds <= _SOON), None) or _by_script(scripts)


def _by_script(scripts: list[str]) -> str | None:
    text = "\n".join(scripts)
    if len(text) > _LITTLE_SCRIPT or _DECIDES.search(text):
        return None
    found = {_unescaped(address) for _, address in _LOCATION.findall(text)}
    return found.pop().strip() or None if len(found) == 1 else None


def _in_noscript(node: object) -> bool:
    parent = getattr(node, "parent", None)
    while parent is not None:
        if parent.tag == "noscript":
            return True
        parent = parent.parent
    return False


def _unescaped(text: str) -> str:
    """What a literal of JavaScript means."""
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else match[3], text)
