"""Which answers are pages to read, and which of their headers say something to a reader."""

from __future__ import annotations

import re

KEPT_HEADERS = ("content-type", "content-language", "last-modified", "etag")

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_LOOKS_LIKE_A_PAGE = re.compile(rb"<(?:!doctype\s{1,8}html|html|head|body|title|div|p)[\s>]", re.IGNORECASE)


def is_page(content_type: str, body: bytes) -> bool:
    """Whether an answer is a page: by its type, or by its beginning where it names none."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in _PAGE_TYPES or (not kind and _LOOKS_LIKE_A_PAGE.search(body[:4096]) is not None)
