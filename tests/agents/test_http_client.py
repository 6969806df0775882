import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from email.utils import format_datetime

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.addresses import CheckedBackend, ForbiddenAddressError, Ports
from agents.decoding import BrokenEncoding, Decoder
from agents.http_client import (
    BadUrl,
    CutShort,
    ForbiddenAddress,
    ForbiddenPort,
    HttpClient,
    HttpError,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    UndecodableAnswer,
    Unreachable,
)
from agents.retry_after import retry_after
from agents.urls import loggable
from tests.loopback import Asked, Reply, Site, loopback_site
from topics.records import now


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    async with HttpClient(user_agent="Dongmaeng/0 (+test)", allow_private=True) as http:
        yield http


async def test_a_page_comes_with_status_headers_and_body(site: Site, http: HttpClient) -> None:
    url = site.page("/a", "본문", etag='"1"')
    answer = await http.get(url, {"If-None-Match": '"0"'})
    assert (answer.url, answer.status, answer.body.decode()) == (url, 200, "본문")
    assert answer.headers["etag"] == '"1"'
    assert site.asked[0].headers["user-agent"] == "Dongmaeng/0 (+test)"
    assert site.asked[0].headers["if-none-match"] == '"0"'


async def test_redirects_are_followed_and_the_last_address_is_told(site: Site, http: HttpClient) -> None:
    site.page("/end", "x")
    site.redirect("/b", "/end?q=1", 308)
    answer = await http.get(site.redirect("/a", "b", 301))
    assert answer.url == site.url + "/end?q=1"


async def test_a_redirect_may_be_written_in_any_encoding(site: Site, http: HttpClient) -> None:
    async def redirect(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 302 X\r\ncontent-length: 0\r\nlocation: /" + "가".encode("euc-kr") + b"\r\n\r\n")
        await writer.drain()

    site.answers["/a"] = redirect
    site.page("/%B0%A1", "x")
    assert (await http.get(site.url + "/a")).body == b"x"


@pytest.mark.parametrize("hops", [5, 6])
async def test_at_most_five_redirects(site: Site, http: HttpClient, hops: int) -> None:
    for hop in range(hops):
        site.redirect(f"/{hop}", f"/{hop + 1}")
    site.page(f"/{hops}", "end")
    if hops <= 5:
        assert (await http.get(site.url + "/0")).body == b"end"
    else:
        with pytest.raises(TooManyRedirects):
            await http.get(site.url + "/0")


async def test_a_redirect_in_a_circle_ends(site: Site, http: HttpClient) -> None:
    site.redirect("/b", "/a")
    with pytest.raises(TooManyRedirects):
        await http.get(site.redirect("/a", "/b"))
    assert site.paths() == ["/a", "/b"]


@pytest.mark.parametrize(
    "location", ["ftp://example.kr/", "file:///etc/hostname", "http://[::1", "javascript:x", "data:,x"]
)
async def test_a_redirect_leads_to_web_addresses_only(site: Site, http: HttpClient, location: str) -> None:
    with pytest.raises(HttpError):
        await http.get(site.redirect("/a", location))


async def test_every_hop_is_checked(site: Site) -> None:
    async with loopback_site() as inner, HttpClient(user_agent="x", private_hosts=[site.host]) as http:
        inner.page("/secret", "x")
        with pytest.raises(ForbiddenAddress):
            await http.get(site.redirect("/a", inner.url + "/secret"))
        assert inner.asked == []
        assert (await http.get(site.page("/b", "seen"))).body == b"seen"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "169.254.169.254"],
)
async def test_private_addresses_are_refused_in_every_spelling(host: str) -> None:
    async with HttpClient(user_agent="x") as http:
        with pytest.raises(ForbiddenAddress):
            await http.get(f"http://{host}:9/")


async def test_a_port_that_nobody_allowed_is_not_asked_on_any_hop(site: Site) -> None:
    async with (
        loopback_site() as other,
        HttpClient(user_agent="x", allow_private=True, ports=Ports([], [site.url])) as http,
    ):
        assert (await http.get(site.page("/a", "seen"))).body == b"seen"
        for url in (other.page("/b", "x"), site.redirect("/b", other.url + "/b")):
            with pytest.raises(ForbiddenPort) as caught:
                await http.get(url)
            assert caught.value.reason == "port not allowed"
        assert other.asked == []


class _Recorder(httpcore.AsyncNetworkBackend):
    """Connects to nothing and remembers to what."""

    def __init__(self) -> None:
        self.connected: list[str] = []

    async def connect_tcp(self, host: str, *args: object, **kwargs: object) -> httpcore.AsyncNetworkStream:
        self.connected.append(host)
        raise httpcore.ConnectError


