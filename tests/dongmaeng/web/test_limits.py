from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from dongmaeng.web.limits import LONGEST_ADDRESS, MOST_CLIENTS, Limits, LimitsMiddleware, Rates, client_of

STREAM = "/api/v1/events"


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Slow:
    """An application that answers, after it has read the body, once it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        while (await receive()).get("more_body"):
            pass
        await self.go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


def client_over(app: Slow, limits: Limits, address: str = "127.0.0.1") -> httpx.AsyncClient:
    bounded = LimitsMiddleware(app, limits, frozenset({STREAM}))
    return httpx.AsyncClient(transport=httpx.ASGITransport(bounded, client=(address, 1)), base_url="http://localhost")


async def test_a_client_that_asks_too_often_is_told_when_to_ask_again() -> None:
    app = Slow()
    async with client_over(app, Limits(per_second=0.1, burst=2)) as client:
        assert [(await client.get("/api/v1/search")).status_code for _ in range(3)] == [200, 200, 429]
        refused = await client.get("/api/v1/search")
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= 10
        assert refused.json()["instance"] == "/api/v1/search"
        assert app.asked == 2


async def test_one_client_does_not_use_up_what_another_may_ask_for() -> None:
    clock = Clock()
    rates = Rates(1.0, 1, clock)
    assert [rates.wait("10.0.0.1"), rates.wait("10.0.0.1"), rates.wait("10.0.0.2")] == [0.0, 1.0, 0.0]
    clock.now = 1.0
    assert rates.wait("10.0.0.1") == 0.0


async def test_the_clients_that_are_remembered_are_bounded() -> None:
    rates = Rates(1.0, 1, Clock())
    for number in range(MOST_CLIENTS + 10):
        rates.wait(f"client {number}")
    assert rates.remembered == MOST_CLIENTS


def test_the_addresses_of_one_household_are_one_client() -> None:
    first, second, other = (
        client_of({"client": (host, 1)}) for host in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )
    assert first == second != other


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_large_is_refused(declared: bool) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"x" * 30

    app = Slow()
    async with client_over(app, Limits(body=100)) as client:
        if declared:
            answer = await client.post("/api/v1/items", content=b"x" * 101)
            assert (answer.status_code, app.asked) == (413, 0)
        else:
            answer = await client.post("/api/v1/items", content=parts())
            assert answer.status_code == 413
        assert "100 bytes" in answer.text
        assert (await client.post("/api/v1/items", content=b"x" * 100)).status_code == 200


async def test_a_query_string_without_end_is_refused() -> None:
    async with client_over(Slow(), Limits()) as client:
        answer = await client.get("/api/v1/search?q=" + "a" * LONGEST_ADDRESS)
        assert answer.status_code == 414


async def test_requests_at_once_are_bounded_and_streams_are_none_of_them() -> None:
    app = Slow()
    app.go.clear()
    async with client_over(app, Limits(client_at_once=2)) as client:
        streams = [asyncio.create_task(client.get(STREAM)) for _ in range(5)]
        waiting = [asyncio.create_task(client.get("/")) for _ in range(2)]
        while app.asked < 7:
            await asyncio.sleep(0)
        refused = await client.get("/")
        assert refused.status_code == 429
        app.go.set()
        assert {answer.status_code for answer in await asyncio.gather(*streams, *waiting)} == {200}
        assert (await client.get("/")).status_code == 200


async def test_people_are_told_in_words_and_programs_in_json() -> None:
    async with client_over(Slow(), Limits(per_second=0.1, burst=1)) as client:
        await client.get("/")
        assert (await client.get("/")).headers["content-type"].startswith("text/html")
        assert (await client.get("/api/v1/status")).json()["status"] == 429
