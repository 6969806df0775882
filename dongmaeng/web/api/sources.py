"""`/sources`: what programs have done with sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agents.discover.sources import SourceKind
from dongmaeng.backend.backend import Backend
from dongmaeng.backend.source_writes import add_sources, order_sources, source_of
from dongmaeng.shapes.applied import SourceOrderedShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import NOT_FOUND
from dongmaeng.web.asked import TheBackend
from topics.records import SourceCommandKind

router = APIRouter(tags=["operation"])

Address = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Text = Annotated[str, StringConstraints(max_length=200)]


class SourceWish(BaseModel):
    """A source to watch. One with a secret in its address stands in the settings file, where the service runs."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    url: Address
    publisher: Text | None = None
    section: Text | None = None
    sites: list[Text] = Field([], max_length=100)
    kind: SourceKind = SourceKind.AUTO
    interval: float | None = Field(None, gt=0, allow_inf_nan=False, description="Seconds between two looks.")


class SourcesWish(BaseModel):
    """Sources that something is done with."""

    model_config = ConfigDict(extra="forbid")

    sources: list[Address] = Field(min_length=1, max_length=5_000, description="Their addresses, or their ids.")


@router.post("/sources", response_model=SourceOrderedShape)
async def add_source(request: Request, backend: TheBackend, wish: SourceWish) -> Response:
    """Watch a source from now on, in place of one that was added under its address."""
    [added] = await add_sources(backend, [source_of(wish.model_dump(exclude_unset=True))])
    return answer(request, SourceOrderedShape.of(added))


@router.post("/sources/remove", response_model=list[SourceOrderedShape], responses=NOT_FOUND)
async def remove_sources(request: Request, backend: TheBackend, wish: SourcesWish) -> Response:
    """Watch sources no more that were added."""
    return await _ordered(request, backend, SourceCommandKind.REMOVE, wish)


@router.post("/sources/pause", response_model=list[SourceOrderedShape], responses=NOT_FOUND)
async def pause_sources(request: Request, backend: TheBackend, wish: SourcesWish) -> Response:
    """Leave sources alone that were added, until they are resumed."""
    return await _ordered(request, backend, SourceCommandKind.PAUSE, wish)


@router.post("/sources/resume", response_model=list[SourceOrderedShape], responses=NOT_FOUND)
async def resume_sources(request: Request, backend: TheBackend, wish: SourcesWish) -> Response:
    """Look at sources again, at once."""
    return await _ordered(request, backend, SourceCommandKind.RESUME, wish)


@router.post("/sources/look", response_model=list[SourceOrderedShape], responses=NOT_FOUND)
async def look_at_sources(request: Request, backend: TheBackend, wish: SourcesWish) -> Response:
    """Let the service look at sources now, even before their time."""
    return await _ordered(request, backend, SourceCommandKind.LOOK, wish)


async def _ordered(request: Request, backend: Backend, kind: SourceCommandKind, wish: SourcesWish) -> Response:
    ordered = await order_sources(backend, kind, wish.sources)
    return answer(request, [SourceOrderedShape.of(one) for one in ordered])
