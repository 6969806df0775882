"""`/sources/new`: adding a source by its address; and what is done with those that are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from agents.discover.sources import SourceKind
from dongmaeng.backend.source_writes import add_sources, order_sources, source_of
from dongmaeng.fault import Fault, WrongField
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.rendering import go_to, render
from topics.records import SourceCommandKind

router = APIRouter()

_TEXTS = ("url", "publisher", "section", "sites", "kind")
_ORDERS = {
    "remove": SourceCommandKind.REMOVE,
    "pause": SourceCommandKind.PAUSE,
    "resume": SourceCommandKind.RESUME,
    "look": SourceCommandKind.LOOK,
}


@router.get("/sources/new")
async def new(request: Request, url: str = "") -> HTMLResponse:
    """The empty form; `url`, an address, is filled in."""
    return _form(request, {"url": url})


@router.post("/sources/new")
async def add(request: Request, backend: TheBackend) -> Response:
    """Watch the source, or show the form again with what is wrong."""
    async with request.form(max_fields=len(_TEXTS), max_files=0) as form:
        entered = _entered(form)
    given = {**entered, "sites": re.split(r"[\s,]+", entered["sites"])} if entered["sites"] else entered
    try:
        source = source_of({name: value for name, value in given.items() if value})
        [added] = await add_sources(backend, [source])
    except Fault as fault:
        if not fault.usage:
            raise
        return _form(request, entered, fault)
    return go_to("/sources", "source_added" if added.applied else "taken_up")


@router.post("/sources/{order}")
async def order(
    backend: TheBackend, order: str, source: Annotated[str, Form(min_length=1, max_length=2_000)]
) -> RedirectResponse:
    """Remove, pause, resume or look at a source."""
    if order not in _ORDERS:
        raise HTTPException(404)
    [ordered] = await order_sources(backend, _ORDERS[order], [source])
    return go_to("/sources", f"source_{order}" if ordered.applied else "taken_up")


def _entered(form: FormData) -> dict[str, str]:
    return {name: str(form.get(name, "")).strip() for name in _TEXTS}


def _form(request: Request, entered: Mapping[str, Any], wrong: Fault | None = None) -> HTMLResponse:
    field = wrong.field if isinstance(wrong, WrongField) else "url"
    reason = (wrong.reason if isinstance(wrong, WrongField) else str(wrong)) if wrong else ""
    return render(
        request,
        "source_form.html",
        status=400 if wrong else 200,
        entered={name: entered.get(name, "") for name in _TEXTS},
        errors={name: reason if name == field else "" for name in _TEXTS},
        kinds=[kind.value for kind in SourceKind],
    )
