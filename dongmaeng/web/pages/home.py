"""`/`: the latest alliances."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dongmaeng.web.asked import TheBackend
from dongmaeng.web.rendering import render

router = APIRouter()


@router.get("/", response_class=HTMLResponse)
async def home(request: Request, backend: TheBackend) -> HTMLResponse:
    """The latest alliances, new ones as they come."""
    store = await backend.store()
    found = await store.alliances(limit=20) if store else None
    return render(request, "home.html", alliances=found.alliances if found else ())
