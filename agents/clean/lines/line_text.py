"""Lines of text: in one form, and told apart by whether they read like sentences."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from agents.clean.page.views import squeeze

_ENDS_OF_SENTENCES = frozenset(".?!…‥다요죠까")
_CLOSING = "\"'”’」』)]"
_SHORTEST_SENTENCE = 15
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def is_sentence(text: str) -> bool:
    """Whether the line reads like a sentence of a story rather than a label or a headline."""
    if len(text) < _SHORTEST_SENTENCE:
        return False
    last = text[-1]
    return (text.rstrip(_CLOSING)[-1:] if last in _CLOSING else last) in _ENDS_OF_SENTENCES


def sentence_lines(texts: Iterable[str]) -> list[str]:
    """Those of the texts that read like sentences."""
    return list(filter(is_sentence, texts))


def normalise(text: str) -> str:
    """One line in NFC, with entities that were escaped twice resolved, and without control characters."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if text.isprintable() and "  " not in text:  # no white space but single spaces, nothing invisible
        return unicodedata.normalize("NFC", text).strip()
    return squeeze(unicodedata.normalize("NFC", _CONTROL.sub("", text)))
