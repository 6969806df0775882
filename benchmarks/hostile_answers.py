"""What sites may answer instead of a story or a feed, under the names that the documentation has for it.

Each attack has a host of its own and answers at `STORY` or `FEED`; other paths and its robots.txt are part of it.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.utils import format_datetime
from functools import cache

from benchmarks.newsstand import html_page
from tests.loopback import Answer, Asked, Raw, Reply
from topics.records import now

STORIES = "/news/"
STORY = f"{STORIES}20261128001"
FEED = "/rss"
ROBOTS = "/robots.txt"

LEGACY_TLS = "has a TLS without secure renegotiation"
"""The attack that is not told by an answer."""

WAIT = 3600.0
"""Seconds for which who says so wants to be left alone: longer than any run."""

HTML = {"content-type": "text/html; charset=utf-8"}
XML = {"content-type": "application/rss+xml; charset=utf-8"}

Site = Mapping[str, Answer]
"""The answers of one host by path."""


def page_attacks(story: bytes, port: int) -> dict[str, Site]:
    """What may stand at the address of a story, by its name; `story`: a page that can be read."""
    whole = Reply(200, story, HTML)
    length = len(story)
    odd = b"X Odd: 1\r\nno colon\r\n folded\r\n"
    body = b"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n%s\r\n" + story
    cut = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n%s\r\n" + story[: length // 2]
    return {
        "says nothing": {STORY: says_nothing},
        "sends a byte now and then": {STORY: drips(HTML)},
        "sends without end": {STORY: without_end(HTML, b"<p>word</p>" * 5_000)},
        "unpacks to far more than it sends": {STORY: Reply(200, bomb(), {**HTML, "content-encoding": "gzip"})},
        "says that it is too long": {STORY: raw(body % b"content-length: 900000000\r\n")},
        "ends before its declared length": {STORY: raw(cut % b"content-length: 99999\r\n")},
        "ends within a chunk": {STORY: raw(cut % b"transfer-encoding: chunked\r\n" + b"\r\n5\r\nshort")},
        "is whole, though it declares more": {STORY: raw(body % b"content-length: 99999\r\n")},
        "declares two lengths": {STORY: raw(body % (b"content-length: %d\r\ncontent-length: 7\r\n" % length))},
        "is not packed as it says": {STORY: Reply(200, story, {**HTML, "content-encoding": "gzip"})},
        "is packed as nobody asked for": {STORY: Reply(200, story, {**HTML, "content-encoding": "br"})},
        "hangs up at once": {STORY: raw(b"")},
        "speaks no HTTP": {STORY: raw(b"220 mail.example ESMTP\r\n")},
        "sends headers without end": {STORY: raw(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 60_000)},
        "sends headers that are none": {STORY: raw(body % (odd + b"Content-Length : %d\r\n" % length))},
        "redirects in a circle": {STORY: moved("/a"), "/a": moved("/b"), "/b": moved("/a")},
        "redirects more than five times": {STORY: moved("/1"), **{f"/{n}": moved(f"/{n + 1}") for n in range(1, 9)}},
        "redirects to a private address": {STORY: moved(f"http://10.0.0.1:{port}/")},
        "redirects to a name of a private address": {STORY: moved(f"http://inside.example:{port}/")},
        "redirects to this machine, oddly spelt": {STORY: moved(f"http://2130706433:{port}/")},
        "redirects to a port that nobody allowed": {STORY: moved("http://mail.example:25/")},
        "redirects to no web address": {STORY: moved("file:///etc/passwd")},
        "redirects to its front page": {STORY: moved("/"), "/": whole},
        "wants its cookie back": {STORY: takes_cookie(whole)},
        "wants one cookie after another": {STORY: takes_cookie(None)},
        "leads on by a tag": {STORY: Reply(200, leads_on("/real"), HTML), "/real": whole},
        "leads on by a header": {STORY: Reply(200, b"<p></p>", {**HTML, "refresh": "0; url=/real"}), "/real": whole},
        "leads on by a line of script": {STORY: Reply(200, leads_on_by_script("/real"), HTML), "/real": whole},
        "leads on and on": {STORY: Reply(200, leads_on("/1"), HTML), "/1": Reply(200, leads_on(STORY), HTML)},
        "leads on to a private address": {STORY: Reply(200, leads_on(f"http://10.0.0.1:{port}/"), HTML)},
        LEGACY_TLS: {},
        "is gone": {STORY: Reply(410)},
        "is not there": {STORY: Reply(404)},
        "says that it was removed, with status 200": {STORY: Reply(200, soft_404(), HTML)},
        "is forbidden": {STORY: Reply(403)},
        "asks whether its reader is a robot": {STORY: Reply(403, whole.body, {**HTML, "cf-mitigated": "challenge"})},
        "asks for consent to cookies": {STORY: moved("/cookiewall"), "/cookiewall": whole},
        "asks its reader to log in": {STORY: moved("/member/login.php?returl=1"), "/member/login.php": whole},
        "asks to wait until a date": {STORY: asks_to_wait(429, by_date=True)},
        "asks to wait for some seconds": {STORY: asks_to_wait(503)},
        "fails": {STORY: Reply(500)},
        "has a robots.txt that says nothing": {STORY: whole, ROBOTS: says_nothing},
        "has a robots.txt that fails": {STORY: whole, ROBOTS: Reply(500)},
        "has a robots.txt that forbids": {STORY: whole, ROBOTS: Reply(200, b"User-agent: *\nDisallow: /news/")},
        "has a robots.txt that redirects in a circle": {STORY: whole, ROBOTS: moved(ROBOTS)},
        "has a robots.txt without end": {STORY: whole, ROBOTS: without_end({}, b"Disallow: /x\n" * 1_000)},
        "is a picture": {STORY: Reply(200, b"\xff\xd8\xff" + bytes(500), {"content-type": "image/jpeg"})},
        "is empty": {STORY: Reply(200, b" \n", HTML)},
        "is nested too deep": {STORY: Reply(200, b"<html><body>" + b"<div>" * 200_000 + story, HTML)},
        "names a charset that it is not in": {STORY: Reply(200, story, {"content-type": "text/html; charset=utf-16"})},
    }


def source_attacks(feed: bytes, port: int) -> dict[str, Site]:
    """What may stand at the address of a source, by its name; `feed`: one that can be read."""
    cut = b"HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n" + feed[: len(feed) // 2]
    entry = b"<item><title>x</title><link>/news/20261128%06d</link></item>"
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;">]><rss>&b;</rss>'
    return {
        "says nothing": {FEED: says_nothing},
        "sends a byte now and then": {FEED: drips(XML)},
        "sends without end": {FEED: without_end(XML, b"".join(entry % n for n in range(2_000)), b"<rss><channel>")},
        "unpacks to far more than it sends": {FEED: Reply(200, bomb(), {**XML, "content-encoding": "gzip"})},
        "is a packed file that unpacks to far more": {FEED: Reply(200, bomb(), {"content-type": "application/gzip"})},
        "declares entities": {FEED: Reply(200, entities, XML)},
        "ends before its declared length": {FEED: raw(cut)},
        "hangs up at once": {FEED: raw(b"")},
        "speaks no HTTP": {FEED: raw(b"220 mail.example ESMTP\r\n")},
        "redirects in a circle": {FEED: moved(FEED)},
        "redirects to a private address": {FEED: moved(f"http://192.168.0.1:{port}/")},
        "redirects to a port that nobody allowed": {FEED: moved("http://mail.example:25/")},
        "is not there": {FEED: Reply(404)},
        "is gone": {FEED: Reply(410)},
        "is forbidden": {FEED: Reply(403)},
        "asks to wait until a date": {FEED: asks_to_wait(429, by_date=True)},
        "fails": {FEED: Reply(500)},
        "is a page": {FEED: Reply(200, html_page("가람일보", "<p>새 소식이 없습니다.</p>"), HTML)},
        "is empty": {FEED: Reply(200, b"", XML)},
        "is an index of sitemaps that names itself": {FEED: names_itself(port)},
    }


async def says_nothing(writer: asyncio.StreamWriter) -> None:
    """An answer that does not come."""
    await asyncio.Event().wait()


def drips(headers: Mapping[str, str]) -> Raw:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(headers))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.5)

    return drip


def without_end(headers: Mapping[str, str], piece: bytes, first: bytes = b"") -> Raw:
    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(headers) + first)
        while True:
            writer.write(piece)
            await writer.drain()

    return send


def _head(headers: Mapping[str, str]) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode()


def raw(answer: bytes) -> Raw:
    """An answer of these bytes, behind which the connection ends."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return write


