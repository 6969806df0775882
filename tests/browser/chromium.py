"""A real browser: Debian's Chromium, driven by Playwright, that asks nobody but the page under test."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tests.servers.java import Absent

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Chromium asks its maker for updates, models and lists as soon as it starts; tests send traffic to loopback alone.
_QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser without a window; raises `Absent` where there is none."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise Absent("Chromium is not installed (Debian: apt-get install chromium fonts-nanum)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=list(_QUIET))
        try:
            yield browser
        finally:
            await browser.close()
