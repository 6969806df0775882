"""Stories of a hostile site, read by the whole pipeline: nothing of them runs in the reader's browser."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser

from agents.pipeline import reading
from agents.urls import article_id
from agents.workers import InlineWorkers
from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from tests.browser.looking import looking
from tests.dongmaeng.web.serving import served
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import Page, now

RUNS = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
TOLD = "㈜가람전자는 2일 ㈜나래통신과 물류 로봇 사업을 위한 업무협약(MOU)을 체결했다고 밝혔다."
HOSTILE = [
    (f"가람전자·나래통신 업무협약 {RUNS}", TOLD),
    ("가람전자, 나래통신과 업무협약", f"{TOLD} {RUNS} 두 회사는 \"'><svg onload=document.title='owned'> 를 함께 한다."),
    ("다솔바이오 협약", f"㈜다솔바이오는 3일 ㈜라온{RUNS}제약과 공동 연구를 위한 업무협약을 체결했다고 밝혔다."),
    (
        "미르에너지 '{{ 7*7 }}' 협약",
        "㈜미르에너지는 4일 ㈜보담건설과 ‘</script><script>document.title=1’ 업무협약을 맺었다.",
    ),
]


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_nothing_of_a_hostile_site_runs(tmp_path: Path, browser: Browser, language: str) -> None:
    await _read(Settings(data_dir=tmp_path))
    async with served(tmp_path) as site, httpx.AsyncClient(base_url=site, trust_env=False) as client:
        known = (await client.get("/api/v1/alliances")).json()["alliances"]
        assert known
        paths = ["/", "/search?q=협약", "/map", "/companies?q=가람", "/quarantine", "/sources"]
        for alliance in known:
            paths.append(f"/alliances/{alliance['id']}")
            paths += [f"/articles/{article['article_id']}" for article in alliance["articles"]]
        async with looking(browser, extra_http_headers={"Accept-Language": language}) as seen:
            for path in paths:
                await seen.page.goto(site + path)
                assert await seen.page.title() not in ("owned", "1")
                assert await seen.page.locator("main img, main script, svg[onload]").count() == 0
            assert seen.faults == []
            assert [asked for asked in seen.asked if not asked.startswith(site)] == []


async def _read(settings: Settings) -> None:
    pages = [
        Page(id=article_id(url), url=url, final_url=url, title=title, text=text, published=now())
        for number, (title, text) in enumerate(HOSTILE)
        if (url := f"https://evil.example/{number}?x='\"><script>document.title='owned'</script>")
    ]
    store = EmbeddedStore(settings.database)
    async with EmbeddedCarrier(settings.database, reading(InlineWorkers(), store)) as carrier:
        running = asyncio.create_task(carrier.run())
        await carrier.publish(pages)
        await carrier.idle()
        carrier.stop()
        await running
    await store.close()
