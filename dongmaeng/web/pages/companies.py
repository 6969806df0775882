"""`/companies`: looking names up, and choosing where a name means several companies."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dongmaeng.backend.alliances import alliances
from dongmaeng.backend.companies import companies
from dongmaeng.backend.named_companies import NamedCompany
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.filters import BadParameter
from dongmaeng.web.links import quoted
from dongmaeng.web.rendering import render
from search.alliances import AllianceFacet
from search.store import EVERY_ALLIANCE

router = APIRouter()

_LONGEST_NAME = 200


@router.get("/companies", response_class=HTMLResponse)
async def find_companies(request: Request, backend: TheBackend, q: str = "") -> Response:
    """The companies that a name or a code may mean, of one alone its page; without a name those with most alliances."""
    asked = q.strip()
    if len(asked) > _LONGEST_NAME:
        raise BadParameter("q", f"takes at most {_LONGEST_NAME} characters")
    if not asked:
        found = await alliances(backend, EVERY_ALLIANCE, 1, facets=[AllianceFacet.ORGANISATION])
        most = found.facets[AllianceFacet.ORGANISATION]
        return render(request, "companies.html", asked="", found=(), most=most)
    found_companies = await companies(backend, asked)
    if len(found_companies) == 1:
        return RedirectResponse(f"/companies/{quoted(found_companies[0].id)}", 303)
    return company_choice(request, asked, found_companies)


def company_choice(request: Request, asked: str, found: Sequence[NamedCompany]) -> HTMLResponse:
    """The page to choose from companies."""
    return render(request, "companies.html", status=200 if found else 404, asked=asked, found=found, most=())
