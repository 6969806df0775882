"""The pages that people read."""

from __future__ import annotations

from fastapi import APIRouter

from dongmaeng.web.pages import alliance, article, companies, company, decisions, home, search

ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    alliance.router,
    decisions.router,
    companies.router,
    company.router,
    search.router,
    article.router,
)
