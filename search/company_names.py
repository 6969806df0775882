"""Names of companies with and without their legal forms."""

from __future__ import annotations

import re
import unicodedata

LEGAL_FORM = re.compile(r"\((?:주|유|사|재|株)\)")
"""A Korean legal form in brackets, before or behind a name."""

_ENGLISH_FORM = re.compile(
    r"(?:[\s,.]*\b(?i:co|company|limited|ltd|corporation|corp|inc|incorporated|llc|plc)\b[\s.,]*)+$"
    r"|(?:Co|CO)[.,]+\s?(?i:ltd|inc)[\s.,]*$"  # grown together with the name
)
_PASSED_OVER = re.compile(r"[\s.,·\-'’/()]+")


def without_english_form(name: str) -> str:
    """An English name as it is said: S-1 for S-1 CORPORATION."""
    return _ENGLISH_FORM.sub("", " ".join(name.split())).strip(" ,.")


def key_of_english_name(name: str) -> str:
    """What is left of an English name without case, spaces and its legal form: S-1 CORPORATION and S-1 have one."""
    return _PASSED_OVER.sub("", _ENGLISH_FORM.sub("", unicodedata.normalize("NFKC", name))).casefold()
