"""What requests for files and feeds have in common: their form, where the page is."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import HTTPException, Request

from dongmaeng.backend.backend import Backend
from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.formats import Format
from dongmaeng.web.rendering import language_of
from dongmaeng.web.texts import texts_in


def format_of(request: Request, ending: str, known: Sequence[Format]) -> Format:
    """The form that the end of an address asks for; raises `HTTPException` where it is none of those."""
    if ending not in known:
        words = texts_in(language_of(request))("download.unknown", formats=", ".join(known))
        raise HTTPException(400, words)
    return Format(ending)


def pages_of(request: Request, backend: Backend) -> Pages:
    """The pages as people reach them: at `public_url`, else where this request came."""
    return Pages((backend.settings.web.public_url or str(request.base_url)).rstrip("/"))
