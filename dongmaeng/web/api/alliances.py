"""`/alliances`: those that are known, and the whole story of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from dongmaeng.backend.alliances import alliances, story
from dongmaeng.shapes.alliances import AlliancesShape
from dongmaeng.shapes.stories import StoryShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import NOT_FOUND, ON_READS
from dongmaeng.web.api.parameters import MOST_AT_ONCE, AllianceFilters, Cursor, Id
from dongmaeng.web.api.problems import not_found
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.filters import alliance_query
from search.alliances import AllianceFacet

router = APIRouter(tags=["alliances"])


class AllianceParameters(AllianceFilters):
    """Which alliances, and how many of them."""

    limit: int = Field(20, ge=1, le=MOST_AT_ONCE, description="How many at most.")
    cursor: Cursor = None
    facet: list[AllianceFacet] = Field([], description="Also count all that are wanted by this.")


@router.get("/alliances", response_model=AlliancesShape, responses=ON_READS)
async def list_alliances(
    request: Request, backend: TheBackend, asked: Annotated[AllianceParameters, Query()]
) -> Response:
    """The alliances that are wanted, the latest told first."""
    found = await alliances(
        backend,
        alliance_query(request.query_params),
        asked.limit,
        cursor=asked.cursor,
        facets=list(dict.fromkeys(asked.facet)),
    )
    return answer(request, AlliancesShape.of(found))


@router.get("/alliances/{id}", response_model=StoryShape, responses={**ON_READS, **NOT_FOUND})
async def get_alliance(request: Request, backend: TheBackend, id: Id) -> Response:
    """The story of one alliance: its changes, what each source says, where they differ, why it is known.

    One that was merged into another answers with that one, whose `id` is another then.
    """
    found = await story(backend, id)
    if found is None:
        raise not_found("there is no alliance of this id; /alliances lists them")
    return answer(request, StoryShape.of_story(found))
