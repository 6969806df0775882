"""`/sources`: how the looks at each source go, and what to do where they fail."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dongmaeng.backend.sources import sources as sources_of
from dongmaeng.shapes.sources import SourceShape
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.rendering import render

router = APIRouter()

FAILING = "failing"


@router.get("/sources")
async def sources(request: Request, backend: TheBackend, show: str = "") -> HTMLResponse:
    """All sources, or with `show=failing` those that need somebody."""
    found = [SourceShape.of(source) for source in await sources_of(backend)]
    failing = [source for source in found if source.is_failing]
    chosen = failing if show == FAILING else found
    rows = [(source, standing(source), list(advice(source))) for source in chosen]
    return render(
        request, "sources.html", rows=rows, all=len(found), failing=len(failing), only_failing=show == FAILING
    )


def standing(source: SourceShape) -> str:
    """How a source stands, in one word of the table `source`."""
    if not source.enabled:
        return "off"
    if source.failures:
        return "failing"
    if source.delayed:
        return "delayed"
    if source.yield_ and source.yield_.fallen:
        return "fallen"
    return "well" if source.last_success else "new"


def advice(source: SourceShape) -> Iterator[str]:
    """What to do, as names of the table `source`."""
    if source.failures:
        yield "do_failing"
    if source.delayed:
        yield "do_delayed"
    if source.yield_ and source.yield_.fallen:
        yield "do_fallen"
    if source.elsewhere and source.elsewhere == source.items:
        yield "do_elsewhere"
