"""`/why`: the way of one story over the stages, and the stories that led to nothing."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator, Field

from dongmaeng.backend.backend import Backend
from dongmaeng.backend.why import silent, way
from dongmaeng.shapes.silent import SilentShape, SilentStoriesShape
from dongmaeng.shapes.ways import WayShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import NOT_FOUND, ON_READS
from dongmaeng.web.api.parameters import LONGEST_ID, Moment, Parameters
from dongmaeng.web.api.problems import unavailable, wrong_parameter
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.filters import since_of

router = APIRouter(tags=["operation"])

DAY = "1d"
MOST_SILENT = 1_000
LONGEST_LOOK = 20.0
"""Seconds in which the stories that led to nothing are looked through; what is left then is said to be."""

_looking = asyncio.Lock()


def _flag(given: object) -> object:
    """`?silent` is yes."""
    return True if given == "" else given


class WhyParameters(Parameters):
    """Either a story, or the silent ones since when."""

    story: str | None = Field(
        None, min_length=1, max_length=LONGEST_ID, description="An article id, an address, or your own id of an item."
    )
    silent: Annotated[bool, BeforeValidator(_flag)] = Field(False, description="The stories that led to nothing.")
    since: Moment = Field(DAY, description="With silent: read from then on.")
    limit: int = Field(100, ge=1, le=MOST_SILENT, description="With silent: how many at most.")


class SilentPageShape(SilentStoriesShape):
    """The stories that led to no new alliance, as far as they were looked for."""

    more: bool
    """Whether there may be more: ask for a later `since`, or for more at once."""


@router.get("/why", response_model=WayShape | SilentPageShape, responses={**ON_READS, **NOT_FOUND})
async def why(request: Request, backend: TheBackend, asked: Annotated[WhyParameters, Query()]) -> Response:
    """The way of one story over the stages; or with `silent` the stories with a strong word that led to nothing."""
    if asked.silent is (asked.story is not None):
        raise wrong_parameter("story", "give either a story or silent")
    if asked.story is not None:
        return answer(request, await way(backend, asked.story))
    since = since_of(asked.since, DAY)
    if _looking.locked():
        raise unavailable("somebody else is looking through all stories; that takes some seconds")
    async with _looking:
        # In a thread, since each story is read for its words, which takes the processor.
        return answer(request, await asyncio.to_thread(asyncio.run, _silent(backend, since, asked.limit)))


@router.get("/why/{story:path}", response_model=WayShape, responses={**ON_READS, **NOT_FOUND})
async def why_story(
    request: Request,
    backend: TheBackend,
    story: Annotated[str, Path(min_length=1, max_length=LONGEST_ID, description="An id or an address.")],
) -> Response:
    """The way of one story over the stages, by article id, address (with its query), or your own id of an item."""
    asked = f"{story}?{request.url.query}" if request.url.query else story
    return answer(request, await way(backend, asked))


async def _silent(backend: Backend, since: datetime, limit: int) -> SilentPageShape:
    stories: dict[str, SilentShape] = {}
    read, end = 0, time.monotonic() + LONGEST_LOOK
    more = False
    async for one in silent(backend, since.timestamp()):
        read += 1
        if one is not None:
            stories[one.tagged.article.id] = SilentShape.of(one)
        if more := len(stories) >= limit or time.monotonic() > end:
            break
    return SilentPageShape(read=read, stories=list(stories.values()), more=more)
