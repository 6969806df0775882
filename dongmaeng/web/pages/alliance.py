"""`/alliances/ID`: one alliance, what tells it, why it is known, and what a person decides about it."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from dongmaeng.backend.alliances import story
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.pages.alliance_view import (
    accounts_of,
    disagreements,
    is_decided,
    likely_same,
    marked_evidence,
    member_rows,
    moments,
)
from dongmaeng.web.rendering import language_of, render
from dongmaeng.web.texts import texts_in
from topics.records import DecisionKind

router = APIRouter()


@router.get("/alliances/{id}", response_class=HTMLResponse)
async def alliance(request: Request, backend: TheBackend, id: str) -> HTMLResponse:
    """All that there is of one alliance; of one that was merged, where it went."""
    told = await story(backend, id)
    if told is None:
        raise HTTPException(404)
    if told.entry.id != id:
        return render(request, "alliance_merged.html", id=id, alliance=told.alliance)
    t = texts_in(language_of(request))
    dismissal = next((d for d in told.decisions if d.kind is DecisionKind.DISMISS and not d.undone), None)
    return render(
        request,
        "alliance.html",
        story=told,
        alliance=told.alliance,
        dismissal=dismissal if told.entry.dismissed else None,
        evidence=marked_evidence(t, told.alliance),
        members=member_rows(told),
        accounts=accounts_of(t, told),
        differences=disagreements(t, told),
        moments=moments(told),
        likely=await likely_same(await backend.store(), told.alliance),
        is_decided=is_decided,
    )
