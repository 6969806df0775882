"""`/status`: whether the service works, what stands in its way and what to do."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dongmaeng.backend.status import status as status_of
from dongmaeng.shapes.status import StatusShape
from dongmaeng.terminal import error_text
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.rendering import render

router = APIRouter()


@router.get("/status")
async def status(request: Request, backend: TheBackend) -> HTMLResponse:
    """How the service is; 200 also where something is wrong, since the page itself could be made."""
    found = await status_of(backend)
    troubles = [(trouble.kind, error_text(trouble.said), trouble.about) for trouble in found.troubles]
    return render(request, "status.html", service=StatusShape.of(found), troubles=troubles)
