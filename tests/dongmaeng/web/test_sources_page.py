"""The page of the sources says how each goes, what is wrong and what to do, in both languages, as the API does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import lxml.html
import pytest

from agents.clean.yields import YIELDS, Yield
from agents.discover.health import save_health
from agents.page_outcomes import FETCHED_SPACE, OutcomeCounter, PageOutcome
from dongmaeng.settings import Settings
from tests.dongmaeng.watched import HOUR, failing, health
from tests.dongmaeng.web.serving import client_of, served_by
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import now

WELL, SILENT, SHUT, NEW = (f"https://{name}.example/rss" for name in ("well", "silent", "shut", "new"))


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Of a service with a source that goes well, one that is silent, one that refuses and one that is new."""
    sources = [{"url": url, "publisher": "한빛일보", "section": "경제"} for url in (WELL, SILENT, SHUT, NEW)]
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "sources": sources})
    settings.data_dir.mkdir(mode=0o700)
    moment = now()
    async with EmbeddedCarrier(settings.database, []) as carrier:
        state = carrier.state
        fresh = {"last_look": moment, "last_success": moment}
        await save_health(state, health(WELL, **fresh, stirred=moment, delays=[30, 5_400]))
        await save_health(state, health(SILENT, **fresh, stirred=moment - 19 * HOUR))
        await save_health(state, health(SHUT, **failing(moment - 4 * HOUR, moment)))
        fallen = Yield(site="well.example", recent=[0] * 15 + [900] * 5, usual=[900] * 50, fallen=moment)
        await state.put(YIELDS, fallen.site, fallen.model_dump(mode="json"))
        for outcome in [PageOutcome.FETCHED] * 6 + [PageOutcome.PAYWALLED] * 3 + [PageOutcome.CONSENT]:
            await OutcomeCounter(FETCHED_SPACE).count("well.example", outcome, moment, state)
    async with served_by(settings) as url, client_of(url) as made:
        yield made


async def shown(client: httpx.AsyncClient, language: str, query: str = "") -> str:
    page = await client.get(f"/sources{query}", headers={"cookie": f"language={language}"})
    assert page.status_code == 200
    return " ".join(lxml.html.fromstring(page.text).findall(".//main")[0].text_content().split())


async def test_the_page_says_in_korean_how_sources_go_and_what_to_do(client: httpx.AsyncClient) -> None:
    told = await shown(client, "ko")
    for words in (
        "한빛일보 경제https://well.example/rss",
        "30초 / 90분",
        "25%",
        "유료 3/10",
        "동의 화면 1/10",
        "본문을 읽은 비율 100% → 25%",
        "조용함",
        "전에 가장 길게 쉰 시간: 2시간",
        "할 일: 사이트에는 새 기사가 있는지 보세요.",
        "5번 이어서 실패: forbidden (403)",
        "접근이 거부됨",
        "확인 전",
    ):
        assert words in told
    assert "https://new.example" not in await shown(client, "ko", "?show=failing")


async def test_the_page_says_the_same_in_english(client: httpx.AsyncClient) -> None:
    told = await shown(client, "en")
    for words in (
        "30 s / 90 min",
        "paid 3/10",
        "consent wall 1/10",
        "pages with a body 100% → 25%",
        "no new story, since",
        "Its longest pause was 2 h",
        "What to do: See whether the site has new stories",
        "5 failures in a row: forbidden (403)",
        "not yet looked at",
    ):
        assert words in told


async def test_the_api_has_all_of_it(client: httpx.AsyncClient) -> None:
    found = {source["url"]: source for source in (await client.get("/api/v1/sources")).json()}
    assert {url: source["standing"] for url, source in found.items()} == {
        WELL: "fallen",
        SILENT: "silent",
        SHUT: "failing",
        NEW: "new",
    }
    assert found[WELL]["outcomes"]["counts"] == {"fetched": 6, "paywalled": 3, "consent": 1}
    [trouble] = found[SILENT]["troubles"]
    assert (trouble["event"], trouble["longest_pause"]) == ("source.silent", 7_200)
    assert found[NEW]["stories_a_day"] is None
