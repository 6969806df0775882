"""Hubs call the page: what is not meant is refused, what is signed has its feed looked at."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from agents.discover.subscriptions import Subscription, keep
from dongmaeng.backend.backend import Backend
from dongmaeng.private_files import private_data_dir
from dongmaeng.service import open_carrier
from dongmaeng.settings import Settings
from dongmaeng.web.app import make_app
from dongmaeng.web.websub import Hints
from topics.catalogue import SOURCE_COMMANDS
from topics.records import SourceCommand, now

FEED = "https://byeol.example/feed"


@dataclass
class Page:
    """The page of a data directory with one source that is subscribed to, as a hub reaches it."""

    settings: Settings
    backend: Backend
    hub: httpx.AsyncClient
    subscription: Subscription
    hints: Hints

    @property
    def path(self) -> str:
        return f"/websub/{self.subscription.token}"

    async def confirm(self, mode: str = "subscribe", **fields: str) -> httpx.Response:
        asked = {"hub.mode": mode, "hub.topic": FEED, "hub.challenge": "challenge-1", "hub.lease_seconds": "1"}
        return await self.hub.get(self.path, params={**asked, **{f"hub.{name}": v for name, v in fields.items()}})

    async def send(self, body: bytes, secret: str | None = None) -> httpx.Response:
        digest = hmac.new((secret or self.subscription.secret).encode(), body, hashlib.sha256).hexdigest()
        return await self.hub.post(self.path, content=body, headers={"x-hub-signature": f"sha256={digest}"})

    async def looks_until(self, expected: list[str]) -> None:
        """Wait until these were ordered."""
        async with asyncio.timeout(30):
            while await self.looks() != expected:
                await asyncio.sleep(0.05)

    async def looks(self) -> list[str]:
        """The sources that were ordered to be looked at."""
        async with self.backend.operations() as operations:
            stored = await operations.tail(SOURCE_COMMANDS, 50)
        return [SourceCommand.model_validate_json(each.value).source for each in stored]


@pytest.fixture
async def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Page]:
    monkeypatch.setenv("PAGE_TOKEN", "a-token-that-hubs-do-not-have")
    web = {"listen": "0.0.0.0:8080", "public_url": "https://news.example", "token_env": "PAGE_TOKEN"}
    settings = Settings.model_validate(
        {"data_dir": tmp_path / "data", "sources": [{"url": FEED}], "web": web, "discover": {"min_interval": 0.2}}
    )
    subscription = Subscription(
        token="token-1", source=FEED, hub="https://hub.example/", topic=FEED, secret="secret-1", asked=now()
    )
    private_data_dir(settings.data_dir)
    async with open_carrier(settings, []) as carrier:
        await keep(carrier.state, subscription)
    async with Backend(settings) as backend:
        app = make_app(backend)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://news.example") as hub:
            yield Page(settings, backend, hub, subscription, app.state.hints)


async def test_what_is_meant_is_confirmed(page: Page) -> None:
    answer = await page.confirm()
    assert (answer.status_code, answer.text) == (200, "challenge-1")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "fields",
    [{"mode": "unsubscribe"}, {"topic": "https://other.example/feed"}, {"mode": ""}, {"challenge": "x" * 2_000}],
)
async def test_what_is_not_meant_is_not_confirmed(page: Page, fields: dict[str, str]) -> None:
    assert (await page.confirm(**fields)).status_code == 404


async def test_an_end_that_is_meant_is_confirmed(page: Page) -> None:
    async with open_carrier(page.settings, []) as carrier:
        await keep(carrier.state, page.subscription.model_copy(update={"wanted": False}))
    assert (await page.confirm("unsubscribe")).text == "challenge-1"
    assert (await page.confirm("subscribe")).status_code == 404
    assert (await page.send(b"<feed/>")).status_code == 410


async def test_a_denial_is_taken_note_of(page: Page) -> None:
    assert (await page.confirm("denied", reason="no")).status_code == 200


async def test_a_signed_hint_has_the_feed_looked_at(page: Page) -> None:
    assert (await page.send(b"<feed>anything</feed>")).status_code == 202
    await page.looks_until([FEED])


async def test_many_hints_at_once_are_one_look(page: Page) -> None:
    for _ in range(20):
        page.hints.changed(FEED)
    await page.looks_until([FEED])
    for _ in range(20):
        page.hints.changed(FEED)
    await page.looks_until([FEED, FEED])
    assert not page.hints.coming


async def test_what_is_not_signed_rightly_is_passed_over_in_silence(page: Page) -> None:
    assert (await page.send(b"<feed/>", secret="another")).status_code == 202
    assert (await page.hub.post(page.path, content=b"<feed/>")).status_code == 202
    assert not page.hints.coming
    assert await page.looks() == []


async def test_a_token_that_is_none_opens_nothing(page: Page) -> None:
    assert (await page.hub.post("/websub/other", content=b"x")).status_code == 410
    assert (await page.hub.get("/websub/other", params={"hub.mode": "subscribe"})).status_code == 404
    assert (await page.hub.get("/sources")).status_code in (303, 401)


async def test_a_hint_of_too_many_bytes_is_refused(page: Page) -> None:
    assert (await page.send(b"x" * 6_000_000)).status_code == 413
    assert await page.looks() == []
