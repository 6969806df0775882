"""The XML document in the body of a source, without what broken servers put in front of it and behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROOTS = frozenset({"rss", "feed", "rdf", "urlset", "sitemapindex"})
"""The roots that are looked for behind something else."""

_MARK = re.compile(
    r"<(?:(?P<comment>!--)|(?P<raw>script|style)(?=[\s>/])"
    r"|(?:[a-z_][\w.-]{0,100}:)?(?P<element>[a-z_][\w.-]{0,100}))",
    re.IGNORECASE,
)
_MOST_LOOKED_AT = 1_000_000
"""Characters before the root: each tag is looked at, and what servers print by mistake is a few lines or a page."""


@dataclass(frozen=True, slots=True)
class Document:
    """An XML document."""

    text: str
    """From the root to its end, where it has one."""
    root: str
    """The local name of the root in lower case: a known one, else that of the first element; empty without any."""
    prolog: str
    """What stood before a known root, else all, without comments."""


def find_document(text: str) -> Document:
    """The document in a text: from the first known root on, be it behind notices, HTML or scripts."""
    kept: list[str] = []
    first: tuple[int, str] | None = None
    start = 0
    while (match := _MARK.search(text, start, _MOST_LOOKED_AT)) is not None:
        kept.append(text[start : match.start()])
        start = match.start()
        if match["comment"]:
            end = text.find("-->", match.end())
            if end < 0:
                break
            start = end + 3
            continue
        name = (match["raw"] or match["element"]).lower()
        is_first, first = first is None, first or (start, name)
        if name in _ROOTS or (is_first and name == "channel"):
            return Document(_without_tail(text[start:], name), name, "".join(kept))
        end = match.end()
        if match["raw"]:  # what a script says is no markup
            end = text.find(f"</{match['raw']}", end)
            if end < 0:
                break
        kept.append(text[start:end])
        start = end
    at, name = first or (len(text), "")
    return Document(text[at:], name, "".join([*kept, text[start:]]))


def _without_tail(text: str, root: str) -> str:
    """The text up to the end of its root, behind which hosts put counters and scripts."""
    end = 0
    for match in re.finditer(rf"</(?:[\w.-]{{1,100}}:)?{root}\s{{0,20}}>", text, re.IGNORECASE):
        end = match.end()
    return text[:end] if end else text
