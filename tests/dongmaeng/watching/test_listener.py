"""A listener of its own tells how the process is, also while its event loop hangs."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from dongmaeng.fault import Fault
from dongmaeng.watching import listener
from dongmaeng.watching.listener import listening, open_listener
from dongmaeng.watching.told import Told, Watched
from tests.dongmaeng.watching.told import AsTold


def url_of(opened: socket.socket) -> str:
    return f"http://127.0.0.1:{opened.getsockname()[1]}"


@asynccontextmanager
async def asking(watched: Watched) -> AsyncIterator[httpx.AsyncClient]:
    opened = open_listener("127.0.0.1:0")
    assert opened is not None
    async with (
        listening(opened, watched),
        httpx.AsyncClient(base_url=url_of(opened), trust_env=False, timeout=30) as client,
    ):
        yield client


async def test_the_three_paths_and_no_other() -> None:
    async with asking(AsTold(waits_for="carrier does not answer")) as client:
        health, ready, metrics = [await client.get(path) for path in ("/healthz", "/readyz", "/metrics")]
        assert (health.status_code, health.json()) == (200, {"healthy": True, "reasons": []})
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "reasons": ["carrier does not answer"]})
        assert metrics.text == "one 1\n"
        assert metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert health.headers["cache-control"] == "no-store"
        assert (await client.head("/healthz")).status_code == 200
        assert (await client.post("/healthz")).status_code == 405
        assert (await client.get("/status")).status_code == 404


async def test_it_answers_while_the_loop_of_the_process_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "LONGEST_ANSWER", 0.2)
    found: list[httpx.Response] = []
    async with asking(AsTold(ill="the event loop stands still for 21 s")) as client:
        url = str(client.base_url).rstrip("/")

        def ask() -> None:
            found.extend(httpx.get(f"{url}/{path}", trust_env=False, timeout=30) for path in ("healthz", "metrics"))

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join(30)  # the loop does not turn meanwhile
    assert [answer.status_code for answer in found] == [503, 503]
    assert found[0].json()["reasons"] == ["the event loop stands still for 21 s"]
    assert found[1].json()["reasons"] == ["no answer within 0.2 s"]


async def test_without_a_setting_there_is_no_listener() -> None:
    assert open_listener("") is None
    before = threading.active_count()
    async with listening(None, AsTold()):
        assert threading.active_count() == before


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Fault) as told:
            open_listener(f"127.0.0.1:{port}")
    assert str(told.value) == (
        f"metrics.listen: 127.0.0.1:{port}: another program listens there; stop it, or set another port"
    )


async def test_what_fails_in_the_process_is_an_answer() -> None:
    class Broken(AsTold):
        async def metrics(self) -> Told:
            raise RuntimeError("no")

    async with asking(Broken()) as client:
        assert (await client.get("/metrics")).status_code == 500
        assert (await client.get("/healthz")).status_code == 200