async def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    answers = [["8.8.8.8"], ["10.0.0.1"], ["10.0.0.1", "8.8.4.4"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    recorder = _Recorder()
    backend = CheckedBackend(rebinding, frozenset(), recorder)
    with pytest.raises(httpcore.ConnectError):
        await backend.connect_tcp("rebinding.example", 80)
    with pytest.raises(ForbiddenAddressError):
        await backend.connect_tcp("rebinding.example", 80)
    with pytest.raises(httpcore.ConnectError):
        await backend.connect_tcp("rebinding.example", 80)
    assert recorder.connected == ["8.8.8.8", "8.8.4.4"]


async def test_of_several_addresses_a_private_one_is_never_used_and_a_dead_one_is_passed(site: Site) -> None:
    async def several(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    port = site.url.rpartition(":")[2]
    site.page("/a", "x")
    async with HttpClient(user_agent="x", resolve=several, private_hosts=["several.example"]) as http:
        assert (await http.get(f"http://several.example:{port}/a")).body == b"x"
        with pytest.raises(ForbiddenAddress):
            await http.get(f"http://another.example:{port}/a")


async def test_what_is_no_http_is_connected_to_checked_addresses_only(site: Site) -> None:
    async def several(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    port = int(site.url.rpartition(":")[2])
    async with HttpClient(user_agent="x", resolve=several, private_hosts=[f"mail.example:{port}"]) as http:
        with await http.connect("mail.example", port) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)
        for host, other in (("another.example", port), ("mail.example", port + 1)):
            with pytest.raises(ForbiddenAddress):
                await http.connect(host, other)
    async with HttpClient(user_agent="x", allow_private=True) as http:
        with pytest.raises(Unreachable):
            await http.connect("127.0.0.1", 1)
        with pytest.raises(Unreachable):
            await http.connect("no-such-host.invalid", 25)


@pytest.mark.parametrize(
    "url", ["", "example.kr/a", "ftp://example.kr/", "http://", "http:///a", "file:///etc/passwd", "http://[::1"]
)
async def test_only_web_addresses_are_asked(http: HttpClient, url: str) -> None:
    with pytest.raises(BadUrl):
        await http.get(url)


async def test_no_connection_is_unreachable_and_its_text_tells_no_secret(http: HttpClient) -> None:
    with pytest.raises(Unreachable) as caught:
        await http.get("http://user:hunter2@127.0.0.1:1/hook/T0KEN?key=s3cret")
    assert not any(secret in str(caught.value) for secret in ("hunter2", "T0KEN", "s3cret"))
    assert loggable("https://user:hunter2@example.kr/a?key=s3cret#x") == "https://example.kr/a?key=…"


async def test_a_slow_drip_ends_with_the_time_limit(site: Site) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    site.answers["/drip"] = drip
    async with HttpClient(user_agent="x", allow_private=True, timeout=0.2) as http:
        with pytest.raises(TimedOut):
            await http.get(site.url + "/drip")


async def test_a_server_that_says_nothing_ends_with_the_time_limit(site: Site) -> None:
    async def silent(writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    site.answers["/silent"] = silent
    async with HttpClient(user_agent="x", allow_private=True, timeout=0.2) as http:
        with pytest.raises(TimedOut):
            await http.post(site.url + "/silent", b"{}", {})


async def test_a_stream_of_fifty_megabytes_is_left_at_the_limit(site: Site, http: HttpClient) -> None:
    sent = 0

    async def stream(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(50):
            writer.write(bytes(1_000_000))
            await writer.drain()
            sent += 1

    site.answers["/stream"] = stream
    with pytest.raises(TooLarge):
        await http.get(site.url + "/stream", max_bytes=1_000_000)
    assert sent < 50


async def test_a_declared_length_over_the_limit_is_refused_unread(site: Site, http: HttpClient) -> None:
    site.answers["/a"] = Reply(200, bytes(2000))
    with pytest.raises(TooLarge):
        await http.get(site.url + "/a", max_bytes=1999)
    assert len((await http.get(site.url + "/a", max_bytes=2000)).body) == 2000
    assert len((await http.get(site.url + "/a", max_bytes=10, cut=True)).body) == 10


async def test_the_limit_is_that_of_the_decoded_body(site: Site, http: HttpClient) -> None:
    bomb = gzip.compress(bytes(100_000_000), 9)
    site.answers["/bomb"] = Reply(200, bomb, {"content-encoding": "gzip"})
    with pytest.raises(TooLarge):
        await http.get(site.url + "/bomb", max_bytes=len(bomb) + 1_000_000)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"story", mtime=0)),
        ("gzip", gzip.compress(b"sto", mtime=0) + gzip.compress(b"ry", mtime=0)),
        ("gzip", gzip.compress(b"story", mtime=0) + bytes(8)),
        ("deflate", zlib.compress(b"story")),
        ("deflate", zlib.compress(b"story")[2:-4]),
        ("gzip, gzip", gzip.compress(gzip.compress(b"story", mtime=0), mtime=0)),
        ("utf-8, gzip", gzip.compress(b"story", mtime=0)),
        ("identity", b"story"),
        ("UTF-8", b"story"),
        ("none", b"story"),
        ("text/html; charset=euc-kr", b"story"),
        ("gzip", b""),
    ],
)
async def test_encoded_bodies_are_decoded(site: Site, http: HttpClient, encoding: str, body: bytes) -> None:
    site.answers["/a"] = Reply(200, body, {"content-encoding": encoding})
    assert (await http.get(site.url + "/a")).body == (b"story" if body else b"")


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", b"no gzip"), ("br", b"x"), ("zstd, gzip", gzip.compress(b"x", mtime=0)), ("gzip, gzip", b"no gzip")],
    ids=["no gzip", "not asked for", "not asked for within gzip", "twice"],
)
async def test_broken_encodings_are_named(site: Site, http: HttpClient, encoding: str, body: bytes) -> None:
    site.answers["/a"] = Reply(200, body, {"content-encoding": encoding})
    with pytest.raises(UndecodableAnswer) as caught:
        await http.get(site.url + "/a")
    assert caught.value.reason == "broken encoding"


