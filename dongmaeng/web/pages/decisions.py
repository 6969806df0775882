"""What a person decides about an alliance, by forms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from dongmaeng.backend import writes
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.links import quoted
from dongmaeng.web.rendering import go_to
from topics.records import DecisionKind

router = APIRouter()


@router.post("/alliances/{id}/decisions")
async def decide(
    backend: TheBackend,
    id: str,
    kind: Annotated[DecisionKind, Form()],
    others: Annotated[list[str] | None, Form(alias="with")] = None,
    other: Annotated[str, Form(alias="with_id", max_length=200)] = "",
    article: Annotated[list[str] | None, Form()] = None,
    decision: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Merge with others, split off articles, dismiss, confirm, or take a decision back."""
    if kind is DecisionKind.UNDO:
        applied = await writes.undo(backend, decision)
    else:
        alliances = [id]
        if kind is DecisionKind.MERGE:
            alliances += [one for one in dict.fromkeys([*(others or []), _id_of(other)]) if one and one != id]
        articles = (article or []) if kind is DecisionKind.SPLIT else []
        applied = await writes.decide(backend, kind, alliances, articles)
    return go_to(f"/alliances/{quoted(id)}", "decided" if applied.applied else "handed_over")


def _id_of(typed: str) -> str:
    """The id that was typed, or that ends the address of a page."""
    return typed.strip().rstrip("/").rpartition("/")[2]
