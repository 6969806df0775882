"""The page's listener tells how the service beside it is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from dongmaeng.backend.backend import Backend
from dongmaeng.control import answering
from dongmaeng.settings import Settings
from dongmaeng.watching import asked
from dongmaeng.watching.asked import AskedService, answers_of
from dongmaeng.web.app import make_app
from dongmaeng.web.settings import WebSettings
from tests.dongmaeng.watching.told import AsTold


async def test_the_service_answers_through_its_socket(tmp_path: Path) -> None:
    service = AsTold(waits_for="store cannot be used", metrics='a{b="다"} 1\n' * 20_000)
    async with answering(tmp_path, "run", answers_of(service)):
        page = AskedService(tmp_path, "run")
        assert await page.healthz() == await service.healthz()
        assert await page.readyz() == await service.readyz()
        assert await page.metrics() == await service.metrics()


async def test_a_service_that_is_gone_or_hangs_is_not_healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "LONGEST_ANSWER", 0.2)
    page = AskedService(tmp_path, "run")
    assert (await page.healthz()).status == 503
    async with answering(tmp_path, "run", answers_of(AsTold(metrics=None))):
        assert (await page.healthz()).status == 200
        assert (await page.metrics()).status == 503
    assert (await page.readyz()).body == '{"ready": false, "reasons": ["the service does not answer"]}\n'


async def test_many_who_ask_at_once_are_one_question(tmp_path: Path) -> None:
    service = AsTold()
    async with answering(tmp_path, "run", answers_of(service)):
        page = AskedService(tmp_path, "run")
        await asyncio.gather(*(page.metrics() for _ in range(50)))
        assert service.asked == 1
        await page.metrics()
        assert service.asked == 2


async def test_health_needs_no_token_and_no_name_and_metrics_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGE_TOKEN", "a-token-of-tests")
    settings = Settings(data_dir=tmp_path, web=WebSettings(listen="0.0.0.0:8080", token_env="PAGE_TOKEN"))
    async with Backend(settings) as backend:
        transport = httpx.ASGITransport(make_app(backend))
        async with httpx.AsyncClient(transport=transport, base_url="http://10.1.2.3:8080") as client:
            assert (await client.get("/healthz")).json() == {"healthy": True, "reasons": []}
            assert (await client.get("/readyz")).json() == {"ready": True, "reasons": []}
            assert (await client.get("/metrics")).status_code == 421
            assert (await client.post("/healthz")).status_code == 421
            assert (await client.get("/metrics", headers={"host": "0.0.0.0:8080"})).status_code == 401
            answer = await client.get(
                "/metrics", headers={"host": "0.0.0.0:8080", "authorization": "Bearer a-token-of-tests"}
            )
            assert "dongmaeng_build_info" in answer.text
