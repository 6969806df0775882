"""The pages that people read."""

from __future__ import annotations

from fastapi import APIRouter

from dongmaeng.web.pages import (
    alert_form,
    alerts,
    alliance,
    article,
    companies,
    company,
    decisions,
    home,
    login,
    map,
    quarantine,
    search,
    source_form,
    sources,
    status,
)

_READING = (home, alliance, decisions, companies, company, search, article, map)
_OPERATING = (source_form, sources, alert_form, alerts, quarantine, status, login)

ROUTERS: tuple[APIRouter, ...] = tuple(page.router for page in (*_READING, *_OPERATING))
