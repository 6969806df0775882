"""A data directory as the service leaves it: stories read, tagged, resolved and indexed, one left aside, one unsent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from agents.alert.alert import alert_stage
from agents.alert.deliveries import KEPT, DeliveryState, DeliveryStatus, write_delivery
from agents.alert.endpoints import Endpoint
from agents.alert.known import KnownEndpoints
from agents.pipeline import reading
from agents.urls import article_id
from agents.workers import InlineWorkers
from dongmaeng.settings import Settings
from dongmaeng.web.settings import WebSettings
from search.embedded.store import EmbeddedStore
from search.store import Store
from topics.catalogue import CANDIDATES, PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.outcome import Output, Quarantine
from topics.records import SEOUL, Candidate, Page, now
from topics.stage import stage
from topics.state import State

NEWS = "https://paper.example/news"

STORIES: dict[str, tuple[str, str]] = {
    "가람-나래": (
        "가람전자·나래통신, 물류 로봇 업무협약",
        "㈜가람전자는 2일 서울 중구 본사에서 ㈜나래통신과 물류 로봇 사업 협력을 위한 업무협약(MOU)을 체결했다고 밝혔다.",
    ),
    "다솔-라온": (
        "다솔바이오, 라온제약과 공동 연구 협약",
        "㈜다솔바이오는 3일 ㈜라온제약과 신약 공동 연구개발을 위한 업무협약을 체결했다고 밝혔다.",
    ),
    "미르": (
        "미르에너지 컨소시엄 출범",
        "㈜미르에너지는 4일 ㈜가람전자, ㈜보담건설과 해상 풍력 컨소시엄을 구성했다고 밝혔다.",
    ),
    "소문": ("나래통신, 새솔금융과 협력 논의", "나래통신이 새솔금융과 협력을 논의 중인 것으로 알려졌다."),
    "날씨": (
        "주말 전국 맑음",
        "이번 주말은 전국이 대체로 맑겠다고 기상 당국이 밝혔다. 나들이하기 좋은 날씨가 이어진다.",
    ),
}
"""Title and text by id."""

HOOK = Endpoint(id="hook", url="https://hook.example/in", secret_env="HOOK_SECRET")


@stage(reads=(CANDIDATES,), writes=(PAGES,), name="fetch")
async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Output]:
    """Set aside what a source names."""
    raise Quarantine("too slow") from TimeoutError("20 s of processor time")
    yield


TOKEN = "a-token-of-programs-that-is-long-enough"


def settings_of(folder: Path, **more: object) -> Settings:
    """The settings of a data directory with an endpoint and a source."""
    source = {"url": "https://paper.example/rss", "publisher": "가람일보"}
    return Settings(data_dir=folder, endpoints=[HOOK], sources=[source], **more)  # type: ignore[arg-type]


def pages() -> list[Page]:
    """The stories as pages that were handed in."""
    return [
        Page(
            id=article_id(url := f"{NEWS}/{quote(id)}"),
            source_id=id,
            url=url,
            final_url=url,
            title=title,
            text=f"{text}\n두 회사는 올해 안에 시범 사업을 시작할 계획이다.",
            published=datetime(2026, 11, 2 + number, 9, tzinfo=SEOUL),
        )
        for number, (id, (title, text)) in enumerate(STORIES.items())
    ]


async def fill(settings: Settings, store: Store) -> None:
    """Carry the stories through the stages, as `import` does, and leave one page aside and one message unsent."""
    stages = [fetch, *reading(InlineWorkers(), store), alert_stage(KnownEndpoints([]))]
    slow = Candidate(id="slow", url=f"{NEWS}/slow", source="https://paper.example/rss", title="느린 쪽")
    async with EmbeddedCarrier(settings.database, stages) as carrier:
        running = asyncio.create_task(carrier.run())
        await carrier.publish([*pages(), slow])
        await carrier.idle()
        message = DeliveryState(
            id="message-1",
            endpoint=HOOK.id,
            event="alliance.announced",
            status=DeliveryStatus.DEAD,
            created=now(),
            payload='{"type": "alliance.announced", "data": {"members": [{"name": "가람전자"}]}}',
        )
        await write_delivery(carrier.state, message, now() + KEPT)
        carrier.stop()
        await running


def settings_in(folder: Path, **more: object) -> Settings:
    """Settings whose page knows a token of programs, so that they may write, and lets them ask often."""
    file = folder / "token"
    file.write_text(TOKEN, "utf-8")
    return settings_of(folder / "data", web=WebSettings(token_file=file, requests_per_second=100_000), **more)


def filled_in(folder: Path) -> Settings:
    """The same over a filled data directory."""
    settings = settings_in(folder)

    async def work() -> None:
        store = EmbeddedStore(settings.database)
        await fill(settings, store)
        await store.close()

    settings.data_dir.mkdir(mode=0o700)
    asyncio.run(work())
    return settings
