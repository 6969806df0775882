"""`/companies/ID`: one company, its alliances and partners; `/companies/ID/compare`: two beside each other."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dongmaeng.backend.alliances import alliances
from dongmaeng.backend.companies import Company, SeveralCompanies, company
from dongmaeng.web.asked import TheBackend
from dongmaeng.web.company_map import company_map
from dongmaeng.web.filters import alliance_query, cursor_of, filters_of, limit_of
from dongmaeng.web.links import quoted
from dongmaeng.web.pages.companies import company_choice
from dongmaeng.web.pages.company_view import comparison, filter_of, years_of
from dongmaeng.web.rendering import language_of, render
from dongmaeng.web.texts import texts_in
from search.alliances import AlliancesFound

router = APIRouter()

A_PAGE = 30
_MOST = 200


@router.get("/companies/{id}", response_class=HTMLResponse)
async def company_page(request: Request, backend: TheBackend, id: str) -> Response:
    """One company; a code or a name leads to the page of its id, where it means one alone."""
    try:
        told = await company(backend, id)
    except SeveralCompanies as error:
        return company_choice(request, id, error.companies)
    if told is None:
        raise HTTPException(404)
    path = f"/companies/{quoted(told.id)}"
    filters = filters_of(request.query_params).without("company")
    if told.id != id:
        return RedirectResponse(filters.url(path), 303)
    limit, cursor = limit_of(request.query_params, A_PAGE, _MOST), cursor_of(request.query_params)
    found = await alliances(backend, alliance_query(filters.with_one("company", told.id)), limit, cursor=cursor)
    return render(
        request,
        "company.html",
        company=told,
        path=path,
        filters=filters,
        found=found,
        years=years_of(told),
        filter=filter_of(told),
        map=await company_map(backend, texts_in(language_of(request)), told.id),
        first=filters.url(path) if cursor else "",
        after=filters.url(path, cursor=found.next) if found.next else "",
    )


@router.get("/companies/{id}/compare", response_class=HTMLResponse)
async def compare(request: Request, backend: TheBackend, id: str) -> Response:
    """Two companies beside each other: alliances of both, partners of both and of each alone."""
    wanted = request.query_params.get("with", "").strip()
    try:
        one = await company(backend, id)
    except SeveralCompanies as error:
        return company_choice(request, id, error.companies)
    if one is None:
        raise HTTPException(404)
    other: Company | None = None
    several: SeveralCompanies | None = None
    try:
        other = await company(backend, wanted) if wanted else None
    except SeveralCompanies as error:
        several = error
    both = AlliancesFound(0, ())
    if other is not None:
        filters = filters_of(request.query_params).without("company")
        of_both = alliance_query(filters.with_one("company", one.id).with_one("company", other.id))
        both = await alliances(backend, of_both, _MOST)
    return render(
        request,
        "compare.html",
        status=404 if wanted and other is None and several is None else 200,
        one=one,
        other=other,
        wanted=wanted,
        several=several.companies if several else (),
        both=both,
        comparison=comparison(one, other) if other else None,
    )
