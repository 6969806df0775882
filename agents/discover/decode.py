"""The text of a feed or sitemap from its bytes: Korean feeds often name another encoding than the one they use."""

from __future__ import annotations

import re

from agents.charset import decode

_DECLARATION = re.compile(r"^\s{0,1000}<\?xml[^>]{0,1000}\?>")
# What XML 1.0 forbids even as a reference; strict parsers refuse the whole feed for one of them.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def decode_xml(body: bytes, content_type: str = "") -> tuple[str, bool]:
    """The text without XML declaration and forbidden characters, and whether every byte could be read."""
    text = decode(body, content_type)
    whole = "\ufffd" not in text
    text = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    return text.translate(_FORBIDDEN).lstrip(), whole
