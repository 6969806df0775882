"""Whether a spelling that is a common word, too, is a company's name, by what stands right around it."""

from __future__ import annotations

import re
from collections.abc import Set

from agents.tag.names.phrasing import PATTERNS

_PARTNER = re.compile(r"(?:社|사)?(?:와|과)(?:의)? ")
_COORDINATED_BEHIND = re.compile(r"(?:와|과|,|·|ㆍ|-|/)\s?(?:㈜\s?|\(주\)\s?)?")
_COORDINATED_BEFORE = re.compile(r"(?:와|과|,|·|ㆍ|-|/)\s?$")
_SAID_OF_SUBJECT = re.compile(r"(?:은|는|이|가) (?P<said>(?:[^.\n]|\.(?=\S)){0,122})")
_COMITATIVE = re.compile("[와과] ")


def stands_as_a_company(text: str, start: int, end: int, edges: Set[int]) -> bool:
    """Whether the word from `start` to `end` stands as only companies do; `edges`: where sure names start and end."""
    if PATTERNS["mark_behind"].match(text, end) or PATTERNS["mark_before"].search(text, max(0, start - 6), start):
        return True
    if PATTERNS["discloses"].match(text, end) or PATTERNS["allies"].match(text, end) or _signs(text, start, end):
        return True
    if PATTERNS["of_country"].search(text, max(0, start - 8), start) and _PARTNER.match(text, end):
        return True
    behind = _COORDINATED_BEHIND.match(text, end)
    if behind is not None and behind.end() in edges:
        return True
    before = _COORDINATED_BEFORE.search(text, max(0, start - 3), start)
    return before is not None and before.start() in edges


def _signs(text: str, start: int, end: int) -> bool:
    """Whether a word is the subject or the partner of a deal that is made: "대상은 … 나래와 … 협약을 체결했다"."""
    reach = max(0, start - 8)
    if PATTERNS["before_a_subject"].search(text, reach, start) and (subject := _SAID_OF_SUBJECT.match(text, end)):
        partners = _COMITATIVE.finditer(text, *subject.span("said"))
        if any(_allies_with(text, partner.start()) for partner in partners):
            return True
    before = PATTERNS["before_a_partner"].search(text, reach, start)
    return before is not None and PATTERNS["signs_with"].match(text, end) is not None


def _allies_with(text: str, particle: int) -> bool:
    """Whether a subject signs or joins hands with the one whose particle starts there."""
    return any(PATTERNS[how].match(text, particle) is not None for how in ("signs_with", "joins_hands_with"))
