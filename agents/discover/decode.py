"""The text of a feed or sitemap from its bytes: Korean feeds often name another encoding than the one they use."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""encoding\s{0,8}=\s{0,8}["']([A-Za-z0-9._-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s{0,8}=\s{0,8}["']?([A-Za-z0-9._-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s{0,1000}<\?xml[^>]{0,1000}\?>")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)

# What XML 1.0 forbids even as a reference; strict parsers refuse the whole feed for one of them.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def decode_xml(body: bytes, content_type: str = "") -> tuple[str, bool]:
    """The text without XML declaration and forbidden characters, and whether every byte could be read.

    Byte order mark, strict UTF-8, strict CP949 (which holds EUC-KR), then what is declared, first in the document, then
    in `content_type`; else whichever of UTF-8 and CP949 loses less.
    """
    text, whole = _decode(body, content_type)
    text = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    return text.translate(_FORBIDDEN).lstrip(), whole


def _decode(body: bytes, content_type: str) -> tuple[str, bool]:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            text = body.decode(encoding, "replace")
            return text, "\ufffd" not in text
    head = body[:1024]  # a declaration stands at the very start
    declared = [m[1].decode("ascii") for m in [_DECLARED.search(head)] if m]
    declared += [m[1] for m in [_CHARSET.search(content_type)] if m]
    for encoding in ("utf-8", "cp949", *declared):
        try:
            return body.decode(encoding), True
        except (UnicodeError, LookupError, ValueError):
            continue
    losses = [body.decode(encoding, "replace") for encoding in ("utf-8", "cp949")]
    return min(losses, key=lambda text: text.count("\ufffd")), False
