"""Heads of answers, put in order for h11."""

from __future__ import annotations

import contextlib

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.heads import HeadReader, Heard, MalformedHeadError


def ordered(raw: bytes, size: int = 1 << 20) -> bytes:
    """What comes of an answer that arrives in pieces."""
    reader = HeadReader()
    out = b""
    for at in range(0, len(raw), size):
        out += raw[at : at + size] if reader.ended else reader.feed(raw[at : at + size])
    return out


def read(raw: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body, as h11 has them from the head in order."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("host", "x")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(ordered(raw))
    connection.receive_data(b"")
    event = connection.next_event()
    while isinstance(event, h11.InformationalResponse):
        event = connection.next_event()
    assert isinstance(event, h11.Response)
    body = b""
    while isinstance(data := connection.next_event(), h11.Data):
        body += bytes(data.data)
    assert isinstance(data, h11.EndOfMessage)
    return event.status_code, list(event.headers), body


CHUNKED = b"5\r\nstory\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nX Odd Name: 1\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nX/Odd: 1\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\n: nameless\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\n<b>Warning</b>: x in /a.php\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\n folded too soon\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nX Odd: 1\r\n\tand folded\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\x0bc\x07d\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5, 05\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nContent-Length: unknown\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n" + CHUNKED,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding : Chunked\r\nContent-Length: 3\r\n\r\n" + CHUNKED,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: \r\n\r\nstory",
        b"HTTP/1.1 200 OK\n\nstory",
        b"HTTP/1.1 200 OK\nContent-Length: 5\n\r\nstory",
        b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1  200   OK\r\nContent-Length: 5\r\n\r\nstory",
        b"http/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.0 200 OK\r\n\r\nstory",
        b"HTTP/2 200\r\nContent-Length: 5\r\n\r\nstory",
        "HTTP/1.1 200 좋음\r\nContent-Length: 5\r\n\r\nstory".encode("euc-kr"),
        b"HTTP/1.1 200 O\x00K\r\nContent-Length: 5\r\n\r\nstory",
        b"HTTP/1.1 100 Continue\r\nX Y: 1\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n\r\nstory",
    ],
)
def test_what_browsers_read_is_read(raw: bytes) -> None:
    status, _, body = read(raw)
    assert (status, body) == (200, b"story")


def test_good_headers_beside_odd_ones_are_kept() -> None:
    raw = (
        b'HTTP/1.1 200 OK\r\nSome thing: 1\r\nETag: "1"\r\nX-Long: a\r\n  b\r\nno colon\r\nSet-Cookie: \xb0\xa1\r\n\r\n'
    )
    assert read(raw)[1] == [(b"etag", b'"1"'), (b"x-long", b"a b"), (b"set-cookie", b"\xb0\xa1")]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"<html>no HTTP</html>", "not HTTP"),
        (b"SSH-2.0-OpenSSH\r\n", "not HTTP"),
        (b"HTTP/1.1\r\n\r\n", "no status line"),
        (b"HTTP/1.1 OK\r\n\r\n", "no status line"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "no status line"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nstory", "several lengths"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 50_000, "head too large"),
        (b"HTTP/1.1 100 X\r\n" + b"x: y\r\n" * 9_000 + b"\r\n" + b"HTTP/1.1 103 X\r\n\r\n" * 20_000, "head too large"),
    ],
)
def test_what_is_no_answer_is_named(raw: bytes, told: str) -> None:
    with pytest.raises(MalformedHeadError, match=told):
        ordered(raw, 65_536)


def test_a_head_that_ends_too_early_is_named() -> None:
    reader = HeadReader()
    assert reader.feed(b"HTTP/1.1 200 OK\r\nx: y\r\n") == b""
    with pytest.raises(MalformedHeadError, match="cut short"):
        reader.feed(b"")


_NAMES = st.text("abcXYZ-09 /:\t", min_size=0, max_size=8).map(str.encode)
_VALUES = st.binary(max_size=12).map(lambda value: value.replace(b"\n", b""))
_HEADS = st.builds(
    lambda lines, end: b"HTTP/1.1 200 OK" + end + b"".join(n + b":" + v + end for n, v in lines) + end,
    st.lists(st.tuples(_NAMES, _VALUES), max_size=6),
    st.sampled_from([b"\n", b"\r\n"]),
)


@given(_HEADS, st.binary(max_size=20))
def test_whatever_the_headers_are_h11_reads_what_is_left_of_them(head: bytes, body: bytes) -> None:
    assert read(head + body)[0] == 200


@given(_HEADS, st.binary(max_size=20), st.integers(1, 9))
def test_it_does_not_matter_how_the_bytes_arrive(head: bytes, body: bytes, size: int) -> None:
    assert ordered(head + body, size) == ordered(head + body)


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda rest: b"HTTP/1.1 " + rest))
def test_garbage_ends_in_order_or_by_name(raw: bytes) -> None:
    with contextlib.suppress(MalformedHeadError):
        ordered(raw, 7)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"", None),
        (b"HTTP/1.1 2", None),
        (b"HTTP/1.1 20", None),
        (b"HTTP/1.1 200", 200),
        (b"HTTP/1.1 200 OK\r\nx", 200),
        (b"HTTP/1.1 503 \r\nRetry-After: 60\r\nx", 503),
        (b"HTTP/1.1 100 Continue\r\n", None),
    ],
)
def test_the_status_is_heard_as_soon_as_it_is_there(head: bytes, status: int | None) -> None:
    assert Heard(head).status == status


def test_headers_are_heard_as_far_as_they_have_come() -> None:
    heard = Heard(b"HTTP/1.1 503 X\r\nodd line\r\nRetry-After: 60\r\nretry-after: 90\r\nx")
    assert heard.headers == {"retry-after": "60"}
