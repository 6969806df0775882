"""A browser for the tests of the page."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import open_browser
from tests.servers.need import needed


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser that nothing else of the tests uses."""
    with needed("browser"):
        opening = open_browser()
        opened = await opening.__aenter__()
    try:
        yield opened
    finally:
        await opening.__aexit__(None, None, None)
