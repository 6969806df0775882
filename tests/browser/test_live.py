"""An alliance that is announced while the page is open appears in it by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.looking import looking
from tests.command_line import LONGEST_CALL, CommandLine
from tests.waiting import wait_until

ARRIVES = 60_000  # milliseconds, on a busy machine


@pytest.fixture
def kept_demo(tmp_path: Path) -> Iterator[str]:
    """The address of the page of a demo that goes on."""
    command_line = CommandLine(tmp_path)

    def addresses() -> list[str]:
        return re.findall(r"The page: (\S+)\s", command_line.log("data").read_text("utf-8"))

    with command_line.running("demo", "--keep"):
        wait_until(lambda: bool(addresses()), LONGEST_CALL)
        yield addresses()[0]


async def test_new_alliances_come_while_the_demo_runs(kept_demo: str, browser: Browser) -> None:
    async with looking(browser) as seen:
        page = seen.page
        await page.goto(kept_demo)
        cards = page.locator("article[data-id]")
        await expect(cards.nth(4)).to_be_visible(timeout=ARRIVES)
        before = await cards.count()
        await expect(cards.nth(before)).to_be_visible(timeout=ARRIVES)
        await seen.picture("live")
        await cards.locator("a", has_text="미리내텔레콤").first.or_(cards.locator("h2 a, h3 a").first).first.click()
        await expect(page.locator("main blockquote, main .evidence").first).to_be_visible()
        await seen.picture("alliance")
        assert seen.faults == []
