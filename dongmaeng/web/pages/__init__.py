"""The pages that people read."""

from __future__ import annotations

from fastapi import APIRouter

from dongmaeng.web.pages import (
    alliance,
    article,
    companies,
    company,
    decisions,
    home,
    login,
    quarantine,
    search,
    sources,
    status,
)

_PAGES = (home, alliance, decisions, companies, company, search, article, sources, quarantine, status, login)

ROUTERS: tuple[APIRouter, ...] = tuple(page.router for page in _PAGES)
