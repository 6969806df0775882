"""What a connection may do to others, and what is logged of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from dongmaeng.web import connections
from tests.dongmaeng.web.serving import client_of, served


async def test_who_never_ends_its_request_is_cut_off_and_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", 0.5)
    async with served(tmp_path) as url, client_of(url) as client:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        assert (await client.get("/")).status_code == 200
        assert await asyncio.wait_for(reader.read(), 30) == b""
        writer.close()


async def test_a_head_that_is_too_large_and_no_request_at_all_are_refused(tmp_path: Path) -> None:
    async with served(tmp_path) as url, client_of(url) as client:
        large = await client.get("/", headers={"x-large": "a" * 100_000})
        assert large.status_code == 431
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"\x16\x03\x01 no request\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), 30)).startswith(b"HTTP/1.1 400")
        writer.close()
        assert (await client.get("/")).status_code == 200


async def test_every_page_can_be_asked_for_its_head_alone(tmp_path: Path) -> None:
    async with served(tmp_path) as url, client_of(url) as client:
        for path in ("/", "/status", "/static/style.css", "/nowhere"):
            head, whole = await client.head(path), await client.get(path)
            assert head.status_code == whole.status_code
            assert (head.content, head.headers["content-length"]) == (b"", str(len(whole.content)))
        assert (await client.head("/login")).status_code == 200


async def test_the_log_of_requests_holds_no_parameters(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with served(tmp_path) as url, client_of(url) as client:
            await client.get("/search", params={"q": "secret-word"}, headers={"authorization": "Bearer secret-word"})
    [line] = [line for line in logs if line["event"] == "request"]
    assert (line["log_level"], line["path"], line["method"]) == ("debug", "/search", "GET")
    assert "secret-word" not in str(logs)
