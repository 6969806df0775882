"""The characters of pages, feeds and sitemaps: what their bytes are, not what they say they are."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from agents.letters import unusual

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

_KOREAN = frozenset(("utf-8", "utf8", "cp949"))

_UTF8_SYLLABLE = re.compile(rb"[\xea-\xed][\x80-\xbf]{2}")
_UTF8_SYLLABLES = re.compile(rb"(?:[\xea-\xed][\x80-\xbf]{2}){2}")
"""Two Korean syllables in UTF-8: in CP949 they would be three rare ideographs or syllables side by side."""

_ASCII = bytes(range(0x80))
_UTF8_STARTS = tuple({character.encode()[:2] for character in "다이자사서하호회전"})
"""What the most frequent of them begin with: bytes that hardly stand in CP949, looked for ten times as fast."""

_BETWEEN = re.compile(rb"([<>\r\n]+)")

_FEW_UNUSUAL = 0.1
"""Share of letters that Korean text may have of others: names in Chinese characters, a quotation."""


def decode(body: bytes, content_type: str = "") -> str:
    """The text: in the charset that is valid for most of it, reads as Korean or is declared, in this order.

    Declarations come late because they lie: pages that say EUC-KR and hold UTF-8 are as common as the reverse. Parts
    in another charset than the rest, such as a footer, are read in their own.
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
    with suppress(UnicodeDecodeError):
        return body.decode("utf-8"), "utf-8"
    declared = declared_charset(body, content_type)
    if declared not in _KOREAN and _known(declared) and not _is_korean(body):
        with suppress(UnicodeDecodeError):
            return body.decode(declared), declared
    letters = body.translate(None, _ASCII)
    if not (any(start in letters for start in _UTF8_STARTS) and _UTF8_SYLLABLES.search(body)):
        with suppress(UnicodeDecodeError):
            return body.decode("cp949"), "cp949"
    return _in_parts(body, declared), ""


def _is_korean(body: bytes) -> bool:
    """Whether bytes read as Korean in UTF-8 or CP949, whatever charset is declared."""
    return any(
        unusual(text) <= _FEW_UNUSUAL * sum(not character.isascii() for character in text)
        for text in (body.decode("utf-8", "replace"), body.decode("cp949", "replace"))
    )


def _in_parts(body: bytes, declared: str) -> str:
    """The text between each two brackets or line ends in the charset that fits it best, or else most of the text.

    No charset that is looked at uses the bytes of brackets and line ends within a character.
    """
    parts = _BETWEEN.split(body)
    readings = [None if part.isascii() else _Readings(part) for part in parts]
    found = [reading for reading in readings if reading is not None]
    votes = sum(reading.for_utf8 for reading in found)
    is_utf8 = votes > 0 or (votes == 0 and declared != "cp949")
    return "".join(
        part.decode("ascii") if reading is None else reading.best(is_utf8)
        for part, reading in zip(parts, readings, strict=True)
    )


class _Readings:
    """A part of a page in either charset that Korean pages use."""

    def __init__(self, part: bytes) -> None:
        self._utf8, self._is_utf8 = _decoded(part, "utf-8")
        self._cp949, self._is_cp949 = _decoded(part, "cp949")
        self._in_utf8, self._in_cp949 = unusual(self._utf8), unusual(self._cp949)
        self._has_syllables = _UTF8_SYLLABLE.search(part) is not None

    @property
    def for_utf8(self) -> int:
        """How much the part speaks for UTF-8 (above 0) or CP949 (below)."""
        return self._in_cp949 - self._in_utf8

    def best(self, is_utf8: bool) -> str:
        """The reading that fits: in doubt that of most of the page."""
        if is_utf8:
            if self._is_utf8 or self._in_utf8 <= self._in_cp949:
                return self._utf8
            return self._cp949
        if self._has_syllables and self._in_utf8 < self._in_cp949:
            return self._utf8
        return self._cp949


def _decoded(part: bytes, charset: str) -> tuple[str, bool]:
    """The text with replacement characters for what is broken, but for a last character that is cut, and whether it
    was all valid.
    """
    try:
        return part.decode(charset), True
    except UnicodeDecodeError as error:
        if error.end == len(part) and error.reason in ("unexpected end of data", "incomplete multibyte sequence"):
            return part[: error.start].decode(charset), False
    return part.decode(charset, "replace"), False


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