@pytest.mark.parametrize("end", [b"", b"</div>", b"</html> and more"])
async def test_a_compressed_body_that_is_cut_is_named(site: Site, http: HttpClient, end: bytes) -> None:
    packer = zlib.compressobj(wbits=31)
    site.answers["/a"] = Reply(
        200, packer.compress(b"<html>story" + end) + packer.flush(zlib.Z_SYNC_FLUSH), {"content-encoding": "gzip"}
    )
    with pytest.raises(CutShort) as caught:
        await http.get(site.url + "/a")
    assert caught.value.reason == "cut short"


_PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate without its header": lambda data: zlib.compress(data)[2:-4],
    "deflate, gzip": lambda data: gzip.compress(zlib.compress(data)),
}


@given(st.binary(max_size=2000), st.integers(1, 50), st.sampled_from(sorted(_PACKERS)))
def test_decoding_does_not_depend_on_how_the_bytes_arrive(data: bytes, size: int, kind: str) -> None:
    packed = _PACKERS[kind](data)
    encoding = kind.partition(" without")[0]
    decoder = Decoder(encoding)
    pieces = [piece for at in range(0, len(packed), size) for piece in decoder.feed(packed[at : at + size])]
    decoder.finish()
    assert b"".join(pieces) == data


@given(st.binary(max_size=300))
def test_decoding_garbage_ends(data: bytes) -> None:
    with contextlib.suppress(BrokenEncoding):
        list(Decoder("gzip").feed(data))


