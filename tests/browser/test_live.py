"""An alliance that is announced while the page is open appears in it by itself."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.looking import looking
from tests.command_line import LONGEST_STOP
from tests.warm_start import PROGRAM

ARRIVES = 60_000  # milliseconds, on a busy machine


@pytest.fixture
def kept_demo(tmp_path: Path) -> Iterator[str]:
    """The address of the page of a demo that goes on."""
    demo = subprocess.Popen(
        [sys.executable, "-u", "-m", PROGRAM, "--data-dir", "data", "demo", "--keep"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert demo.stdout is not None
    said = ""
    while not (found := re.search(r"http://\S+/(?=\s*$)", said.partition("page: ")[2])):
        line = demo.stdout.readline()
        assert line, said
        said += line
    yield found[0]
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=LONGEST_STOP)
    assert demo.returncode == 0


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
