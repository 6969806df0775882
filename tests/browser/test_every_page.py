"""What holds for every page: it fits a phone, reads without scripts, has no barrier, and asks nobody else."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from playwright.async_api import Browser

from tests.browser.looking import COLOURS, DESK, PHONE, Seen, looking

PAGES = [
    "/",
    "/?language=en",
    "/?kind=mou&company=가람전자",
    "/alliances/ALLIANCE",
    "/companies",
    "/companies/COMPANY",
    "/companies/COMPANY/compare?with=나래통신",
    "/search",
    '/search?q="업무협약"',
    "/search?q=%22",
    "/articles/ARTICLE",
    "/map",
    "/sources",
    "/alerts",
    "/quarantine",
    "/status",
    "/api/v1/docs",
    "/nothing-here",
]


async def _address(site: str, page: str) -> str:
    async with httpx.AsyncClient(base_url=site, trust_env=False) as client:
        found = (await client.get("/api/v1/alliances", params={"company": "가람전자"})).json()["alliances"][0]
    company = next(member["id"] for member in found["members"] if member["name"] == "가람전자")
    page = page.replace("ALLIANCE", found["id"]).replace("COMPANY", quote(company, safe=""))
    return site + page.replace("ARTICLE", found["articles"][0]["article_id"])


async def _keep_picture(seen: Seen, page: str, scheme: str) -> None:
    width = (seen.page.viewport_size or DESK)["width"]
    await seen.picture(f"{page.partition('?')[0]} {len(page)} {scheme} {width}")


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_for_everybody(page: str, site: str, browser: Browser) -> None:
    url = await _address(site, page)
    refused = {"/nothing-here": 404, "/search?q=%22": 400}.get(page, 200)
    told = []
    for size in (DESK, PHONE):
        async with looking(browser, size=size) as seen:
            answer = await seen.page.goto(url)
            assert answer is not None
            assert answer.status == refused
            await seen.page.wait_for_timeout(200)  # for what scripts do first
            assert await seen.barriers() == []
            assert await seen.overflow() <= 0
            await _keep_picture(seen, page, "light")
            await seen.darken()
            assert await seen.barriers(COLOURS) == []
            await _keep_picture(seen, page, "dark")
            assert [fault for fault in seen.faults if f"status of {refused}" not in fault] == []
            assert [asked for asked in seen.asked if not asked.startswith(site)] == []
            told.append(await seen.page.inner_text("h1"))
    async with looking(browser, java_script_enabled=False) as seen:
        await seen.page.goto(url)
        told.append(await seen.page.inner_text("h1"))
    assert len(set(told)) == 1
