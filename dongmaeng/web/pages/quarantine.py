"""`/quarantine`: what was set aside and why, and handing it back."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from dongmaeng.backend import writes
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.quarantine import quarantined
from dongmaeng.shapes.quarantine import QuarantinedShape
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.rendering import go_to, render

router = APIRouter()

MOST = 100
"""Records that are shown; handing back takes all that are chosen."""


@router.get("/quarantine")
async def quarantine(request: Request, backend: TheBackend, stage: str = "", reason: str = "") -> HTMLResponse:
    """The records set aside, newest first: all, or those of one stage and reason."""
    found = await _found(backend)
    groups = Counter((one.stage, one.reason) for one in found)
    chosen = [one for one in found if (not stage or one.stage == stage) and (not reason or one.reason == reason)]
    return render(
        request,
        "quarantine.html",
        groups=groups.most_common(MOST),
        shown=chosen[:MOST],
        all=len(found),
        chosen=len(chosen),
        stage=stage,
        reason=reason,
    )


@router.post("/quarantine/retry")
async def retry(
    backend: TheBackend,
    id: Annotated[list[int] | None, Form(max_length=10_000)] = None,
    stage: Annotated[str, Form(max_length=100)] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> RedirectResponse:
    """Hand records back to their stages: those named, or all of a stage and reason."""
    ids = id or [one.id for one in await _found(backend) if (one.stage, one.reason) == (stage, reason)]
    if ids:
        await writes.retry(backend, ids)
    return go_to("/quarantine", "handed_back" if ids else "nothing_chosen")


async def _found(backend: Backend) -> list[QuarantinedShape]:
    return [QuarantinedShape.of(one) for one in await quarantined(backend)]
