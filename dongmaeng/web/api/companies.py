"""`/companies`: by name or code, and what is known of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from dongmaeng.backend.companies import companies, company
from dongmaeng.shapes.companies import CompanyShape, NamedCompanyShape
from dongmaeng.web.api.answers import answer
from dongmaeng.web.api.declared import NOT_FOUND, ON_READS
from dongmaeng.web.api.parameters import Id, Parameters
from dongmaeng.web.api.problems import not_found
from dongmaeng.web.asked import TheBackend

router = APIRouter(tags=["companies"])


class CompanyParameters(Parameters):
    """Which companies."""

    q: str = Field(min_length=1, max_length=200, description="A name, the beginning of one, or a code.")
    limit: int = Field(20, ge=1, le=100, description="How many at most.")


@router.get("/companies", response_model=list[NamedCompanyShape], responses=ON_READS)
async def list_companies(
    request: Request, backend: TheBackend, asked: Annotated[CompanyParameters, Query()]
) -> Response:
    """The companies of a name, those with most alliances first."""
    found = await companies(backend, asked.q, asked.limit)
    return answer(request, [NamedCompanyShape.of(one) for one in found])


@router.get("/companies/{id:path}", response_model=CompanyShape, responses={**ON_READS, **NOT_FOUND})
async def get_company(request: Request, backend: TheBackend, id: Id) -> Response:
    """One company by the id of a member, a corp_code, a stock code or a name: codes, spellings, partners."""
    found = await company(backend, id)
    if found is None:
        raise not_found("no company of this id, code or name is known; /companies?q= looks for names")
    return answer(request, CompanyShape.of(found))
