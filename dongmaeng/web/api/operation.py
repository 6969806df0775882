"""`/sources`, `/status`, `/topics` and `/quarantine`: whether the service works, and what stands in its way."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from dongmaeng.backend.quarantine import quarantined
from dongmaeng.backend.sources import sources
from dongmaeng.backend.status import status
from dongmaeng.backend.topics import progress
from dongmaeng.backend.writes import retry
from dongmaeng.shapes.applied import ReleasedShape
from dongmaeng.shapes.quarantine import QuarantinedShape
from dongmaeng.shapes.sources import SourceShape
from dongmaeng.shapes.status import StatusShape
from dongmaeng.shapes.topics import ProgressShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import NOT_FOUND, ON_READS
from dongmaeng.web.asked import TheBackend

router = APIRouter(tags=["operation"])


class RetryWish(BaseModel):
    """Which records are handed back; without ids all of them."""

    model_config = ConfigDict(extra="forbid")

    ids: list[Annotated[int, Field(ge=0, lt=1 << 63)]] = Field([], max_length=10_000)


@router.get("/sources", response_model=list[SourceShape], responses=ON_READS)
async def list_sources(request: Request, backend: TheBackend) -> Response:
    """The sources that are set, with what the last look at each found."""
    return answer(request, [SourceShape.of(source) for source in await sources(backend)])


@router.get("/status", response_model=StatusShape, responses=ON_READS)
async def get_status(request: Request, backend: TheBackend) -> Response:
    """Whether the service works, and what stands in its way; what is away is told, it is no error here."""
    return answer(request, StatusShape.of(await status(backend)))


@router.get("/topics", response_model=list[ProgressShape], responses=ON_READS)
async def list_topics(request: Request, backend: TheBackend) -> Response:
    """How far each stage has come in what it reads, and what it has done."""
    return answer(request, [ProgressShape.of(*one) for one in await progress(backend)])


@router.get("/quarantine", response_model=list[QuarantinedShape], responses=ON_READS)
async def list_quarantined(request: Request, backend: TheBackend) -> Response:
    """The records that stages set aside, newest first."""
    return answer(request, [QuarantinedShape.of(aside) for aside in await quarantined(backend)])


@router.post("/quarantine/retry", response_model=ReleasedShape, responses=NOT_FOUND)
async def retry_quarantined(request: Request, backend: TheBackend, wish: RetryWish) -> Response:
    """Hand records back to the stages that set them aside."""
    return answer(request, ReleasedShape(released=await retry(backend, wish.ids)))
