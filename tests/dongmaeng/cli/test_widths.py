"""What commands print fits a terminal of 60 and of 80 columns, Korean letters being two wide, and nothing is cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from agents.alert.deliveries import DELIVERIES_SPACE, DeliveryState
from agents.discover.health import SOURCES
from dongmaeng.cli.app import app
from dongmaeng.cli.context import console
from dongmaeng.decide import registry_stages
from dongmaeng.hand_over import carry
from dongmaeng.health import WORKERS_SPACE, DelayedSource, WorkerHealth
from dongmaeng.settings import Settings
from tests.agents.resolve.stories import START, mention, report
from topics.catalogue import ARTICLES
from topics.embedded.carrier import EmbeddedCarrier
from topics.outcome import Output, Quarantine
from topics.records import Article
from topics.stage import stage
from topics.state import State

NAMES = ("가람자율주행기술연구소", "나래통신네트웍스코리아", "다솔바이오메디컬홀딩스", "라온제철소재부품산업")
FEED = "https://news.example.com/rss/산업-기술-과학/아주-긴-이름의-지면/all.xml"
SHOWN = (["status"], ["sources"], ["topics"], ["alliances"], ["alerts"], ["quarantine"], ["alerts", "list"])


@stage(name="tag", reads=[ARTICLES])
async def refuse(record: Article, state: State) -> AsyncIterator[Output]:
    raise Quarantine(f"{NAMES[0]}의 기사를 읽을 수 없습니다")
    yield record


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = Settings(data_dir=tmp_path)
    told = [report("a", mention(" ".join(NAMES))), report("b", mention(" ".join(NAMES[:2])), day=60)]
    asyncio.run(carry(settings, told, registry_stages))
    article = Article(id="a" * 16, url="https://news.example.com/가", canonical_url="https://news.example.com/가")
    asyncio.run(carry(settings, [article], lambda _: [refuse]))
    asyncio.run(fill(settings))
    (tmp_path / "dongmaeng.toml").write_text(f'[[sources]]\nurl = "{FEED}"\n', "utf-8")
    return tmp_path


async def fill(settings: Settings) -> None:
    """A worker that something delays, a source that fails and a message that was refused."""
    payload = '{"data": {"members": [' + ", ".join(f'{{"name": "{name}"}}' for name in NAMES) + "]}}"
    message = DeliveryState(
        id="msg_" + "a" * 20, endpoint="편집국", event="alliance.announced", created=START, payload=payload
    )
    delayed = DelayedSource(
        source=FEED, host="news.example.com", what="fetch", reason="timed out", endings=7, since=START, next=START
    )
    worker = WorkerHealth(worker="일꾼", stages=["discover", "fetch"], since=START, at=START, delayed=[delayed])
    failing = {"last_success": START.isoformat(), "failures": 12, "items_seen": 345, "last_error": "시간 초과 503"}
    async with EmbeddedCarrier(settings.database, []) as carrier:
        await carrier.state.put(DELIVERIES_SPACE, message.id, message.model_dump(mode="json"))
        await carrier.state.put(WORKERS_SPACE, "w", worker.model_dump(mode="json"))
        await carrier.state.put(SOURCES, FEED, {"source": FEED, **failing})


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("command", SHOWN, ids=" ".join)
def test_nothing_is_wider_than_the_terminal(
    home: Path, command: list[str], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", width)
    called = ["--data-dir", str(home), "--config", str(home / "dongmaeng.toml"), *command]
    shown = CliRunner().invoke(app, called, catch_exceptions=False).stdout
    assert shown.strip()
    assert [line for line in shown.splitlines() if cell_len(line) > width] == []
    assert "…" not in shown


@pytest.mark.parametrize("width", [60, 80, 200])
def test_all_of_a_row_is_told_at_any_width(home: Path, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "width", width)
    called = ["--data-dir", str(home), "--config", str(home / "dongmaeng.toml"), "sources"]
    shown = CliRunner().invoke(app, called, catch_exceptions=False).stdout
    for part in ("1 failing", "시간 초과 503, 12 failures"):
        assert part in shown
    assert FEED.removeprefix("https://") in shown.replace("\n", "")