def moved(location: str) -> Reply:
    return Reply(302, headers={"location": location})


def asks_to_wait(status: int, *, by_date: bool = False) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        date = format_datetime(now() + timedelta(seconds=WAIT))
        return Reply(status, headers={"retry-after": date if by_date else f"{WAIT:.0f}"})

    return answer


def names_itself(port: int) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        index = f"<sitemapindex><sitemap><loc>http://{asked.host}:{port}{FEED}</loc></sitemap></sitemapindex>"
        return Reply(200, index.encode(), XML)

    return answer


@cache
def bomb() -> bytes:
    """100 MB of spaces in 100 kB."""
    return gzip.compress(b" " * 100_000_000, 9)


def takes_cookie(page: Reply | None) -> Callable[[Asked], Reply]:
    """The page for those who send back the cookie that others are given; without one, another cookie each time."""

    def answer(asked: Asked) -> Reply:
        given = asked.headers.get("cookie", "")
        if given and page is not None:
            return page
        return Reply(302, headers={"location": STORY, "set-cookie": f"seen={len(given)}{given[-20:]}; path=/"})

    return answer


def leads_on(address: str) -> bytes:
    return f'<html><head><meta http-equiv="refresh" content="0; url={address}"></head></html>'.encode()


def leads_on_by_script(address: str) -> bytes:
    return f'<html><head><script>location.replace("{address}")</script></head></html>'.encode()


def soft_404() -> bytes:
    return html_page("알림", "<p>삭제되었거나 존재하지 않는 기사입니다.</p><p>이용에 불편을 드려 죄송합니다.</p>")
