"""Connections are kept open for the next request, within limits, and none that has gone is used."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from agents.http_client import HttpClient, HttpError


@dataclass(slots=True)
class Keeping:
    """A server that keeps its connections open; `/slow` waits until it is told, `/last` closes after the answer."""

    url: str = ""
    opened: int = 0
    open_now: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        self.open_now += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                self.asked.append({n.lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:])})
                if "/slow" in head[0]:
                    await self.go.wait()
                if "/broken" in head[0]:
                    return
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
                await writer.drain()
                if "/last" in head[0]:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open_now -= 1
            writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Keeping]:
    keeping = Keeping()
    server = await asyncio.start_server(keeping.serve, "0.0.0.0", 0)
    keeping.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield keeping
    keeping.go.set()
    server.close()


@pytest.fixture
async def http(server: Keeping) -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="x", allow_private=True, timeout=20) as http:
        yield http


async def until_open(server: Keeping, most: int) -> None:
    async with asyncio.timeout(20):
        while server.open_now > most:
            await asyncio.sleep(0.01)


async def test_one_connection_serves_request_after_request(server: Keeping, http: HttpClient) -> None:
    for _ in range(5):
        assert (await http.get(server.url)).body == b"ok"
    assert server.opened == 1


async def test_another_host_has_a_connection_of_its_own(server: Keeping, http: HttpClient) -> None:
    await http.get(server.url)
    await http.get(server.url.replace("127.0.0.1", "127.0.0.2"))
    assert server.opened == 2


async def test_requests_at_once_do_not_wait_for_one_another(server: Keeping, http: HttpClient) -> None:
    slow = [asyncio.create_task(http.get(server.url + "/slow")) for _ in range(3)]
    assert (await http.get(server.url)).body == b"ok"
    server.go.set()
    await asyncio.gather(*slow)
    assert server.opened == 4


async def test_connection_that_the_server_closed_is_not_used_again(server: Keeping, http: HttpClient) -> None:
    for _ in range(3):
        assert (await http.get(server.url + "/last")).body == b"ok"
        await until_open(server, 0)
    assert server.opened == 3


async def test_what_breaks_leaves_nothing_open(server: Keeping, http: HttpClient) -> None:
    for _ in range(70):  # more than may be in use at once
        with pytest.raises(HttpError):
            await http.get(server.url + "/broken")
    assert (await http.get(server.url)).body == b"ok"


async def test_what_is_given_up_leaves_nothing_open(server: Keeping, http: HttpClient) -> None:
    for _ in range(70):
        asking = asyncio.create_task(http.get(server.url + "/slow"))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    assert (await http.get(server.url)).body == b"ok"


async def test_so_many_are_kept_and_all_closed_in_the_end(server: Keeping) -> None:
    async with HttpClient(user_agent="x", allow_private=True, timeout=20) as http:
        for host in range(1, 81):
            await http.get(server.url.replace("127.0.0.1", f"127.0.0.{host}"))
        await until_open(server, 32)
        assert server.open_now == 32
    await until_open(server, 0)


async def test_name_and_password_of_an_address_are_sent(server: Keeping, http: HttpClient) -> None:
    answer = await http.get(server.url.replace("http://", "http://name:secret@") + "/feed")
    assert server.asked[-1]["authorization"] == "Basic bmFtZTpzZWNyZXQ="
    assert answer.url == server.url + "/feed"
    await http.get(server.url)
    assert "authorization" not in server.asked[-1]
