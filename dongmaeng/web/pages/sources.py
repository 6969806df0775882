"""`/sources`: how the looks at each source go, what its pages give, and what to do where something is wrong."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from agents.source_faults import fault_named
from dongmaeng.backend.sources import sources as sources_of
from dongmaeng.shapes.sources import SourceShape
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.rendering import language_of, render

router = APIRouter()

FAILING = "failing"

LOOKS = {
    **dict.fromkeys(("failing", "silent", "empty", "refused"), "bad"),
    **dict.fromkeys(("off", "new"), "quiet"),
    "well": "good",
}
"""How the badge of a standing looks; the others are warnings."""


@router.get("/sources")
async def sources(request: Request, backend: TheBackend, show: str = "") -> HTMLResponse:
    """All sources, or with `show=failing` those that need somebody."""
    found = [SourceShape.of(source) for source in await sources_of(backend)]
    failing = [source for source in found if source.is_failing]
    language = language_of(request).value
    return render(
        request,
        "sources.html",
        rows=failing if show == FAILING else found,
        all=len(found),
        failing=len(failing),
        only_failing=show == FAILING,
        looks=LOOKS,
        wrong=lambda name: fault_named(name).wrong[language],
        todo=lambda name: fault_named(name).todo[language],
    )
