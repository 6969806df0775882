"""Alliances as they are written, over real connections to the page as it is served."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from dongmaeng.settings import Settings
from dongmaeng.shapes.events import EventShape
from dongmaeng.web import live
from search.embedded.store import EmbeddedStore
from tests.dongmaeng.graph.invented import invented_alliances
from tests.dongmaeng.web.event_reader import EVENTS, EventReader
from tests.dongmaeng.web.serving import client_of, served
from topics.records import Alliance

ALLIANCES = invented_alliances(30, 60)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, so that tests are short."""
    monkeypatch.setattr(live, "POLL_SECONDS", 0.02)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    made = EmbeddedStore(Settings(data_dir=tmp_path).database)
    yield made
    await made.close()


@asynccontextmanager
async def page(data_dir: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with served(data_dir) as url, client_of(url) as client:
        yield client


async def write(store: EmbeddedStore, alliances: Sequence[Alliance]) -> None:
    await store.write_alliances(alliances)


def ids(alliances: Sequence[Alliance]) -> list[str]:
    return [alliance.id for alliance in alliances]


async def test_an_alliance_comes_as_it_is_written_in_the_shape_of_the_api(tmp_path: Path, store: EmbeddedStore) -> None:
    await write(store, ALLIANCES[:3])
    async with page(tmp_path) as client, EventReader(client).connected() as told:
        await write(store, ALLIANCES[3:5])
        events = [await anext(told), await anext(told)]
        assert [EventShape.model_validate(event).alliance.id for event in events] == ids(ALLIANCES[3:5])
        assert events[0]["change"] == ALLIANCES[3].changes[-1].change
        assert events[0]["alliance"] == (await client.get("/api/v1/alliances?limit=2")).json()["alliances"][1]


async def test_whoever_reads_before_anything_was_written_gets_the_first_one(tmp_path: Path) -> None:
    async with page(tmp_path) as client:
        reader = EventReader(client)
        async with reader.connected():
            pass
        assert reader.last_id == live.BEGINNING
        store = EmbeddedStore(Settings(data_dir=tmp_path).database)
        await write(store, ALLIANCES[:1])
        await reader.read(1)
        assert reader.alliances == ids(ALLIANCES[:1])
        await store.close()


async def test_who_connects_again_misses_and_repeats_nothing(tmp_path: Path, store: EmbeddedStore) -> None:
    chance = random.Random(7)
    await write(store, ALLIANCES[:5])

    async def write_slowly() -> None:
        for alliance in ALLIANCES[5:]:
            await write(store, [alliance])
            await asyncio.sleep(chance.choice([0, 0, 0.01]))

    async with page(tmp_path) as client:
        reader = EventReader(client)
        async with reader.connected():
            pass
        writing = asyncio.create_task(write_slowly())
        wanted = ids(ALLIANCES[5:])
        while len(reader.events) < len(wanted):
            await reader.read(min(chance.randint(1, 6), len(wanted) - len(reader.events)))
        await writing
        assert reader.alliances == wanted


async def test_everything_can_be_read_from_the_beginning(tmp_path: Path, store: EmbeddedStore) -> None:
    await write(store, ALLIANCES)
    async with page(tmp_path) as client:
        reader = EventReader(client, f"{EVENTS}?after={live.BEGINNING}")
        await reader.read(len(ALLIANCES))
        assert reader.alliances == ids(ALLIANCES)


async def test_only_the_alliances_asked_for_are_told(tmp_path: Path, store: EmbeddedStore) -> None:
    company = ALLIANCES[10].members[0]
    wanted = [one.id for one in ALLIANCES if company.id in {member.id for member in one.members}]
    async with page(tmp_path) as client:
        reader = EventReader(client, f"{EVENTS}?after=0&company={company.id}")
        async with reader.connected() as told:
            await write(store, ALLIANCES)
            for _ in wanted:
                await anext(told)
        assert reader.alliances == wanted


async def test_many_streams_are_told_at_once(tmp_path: Path, store: EmbeddedStore) -> None:
    await write(store, ALLIANCES[:1])
    limits = httpx.Limits(max_connections=None)
    async with served(tmp_path) as url, client_of(url, limits=limits) as client, AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(EventReader(client).connected()) for _ in range(200)]
        await write(store, ALLIANCES[1:3])
        told = await asyncio.gather(*(anext(stream) for stream in streams))
        assert {event["alliance"]["id"] for event in told} == {ALLIANCES[1].id}
        assert (await client.get("/api/v1/alliances")).status_code == 200


async def test_a_reader_who_does_not_read_is_dropped_and_delays_nobody(
    tmp_path: Path, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_BEHIND", 2)
    many = [one.model_copy(update={"purpose": "물류 로봇 " * 20_000}) for one in ALLIANCES]
    async with served(tmp_path) as url, client_of(url) as client:
        slow = socket.create_connection(("127.0.0.1", httpx.URL(url).port))
        slow.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: {httpx.URL(url).netloc.decode()}\r\n\r\n".encode())
        reader = EventReader(client)
        async with reader.connected() as told:
            for alliance in many:
                await write(store, [alliance])
                await anext(told)
        assert reader.alliances == ids(many)
        received = await asyncio.to_thread(_all, slow)
        assert b"text/event-stream" in received
        assert not received.endswith(b"0\r\n\r\n")
        assert received.count(b"event: alliance") < len(many)


def _all(connection: socket.socket) -> bytes:
    """All that still comes before the connection ends."""
    parts = []
    with connection:
        connection.settimeout(60)
        while part := connection.recv(1 << 20):
            parts.append(part)
    return b"".join(parts)


async def test_streams_end_in_order_when_the_service_stops(tmp_path: Path, store: EmbeddedStore) -> None:
    await write(store, ALLIANCES[:1])
    async with AsyncExitStack() as stack:
        running = AsyncExitStack()
        url = await running.enter_async_context(served(tmp_path))
        client = await stack.enter_async_context(client_of(url))
        streams = [await stack.enter_async_context(EventReader(client).connected()) for _ in range(5)]
        ends = [asyncio.create_task(anext(stream, None)) for stream in streams]
        await running.aclose()
        assert await asyncio.gather(*ends) == [None] * 5


@pytest.mark.parametrize("cursor", ["nonsense", "가나다", "' OR 1=1", "%00", "9" * 500])
async def test_a_cursor_that_no_stream_gave_is_refused(tmp_path: Path, store: EmbeddedStore, cursor: str) -> None:
    await write(store, ALLIANCES[:1])
    async with page(tmp_path) as client:
        answer = await client.get(EVENTS, params={"after": cursor})
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


async def test_streams_beyond_the_bound_are_told_to_come_later(
    tmp_path: Path, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_READERS", 1)
    await write(store, ALLIANCES[:1])
    async with page(tmp_path) as client, EventReader(client).connected():
        refused = await client.get(EVENTS)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
