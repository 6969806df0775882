"""What is wrong with a server's TLS is said by name, and what is old is accepted where a source says so."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from agents.http_client import HttpClient, HttpError, TlsFault
from tests.legacy_tls import legacy_tls_server


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(key_type=trustme.KeyType.RSA)


@pytest.fixture(autouse=True)
def trusted(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setattr("certifi.where", lambda: str(tmp_path / "authority.pem"))


@asynccontextmanager
async def tls_server(context: ssl.SSLContext) -> AsyncIterator[str]:
    """A server that answers over TLS; gives its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nstory")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


async def fault(url: str, **settings: object) -> HttpError:
    async with HttpClient(user_agent="x", allow_private=True, **settings) as http:  # type: ignore[arg-type]
        with pytest.raises(HttpError) as caught:
            await http.get(url)
    return caught.value


async def test_a_server_in_order_is_read(authority: trustme.CA) -> None:
    async with (
        tls_server(context_of(authority.issue_cert("localhost"))) as url,
        HttpClient(user_agent="x", allow_private=True) as http,
    ):
        assert (await http.get(url)).body == b"story"


YESTERDAY = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("reason", "name", "ends"),
    [("certificate expired", "localhost", YESTERDAY), ("certificate of another host", "a.example", None)],
)
async def test_a_wrong_certificate_is_said_by_name(
    authority: trustme.CA, reason: str, name: str, ends: datetime.datetime | None
) -> None:
    certificate = authority.issue_cert(name, not_after=ends, not_before=YESTERDAY - datetime.timedelta(days=9))
    async with tls_server(context_of(certificate)) as url:
        error = await fault(url)
    assert isinstance(error, TlsFault)
    assert error.reason == reason
    assert str(error).startswith("localhost: ")


async def test_an_issuer_that_nobody_knows_is_not_trusted() -> None:
    async with tls_server(context_of(trustme.CA().issue_cert("localhost"))) as url:
        assert (await fault(url)).reason == "certificate not trusted"


def alert(number: int) -> bytes:
    """How a server ends a handshake (RFC 8446, 6.2)."""
    return bytes([21, 3, 1, 0, 2, 2, number])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (alert(70), "TLS too old"),
        (alert(40), "TLS too weak"),
        (alert(80), "TLS failed"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "no TLS"),
    ],
)
async def test_what_a_server_answers_in_place_of_a_handshake_is_said_by_name(answer: bytes, reason: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        assert (await fault(f"https://localhost:{server.sockets[0].getsockname()[1]}/")).reason == reason


@pytest.mark.parametrize("sites", [[], ["another.example", "localhost"]])
async def test_legacy_tls_is_refused_with_what_to_do(authority: trustme.CA, sites: list[str]) -> None:
    with legacy_tls_server(authority.issue_cert("localhost")) as port:
        error = await fault(f"https://localhost:{port}/", legacy_tls=sites)
    assert error.reason == "legacy TLS"
    assert "RFC 5746" in str(error)
    assert "legacy_tls = true" in str(error)


async def test_legacy_tls_is_accepted_on_the_sites_that_are_named_from_then_on(authority: trustme.CA) -> None:
    with legacy_tls_server(authority.issue_cert("localhost")) as port:
        url = f"https://localhost:{port}/"
        async with HttpClient(user_agent="x", allow_private=True) as http:
            with pytest.raises(TlsFault):
                await http.get(url)
            http.allow_legacy_tls([f"localhost:{port}"])
            assert (await http.get(url)).body == b"story"


async def test_legacy_tls_still_wants_a_certificate_in_order() -> None:
    with legacy_tls_server(trustme.CA(key_type=trustme.KeyType.RSA).issue_cert("localhost")) as port:
        assert (
            await fault(f"https://localhost:{port}/", legacy_tls=[f"localhost:{port}"])
        ).reason == "certificate not trusted"
