"""Keeps what must stay secret of an endpoint out of what is written down about it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from agents.urls import loggable_text

if TYPE_CHECKING:
    from agents.alert.types import Answer, Target

MOST_SAID = 200
"""Characters of an answer that are kept."""

HIDDEN = "…"

_SHORTEST = 6
"""Characters of a part of an address that may be a secret; shorter ones are words like `in` and `v1`."""

_SHORTEST_REST = 4
"""Characters of a secret at the end of a text that was cut off there."""


class Secrecy:
    """Knows the secrets of one target, in the spellings in which a receiver may give them back."""

    def __init__(self, target: Target) -> None:
        told = {spelling for secret in _secrets(target) for spelling in _spellings(secret)}
        self._secrets = sorted(told, key=lambda text: (-len(text), text))

    def cleaned(self, answer: Answer) -> Answer:
        """An answer whose words hold no secret."""
        error = None if answer.error is None else self.clean(answer.error)
        return replace(answer, error=error, said=self.said(answer.said))

    def clean(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return loggable_text(text)

    def said(self, text: str) -> str:
        """What of an answer is kept: without secrets, nor the part of one that the end of the text was cut off in."""
        text = self.clean(" ".join(text.split()))
        for secret in self._secrets:
            for length in range(len(secret) - 1, _SHORTEST_REST - 1, -1):
                if text.endswith(secret[:length]):
                    return (text[:-length] + HIDDEN)[:MOST_SAID]
        return text[:MOST_SAID]


def _secrets(target: Target) -> Iterator[str]:
    for secret in target.secrets:
        yield secret
        yield secret.partition("_")[2]
    try:
        parts = urlsplit(target.address)
    except ValueError:
        yield target.address
        return
    yield target.address
    yield parts.path.strip("/") + ("?" + parts.query if parts.query else "")
    yield from parts.path.split("/")
    yield from (value for _, value in parse_qsl(parts.query))
    yield from filter(None, (parts.query, parts.fragment, parts.username, parts.password))


def _spellings(secret: str) -> Iterable[str]:
    if len(secret) < _SHORTEST:
        return ()
    plain = unquote(secret)
    return {
        spelling
        for text in (secret, plain, quote(plain, safe=""), quote(plain), secret.replace("/", "\\/"))
        for spelling in (text, html.escape(text), text.encode("unicode_escape").decode())
    }
