"""An analyst finds an alliance, reads why it is one, and puts right what is wrong."""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.browser.looking import Seen, looking


async def test_searching_leads_to_the_alliance_with_its_evidence_and_ledger(site: str, browser: Browser) -> None:
    async with looking(browser) as seen:
        await _open_from_search(seen, site)
        page = seen.page
        await expect(page.locator("main")).to_contain_text("가람전자는 2일 서울 중구 본사에서")
        assert await page.locator("main mark").count()
        ledger = page.get_by_text("이렇게 읽은 까닭", exact=True).last
        await ledger.scroll_into_view_if_needed()
        await expect(page.locator("main")).to_contain_text("업무협약")
        await page.locator("main table a", has_text="나래통신").first.click()
        await expect(page.locator("h1")).to_contain_text("나래통신")
        assert seen.faults == []


async def test_what_is_dismissed_is_gone_until_it_is_undone(site: str, browser: Browser) -> None:
    await _dismiss_and_undo(site, browser, scripts=True)


async def test_without_scripts_decisions_are_made_as_well(site: str, browser: Browser) -> None:
    await _dismiss_and_undo(site, browser, scripts=False)


async def _dismiss_and_undo(site: str, browser: Browser, *, scripts: bool) -> None:
    async with looking(browser, java_script_enabled=scripts) as seen:
        await _open_from_search(seen, site)
        page, at = seen.page, seen.page.url
        await page.get_by_text("동맹이 아님", exact=True).click()
        await page.locator("form:has(input[value=dismiss]) button").click()
        await expect(page.locator("main")).to_contain_text("제외")
        await page.goto(site)
        assert at.removeprefix(site) not in await page.content()
        await page.goto(at)
        await page.locator("form:has(input[value=undo]) button").first.click()
        await page.goto(site)
        assert at.removeprefix(site) in await page.content()
        assert seen.faults == []


async def _open_from_search(seen: Seen, site: str) -> None:
    page = seen.page
    await page.goto(site)
    await page.locator("header input[name=q]").fill("가람전자 물류 로봇")
    await page.keyboard.press("Enter")
    await expect(page.locator("main .hit").first).to_contain_text("가람전자")
    await page.locator("main a[href^='/alliances/']", has_text="나래통신").first.click()
    await expect(page.locator("h1")).to_contain_text("나래통신")


async def test_the_keyboard_alone_is_enough(site: str, browser: Browser) -> None:
    async with looking(browser) as seen:
        page = seen.page
        await page.goto(site)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")  # the link over the menu
        assert page.url.endswith("#main")
        reached = set()
        for _ in range(12):
            await page.keyboard.press("Tab")
            reached.add(await page.evaluate("document.activeElement.getAttribute('href')"))
            assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        assert any(href and href.startswith("/alliances/") for href in reached)


async def test_the_language_that_is_chosen_stays(site: str, browser: Browser) -> None:
    async with looking(browser) as seen:
        page = seen.page
        await page.goto(site + "/search?q=로봇")
        await page.get_by_role("link", name="English").click()
        assert await page.get_attribute("html", "lang") == "en"
        assert "q=" in page.url
        await page.goto(site)
        assert await page.get_attribute("html", "lang") == "en"
