from __future__ import annotations

from pathlib import Path

import httpx

from dongmaeng.backend.backend import Backend
from dongmaeng.settings import Settings
from dongmaeng.web.app import make_app


async def test_a_service_that_knows_nothing_yet_has_a_page_that_says_so(tmp_path: Path) -> None:
    async with Backend(Settings(data_dir=tmp_path)) as backend:
        transport = httpx.ASGITransport(make_app(backend))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answer = await client.get("/")
            assert answer.status_code == 200
            assert "아직 알려진 동맹이 없습니다." in answer.text
            assert "No alliance is known yet." in (await client.get("/?language=en")).text
