"""A data directory with news in it, made once, and readers of its pages."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from dongmaeng.backend.backend import Backend
from dongmaeng.settings import Settings
from dongmaeng.web.app import make_app
from tests.dongmaeng.web.filled import filled_in, settings_of

Reader = Callable[[Path], Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A filled data directory that only tests use that read."""
    return filled_in(tmp_path_factory.mktemp("filled"))


@pytest.fixture
async def reader_of() -> AsyncIterator[Reader]:
    """Opens the pages of a data directory to a browser on this machine."""
    async with AsyncExitStack() as stack:

        async def opened(folder: Path) -> httpx.AsyncClient:
            backend = await stack.enter_async_context(Backend(settings_of(folder)))
            client = httpx.AsyncClient(
                transport=httpx.ASGITransport(make_app(backend)),
                base_url="http://localhost",
                headers={"origin": "http://localhost"},
                follow_redirects=True,
            )
            return await stack.enter_async_context(client)

        yield opened


@pytest.fixture
async def reader(filled: Settings, tmp_path: Path, reader_of: Reader) -> httpx.AsyncClient:
    """A browser on the pages of a data directory with news, which is the test's own."""
    shutil.copytree(filled.data_dir, tmp_path / "own")
    return await reader_of(tmp_path / "own")
