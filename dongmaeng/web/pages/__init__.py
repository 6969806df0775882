"""The pages that people read."""

from __future__ import annotations

from fastapi import APIRouter

from dongmaeng.web.pages import alert_form, alerts, home, login, quarantine, sources, status

ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    login.router,
    sources.router,
    alert_form.router,
    alerts.router,
    quarantine.router,
    status.router,
)
