"""A browser and a service for the tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from dongmaeng.settings import Settings
from tests.browser.chromium import open_browser
from tests.dongmaeng.web.conftest import filled
from tests.dongmaeng.web.serving import served
from tests.servers.need import needed

__all__ = ["browser", "filled", "site"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the tests that look at pages share the browser's event loop."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A browser, in which each test has windows of its own."""
    with needed("browser"):
        opening = open_browser()
        opened = await opening.__aenter__()
    try:
        yield opened
    finally:
        await opening.__aexit__(None, None, None)


@pytest_asyncio.fixture(loop_scope="session")
async def site(filled: Settings, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a page over a data directory that this test may change."""
    shutil.copytree(filled.data_dir, tmp_path / "data")
    async with served(tmp_path / "data") as url:
        yield url
