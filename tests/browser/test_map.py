"""The map in a browser: with the script, without it, by keys, on a phone, and with hostile names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from dongmaeng.graph.keeping import compute_here
from dongmaeng.settings import Settings
from search.embedded.store import EmbeddedStore
from tests.browser.looking import looking
from tests.dongmaeng.graph.invented import alliance_of, invented_alliances
from tests.dongmaeng.web.serving import served
from topics.records import Alliance, Member


async def serving(data_dir: Path, alliances: list[Alliance]) -> Settings:
    settings = Settings(data_dir=data_dir)
    store = EmbeddedStore(settings.database)
    await store.write_alliances(alliances)
    await store.close()
    return settings


@pytest_asyncio.fixture(loop_scope="session")
async def url(tmp_path: Path) -> AsyncIterator[str]:
    settings = await serving(tmp_path, invented_alliances(300, 1_200))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(compute_here, settings).result()
    async with served(tmp_path) as address:
        yield address


async def view_of(page: Page) -> list[float]:
    return [float(part) for part in (await page.get_attribute("svg[data-map]", "viewBox") or "").split()]


async def test_the_map_of_300_companies_zooms_filters_and_slides_through_time(browser: Browser, url: str) -> None:
    async with looking(browser, size={"width": 1280, "height": 1000}) as seen:
        page = seen.page
        await page.goto(f"{url}/map")
        assert await page.locator("a.dot").count() == 300
        await seen.picture("map")
        whole = await view_of(page)

        await page.click("[data-zoom=in]")
        assert (await view_of(page))[2] < whole[2]
        await page.click("[data-zoom=reset]")
        assert await view_of(page) == whole
        await page.hover("svg[data-map]")
        await page.mouse.wheel(0, -300)
        await page.wait_for_function("document.querySelector('svg[data-map]').viewBox.baseVal.width < 1200")
        enlarged = await view_of(page)
        await page.mouse.down()
        await page.mouse.move(500, 500, steps=5)
        await page.mouse.up()
        assert await view_of(page) != enlarged
        assert page.url.endswith("/map")
        await page.focus("svg[data-map]")
        await page.keyboard.press("0")
        assert await view_of(page) == whole

        lines = page.locator(".line:not(.off)")
        shown = await lines.count()
        await page.evaluate(
            "() => { const s = document.querySelector('[data-time] input'); s.value = 2; s.dispatchEvent(new Event('input')) }"
        )
        assert 0 < await lines.count() < shown
        month = await page.inner_text("[data-time] output")
        firsts = await lines.evaluate_all("all => all.map(one => one.dataset.first)")
        assert all(first <= month for first in firsts)
        await page.evaluate(
            "() => { const s = document.querySelector('[data-time] input'); s.value = s.max; s.dispatchEvent(new Event('input')) }"
        )
        await page.uncheck(".map-kinds input[value=mou]")
        assert await page.locator('.line[data-kinds="mou"]:not(.off)').count() == 0
        await page.check(".map-kinds input[value=mou]")
        assert await lines.count() == shown

        dot = page.locator("a.dot").first
        await dot.hover()
        assert await page.locator(".line.lit").count() > 0
        await page.focus(".dot[tabindex='0']")
        before = await page.evaluate("document.activeElement.dataset.node")
        await page.keyboard.press("ArrowLeft")
        assert await page.evaluate("document.activeElement.dataset.node") != before
        assert seen.faults == []


async def test_without_a_script_every_node_and_edge_is_a_link_and_the_form_filters(browser: Browser, url: str) -> None:
    async with looking(browser, java_script_enabled=False) as seen:
        page = seen.page
        await page.goto(f"{url}/map")
        for kind in ("a.dot", "a.line"):
            links = page.locator(kind)
            assert await links.count() == await page.locator(f"{kind}[href]").count() > 200
            assert await page.locator(f"{kind} > title").count() == await links.count()
        assert await page.locator("[data-map-controls]").is_hidden()
        whole = await page.locator(".line").count()
        await page.select_option("select[name=kind]", "joint_venture")
        await page.click(".map-filters button")
        assert "kind=joint_venture" in page.url
        assert 0 < await page.locator(".line").count() < whole
        await page.goto(f"{url}/map")
        await page.locator("a.dot").first.click()
        assert "/companies/" in page.url


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("look", ["light", "dark"])
async def test_the_map_is_for_screen_readers_and_phones(browser: Browser, url: str, width: int, look: str) -> None:
    async with looking(browser, size={"width": width, "height": 900}, color_scheme=look) as seen:
        page = seen.page
        await page.goto(f"{url}/map?since=60d")
        assert await seen.overflow() <= 0
        visible = page.locator(".narrow:visible" if width == 375 else ".label:visible")
        assert await visible.count() > 5
        assert await seen.barriers() == []


async def test_hostile_names_are_words_in_the_picture(browser: Browser, tmp_path: Path) -> None:
    names = [
        "</title></svg><script>document.title='ran'</script>",
        "\"><img src=x onerror=document.title='ran'>",
        "' onload='x",
        "{{ 7 * 7 }} ]]> &lt;",
    ]
    members = [Member(id=f'"><script>{n}</script>/../{n}', name=name) for n, name in enumerate(names)]
    await serving(tmp_path, [alliance_of("1", members), alliance_of("2", members[:2])])
    async with served(tmp_path) as url, looking(browser) as seen:
        page = seen.page
        await page.goto(f"{url}/map")
        assert await page.locator("a.dot").count() == 4
        assert "ran" not in await page.title()
        assert await page.locator("svg script, .map-frame img, main script").count() == 0
        titles = await page.locator("a.dot > title").all_text_contents()
        assert all(any(title.startswith(name) for title in titles) for name in names)
