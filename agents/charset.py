"""The characters of pages, feeds and sitemaps: what their bytes are, not what they say they are."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_TEXT_CHARSETS = re.compile(
    r"utf-?8|utf-?16(-?[lb]e)?|cp949|johab|iso-?2022-(kr|jp)|shift_?jis|euc-jp|gb(k|2312|18030)|big5|iso-?8859-1|windows-125[0-8]|us-ascii"
)
"""Those that Korean sites have been seen to declare or that a browser knows; Python has other, stranger codecs."""

_HEAD = 4096
"""Bytes in which a page must declare its charset; browsers look at the first 1024, some CMSs need more."""

_FEW_BROKEN = 0.002
"""Share of undecodable characters up to which a charset is still the right one: a page cut in the middle of a
character, or with a widget in another charset; the wrong charset breaks a third of the Korean text."""


def decode(body: bytes, content_type: str = "") -> str:
    """The text: strict UTF-8, then CP949, then what is declared, then UTF-8 with replacement characters.

    Declarations come late because they lie: pages that say EUC-KR and hold UTF-8 are as common as the reverse.
    """
    return _read(body, content_type)[0]


def in_utf8(body: bytes, content_type: str = "") -> bytes:
    """The text in UTF-8: for most pages the very bytes."""
    text, charset = _read(body, content_type)
    return body if charset == "utf-8" else text.encode("utf-8", "replace")


def _read(body: bytes, content_type: str) -> tuple[str, str]:
    """The text and the charset that it was strictly in; none where not all of it could be decoded."""
    for mark, name in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace"), ""
    if wide := _wide(body):
        return body.decode(wide, "replace"), ""
    names = ["utf-8", "cp949"]
    for name in names:
        with suppress(UnicodeDecodeError):
            return body.decode(name), name
    if _known(declared := declared_charset(body, content_type)):
        names.append(declared)
        with suppress(UnicodeDecodeError):
            return body.decode(declared), declared
    guesses = [body.decode(name, "replace") for name in names]
    best = min(guesses, key=broken_share)
    return guesses[0] if broken_share(guesses[0]) <= _FEW_BROKEN else best, ""


def declared_charset(body: bytes, content_type: str = "") -> str:
    """The charset that the header or the page's own head names; `utf-8` where neither does."""
    found = _DECLARED.search(content_type.encode("ascii", "replace")) or _DECLARED.search(body[:_HEAD])
    name = found.group(1).decode("ascii").lower() if found else "utf-8"
    # Korean pages that say EUC-KR use the larger CP949, as every browser reads it.
    return (
        "cp949" if name in {"euc-kr", "euc_kr", "ks_c_5601-1987", "ksc5601", "windows-949", "x-windows-949"} else name
    )


def _wide(body: bytes) -> str | None:
    """UTF-16 without a byte order mark shows as markup with a NUL beside every character."""
    head = body[:200]
    if len(head) < 8 or (b"<\x00" not in head and b"\x00<" not in head):
        return None
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 3:
        return "utf-16-be"
    return None


def _known(name: str) -> bool:
    return _TEXT_CHARSETS.fullmatch(name) is not None


def broken_share(text: str) -> float:
    """The share of characters that could not be decoded, 0 to 1."""
    return text.count("\ufffd") / len(text) if text else 0.0
