"""The pages that people read."""

from __future__ import annotations

from fastapi import APIRouter

from dongmaeng.web.pages import home, login

ROUTERS: tuple[APIRouter, ...] = (home.router, login.router)
