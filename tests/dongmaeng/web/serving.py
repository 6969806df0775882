"""The page as it is served: uvicorn on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from dongmaeng.settings import Settings
from dongmaeng.web.listening import listen_on
from dongmaeng.web.serving import Page, serve
from dongmaeng.web.settings import Listen, WebSettings

BEYOND = "0.0.0.0:8080"
"""What the settings say where the page is reached from other machines; tests listen on loopback all the same."""


@asynccontextmanager
async def served(data_dir: Path, **web: Any) -> AsyncIterator[str]:
    """The page of a data directory with some settings of `[web]`; gives its address."""
    async with served_by(Settings(data_dir=data_dir, web=WebSettings(**web))) as url:
        yield url


def listening(settings: Settings) -> tuple[Settings, socket.socket, str]:
    """The settings of a page on a free port of loopback, the socket, and the address."""
    opened = listen_on(Listen("127.0.0.1", 0))
    address = f"127.0.0.1:{opened.getsockname()[1]}"
    web = settings.web.model_copy(update={"listen": settings.web.listen or address})
    return settings.model_copy(update={"web": web}), opened, f"http://{address}"


@asynccontextmanager
async def served_by(settings: Settings) -> AsyncIterator[str]:
    """The page of some settings; gives its address."""
    settings, opened, url = listening(settings)
    stops: list[Callable[[], None]] = []

    @asynccontextmanager
    async def beside(page: Page) -> AsyncIterator[None]:
        stops.append(page.stop)
        yield

    serving = asyncio.create_task(serve(settings, opened, beside))
    try:
        yield url
    finally:
        for stop in stops:
            stop()
        await serving


@asynccontextmanager
async def client_of(url: str, **given: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, timeout=30.0, trust_env=False, **given) as client:
        yield client