def raw(answer: bytes) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
    """An answer of these bytes, behind which the connection ends."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return write


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort", "cut short"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort", "cut short"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno chunk\r\n", "malformed answer"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nstory", "malformed answer"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 300_000, "malformed answer"),
        (b"HTTP/1.1 200 OK\r\nx: y\r\n", "malformed answer"),
        (b"HTTP/1.1 101 Switching\r\n\r\n", "malformed answer"),
        (b"not http at all\r\n\r\n", "malformed answer"),
        (b"", "unreachable"),
    ],
)
async def test_what_is_wrong_with_an_answer_is_named(site: Site, http: HttpClient, answer: bytes, reason: str) -> None:
    site.answers["/a"] = raw(answer)
    with pytest.raises(Unreachable) as caught:
        await http.get(site.url + "/a")
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "head",
    [
        b"X Odd: 1\r\nContent-Length: 5",
        b"X/Odd: 1\r\nContent-Length: 5",
        b"no colon\r\nContent-Length : 5",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        b"Content-Encoding: utf-8\r\nContent-Length: 5",
    ],
)
async def test_answers_that_browsers_read_are_read(site: Site, http: HttpClient, head: bytes) -> None:
    body = b"5\r\nstory\r\n0\r\n\r\n" if b"chunked" in head else b"story"
    site.answers["/a"] = raw(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body)
    assert (await http.get(site.url + "/a")).body == b"story"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Length: 9999", b"<html>story</html>\n"),
        (b"Content-Length: 9999", b"<rss>story</rss><!-- cached at 9:00 -->"),
        (b"Transfer-Encoding: chunked", b"12\r\n<html>story</html>\r\n"),
        (b"Transfer-Encoding: chunked", b"12\r\n<html>story</html>\r\nno chunk\r\n"),
        (b"Content-Length: 9999\r\nContent-Encoding: gzip", gzip.compress(b"story", mtime=0)),
        (b"Content-Encoding: gzip", gzip.compress(b"<html>story</html>", mtime=0)[:-8]),
    ],
)
async def test_a_document_that_is_at_its_end_is_whole_whatever_length_was_declared(
    site: Site, http: HttpClient, head: bytes, body: bytes
) -> None:
    site.answers["/a"] = raw(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body)
    assert b"story" in (await http.get(site.url + "/a")).body


async def test_odd_heads_are_read_on_a_connection_that_is_kept(http: HttpClient) -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 103 Early\r\nX Y: 1\r\n\r\n")
                writer.write(b"HTTP/1.1 200 OK\r\nX Y: 1\r\nContent-Length: 5\r\n\r\nstory")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        assert [(await http.get(url)).body for _ in range(3)] == [b"story"] * 3
        await http.__aexit__(None, None, None)
    assert connections == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9\\@example.kr/", "http://example.kr\\@127.0.0.1:9/", "http:\\\\127.0.0.1/"]
)
async def test_an_address_that_browsers_and_libraries_take_differently_is_refused(http: HttpClient, url: str) -> None:
    with pytest.raises(BadUrl):
        await http.get(url)


async def test_a_redirect_to_such_an_address_is_not_followed(site: Site, http: HttpClient) -> None:
    with pytest.raises(BadUrl):
        await http.get(site.redirect("/a", "http://example.kr\\@127.0.0.1:9/"))


async def test_a_length_declared_too_short_cuts_the_body(site: Site, http: HttpClient) -> None:
    async def wrong(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nlonger")
        await writer.drain()

    site.answers["/a"] = wrong
    assert (await http.get(site.url + "/a")).body == b"lon"


async def test_a_post_is_sent_as_it_is_and_its_redirect_not_followed(site: Site, http: HttpClient) -> None:
    site.redirect("/hook", "/elsewhere", 307)
    answer = await http.post(site.url + "/hook", b'{"a":1}', {"content-type": "application/json", "webhook-id": "m1"})
    assert answer.status == 307
    assert site.paths() == ["/hook"]
    assert site.asked[0].body == b'{"a":1}'
    assert site.asked[0].headers["webhook-id"] == "m1"


async def test_of_the_answer_to_a_post_the_beginning_of_the_body_is_kept(site: Site, http: HttpClient) -> None:
    site.answers["/hook"] = Reply(200, b"x" * 1_000_000, {"x-name": "y"})
    answer = await http.post(site.url + "/hook", b"", {})
    assert (answer.status, answer.headers["x-name"], answer.body) == (200, "y", b"x" * 65_536)


async def test_cookies_are_neither_kept_nor_sent(site: Site, http: HttpClient) -> None:
    url = site.page("/a", "x", set_cookie="id=1")
    await http.get(url)
    await http.get(url)
    assert "cookie" not in site.asked[1].headers


async def test_credentials_do_not_follow_a_redirect_to_another_site(site: Site, http: HttpClient) -> None:
    async with loopback_site() as other:
        other.page("/b", "x")
        await http.get(site.redirect("/a", other.url + "/b"), {"Authorization": "Bearer t", "If-None-Match": "1"})
        assert "authorization" not in other.asked[0].headers


async def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with HttpClient(user_agent="x", allow_private=True) as http:
        assert (await http.get(site.page("/a", "direct"))).body == b"direct"


async def test_answers_may_depend_on_what_was_asked(site: Site, http: HttpClient) -> None:
    def by_tag(asked: Asked) -> Reply:
        return Reply(304) if asked.headers.get("if-none-match") == "1" else Reply(200, b"x", {"etag": "1"})

    site.answers["/a"] = by_tag
    assert (await http.get(site.url + "/a")).headers["etag"] == "1"
    assert (await http.get(site.url + "/a", {"if-none-match": "1"})).status == 304


def test_retry_after_is_a_number_or_a_date() -> None:
    moment = now().replace(microsecond=0)
    assert retry_after({"retry-after": "120"}) == 120
    assert retry_after({"retry-after": format_datetime(moment)}, moment) == 0
    assert retry_after({}) is None
    assert retry_after({"retry-after": "soon"}) is None
    assert retry_after({"retry-after": "-5"}) is None
    assert retry_after({"retry-after": "9" * 400}) is not None
