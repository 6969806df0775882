"""The pages that people read."""

from __future__ import annotations

from fastapi import APIRouter

from dongmaeng.web.pages import home, map

ROUTERS: tuple[APIRouter, ...] = (home.router, map.router)
