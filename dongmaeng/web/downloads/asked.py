"""What requests for files and feeds have in common: their form, their rows, where the page is."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import HTTPException, Request

from dongmaeng.backend.backend import Backend
from dongmaeng.exports.addresses import Pages
from dongmaeng.exports.formats import Format, Rows
from dongmaeng.web.filters import BadParameter
from dongmaeng.web.rendering import language_of
from dongmaeng.web.texts import texts_in


def format_of(request: Request, ending: str, known: Sequence[Format]) -> Format:
    """The form that the end of an address asks for; raises `HTTPException` where it is none of those."""
    if ending not in known:
        words = texts_in(language_of(request))("download.unknown", formats=", ".join(known))
        raise HTTPException(400, words)
    return Format(ending)


def rows_of(request: Request, first: Rows, *others: Rows) -> Rows:
    """What a table is to have a row for, the first of them unless the request says; raises `BadParameter`."""
    asked = request.query_params.get("rows") or first
    if asked not in (first, *others):
        raise BadParameter("rows", f"takes one of {', '.join((first, *others))}")
    return Rows(asked)


def pages_of(request: Request, backend: Backend) -> Pages:
    """The pages as people reach them: at `public_url`, else where this request came."""
    return Pages((backend.settings.web.public_url or str(request.base_url)).rstrip("/"))
