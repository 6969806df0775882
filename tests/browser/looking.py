"""Looking at a page as its readers do: with a screen, a phone, a screen reader, without scripts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

PICTURES = Path(__file__).resolve().parents[2] / "build" / "pictures"
"""Where pictures of the pages are kept, to be looked at."""

COLOURS = ("color-contrast",)
"""The rules of axe that ask how a page is coloured."""

DESK, PHONE = {"width": 1200, "height": 900}, {"width": 360, "height": 740}


@dataclass
class Seen:
    """A page in a browser, and what went wrong in it."""

    page: Page
    faults: list[str] = field(default_factory=list)
    """What the browser complained of, refusals of the Content-Security-Policy included."""
    asked: list[str] = field(default_factory=list)
    """The addresses that the page asked for."""

    async def barriers(self, rules: Sequence[str] = ()) -> list[str]:
        """What stands in the way of keyboards and screen readers, as axe finds it by these of its rules or by all."""
        wanted = {"runOnly": list(rules)} if rules else {}
        found = await Axe().run(self.page, options={"resultTypes": ["violations"], **wanted})
        return [
            f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]

    async def darken(self) -> None:
        """Prefer dark from now on, and wait until all colours that change by and by have changed."""
        await self.page.emulate_media(color_scheme="dark")
        await self.page.evaluate("Promise.all(document.getAnimations().map(one => one.finished)).then(() => null)")

    async def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        width: int = await self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        return width

    async def picture(self, name: str) -> None:
        """Keep a picture of the page."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=PICTURES / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}.png")


@asynccontextmanager
async def looking(browser: Browser, *, size: dict[str, int] | None = None, **given: Any) -> AsyncIterator[Seen]:
    """A new window, in Korean and light unless said otherwise; `given` as for Playwright's contexts."""
    context = await browser.new_context(viewport=size or DESK, **{"locale": "ko-KR", "color_scheme": "light", **given})  # type: ignore[arg-type]
    page = await context.new_page()
    seen = Seen(page)
    page.on("console", lambda said: seen.faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.faults.append(str(error)))
    page.on("request", lambda request: seen.asked.append(request.url))
    try:
        yield seen
    finally:
        await context.close()
