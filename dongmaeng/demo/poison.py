"""Pages and feeds made to break a reader, with the endings that are right for each."""

from __future__ import annotations

import itertools
import random
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

CHUNK = 64 * 1024
HUGE_BYTES = 50 * 1024 * 1024
DRIP_SECONDS = 2.0  # shorter than any sane read timeout, so that only a limit on the whole answer ends it

Send = Callable[[BaseHTTPRequestHandler, threading.Event], None]


@dataclass(frozen=True, slots=True)
class Poison:
    """One poisoned address; `ends` names the right endings as `stage:outcome`.

    Before a `quarantined`, the stage may have retried.
    """

    name: str
    path: str
    send: Send
    ends: frozenset[str]
    title: str = "독 페이지"


def _answer(
    handler: BaseHTTPRequestHandler, chunks: Iterator[bytes], content_type: str, extra: dict[str, str] | None = None
) -> None:
    """Stream an answer of unknown length; the connection closes behind it."""
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("content-type", content_type)
    handler.send_header("connection", "close")
    for name, value in (extra or {}).items():
        handler.send_header(name, value)
    handler.end_headers()
    for chunk in chunks:
        handler.wfile.write(chunk)


def _redirect(handler: BaseHTTPRequestHandler, location: str) -> None:
    handler.send_response(302)
    handler.send_header("location", location)
    handler.send_header("content-length", "0")
    handler.end_headers()


def _undecodable(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    noise = random.Random(7).randbytes(40_000)  # seeded: the same page every time
    _answer(handler, iter([b"<html><body><p>", noise, b"</p></body></html>"]), "text/html; charset=utf-8")


def _huge(handler: BaseHTTPRequestHandler, stop: threading.Event) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"<html><body>"
        block = ("<p>" + "끝없이 이어지는 문단입니다. " * 1600)[: CHUNK // 3].encode()
        sent = 0
        while sent < HUGE_BYTES and not stop.is_set():
            yield block
            sent += len(block)

    _answer(handler, chunks(), "text/html; charset=utf-8")


def _compressed_bomb(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)  # 31: a gzip header

    def chunks() -> Iterator[bytes]:
        for _ in range(HUGE_BYTES // CHUNK):
            packed = packer.compress(b" " * CHUNK)
            if packed:
                yield packed
        yield packer.flush()

    _answer(handler, chunks(), "text/html; charset=utf-8", {"content-encoding": "gzip"})


def _nested(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    depth = 10_000
    page = "<html><body>" + "<div><b>" * (depth // 2) + "깊은 곳에 적힌 한 문장이다." + "</b></div>" * (depth // 2)
    _answer(handler, iter([page.encode()]), "text/html; charset=utf-8")


def _endless_redirect(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    count = int("0" + "".join(filter(str.isdigit, handler.path.partition("?")[2]))) + 1
    _redirect(handler, f"/poison/endless-redirect?n={count}")


def _private_redirect(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    # Port 9 of this machine: private, and nobody answers there even where private addresses are allowed.
    _redirect(handler, "http://127.0.0.1:9/admin/")


def _file_redirect(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    _redirect(handler, "file:///etc/hostname")


def _dripping(handler: BaseHTTPRequestHandler, stop: threading.Event) -> None:
    def chunks() -> Iterator[bytes]:
        while not stop.is_set():
            yield b" "
            stop.wait(DRIP_SECONDS)

    _answer(handler, chunks(), "text/html; charset=utf-8")


def _slow_to_clean(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    """One line of 4 MB made of half-finished bylines, brackets and addresses, where careless patterns backtrack."""
    unit = "[서울=새벽통신 홍길동 기자 = (사진 ▶ gildong.gildong.gildong@gildong.gildong.   무단전재 및 재배포 "
    line = (unit * (4 * 1024 * 1024 // len(unit.encode()))).encode()
    head = "<html><head><title>끝나지 않는 바이라인</title></head><body><div id='article-view-content-div'><p>"
    _answer(handler, iter([head.encode(), line, b"</p></div></body></html>"]), "text/html; charset=utf-8")


def _slow_to_tag(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    """A list of some 20,000 companies in one sentence that ends in an agreement."""
    syllables = "가나다라마바사아자차카타파하"
    suffixes = ("전자", "통신", "바이오", "에너지", "은행", "로보틱스", "제약")
    names = "·".join("".join(parts) for parts in itertools.product(syllables, syllables, syllables, suffixes))
    page = (
        "<html><head><title>이만 개 회사의 업무협약</title></head><body><div id='article-view-content-div'>"
        f"<p>{names}은 업무협약을 체결했다고 13일 밝혔다.</p></div></body></html>"
    )
    _answer(handler, iter([page.encode()]), "text/html; charset=utf-8")


def _broken_characters(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    """A readable story full of NULs, lone surrogates and noncharacters, which stores and JSON writers refuse."""
    paragraph = "<p>문장 사이에 &#0; 널과 &#xD800;&#xDFFF; 반쪽 글자와 &#xFFFF; 없는 글자가 섞여 있는 기사다.</p>"
    page = (
        "<html><head><title>깨진 글자 &#xD83D; 기사</title>"
        '<meta property="article:published_time" content="2026-03-13T99:99:99+09:00"></head>'
        f"<body><div id='article-view-content-div'>{paragraph * 6}</div></body></html>"
    )
    _answer(handler, iter([page.encode(), b"\x00\x00"]), "text/html; charset=utf-8")


def _xml_bomb(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "동맹동맹동맹">{entities}]>'
        '<rss version="2.0"><channel><title>&e11;</title><item><title>&e11;</title>'
        "<link>http://127.0.0.1:9/bomb</link></item></channel></rss>"
    )
    _answer(handler, iter([feed.encode()]), "application/rss+xml")


def _broken_feed(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    feed = (
        '<?xml version="1.0" encoding="utf-8"?><rss><channel><title>끊긴 피드</title><item><title>첫 & 줄</title><lin'
    )
    _answer(handler, iter([feed.encode(), b"\xff\xfe\x00"]), "application/rss+xml")


def _ends(*endings: str) -> frozenset[str]:
    return frozenset(endings)


FETCH_FAILS = _ends("fetch:dropped", "fetch:quarantined")
CLEAN_FAILS = _ends("clean:dropped", "clean:quarantined")
DISCOVER_ENDS = _ends("discover:done", "discover:dropped", "discover:retried", "discover:quarantined")

PAGES = (
    Poison("undecodable", "/poison/undecodable", _undecodable, CLEAN_FAILS | FETCH_FAILS, "읽을 수 없는 바이트"),
    Poison("huge", "/poison/huge", _huge, FETCH_FAILS, "오십 메가바이트"),
    Poison("compressed-bomb", "/poison/compressed-bomb", _compressed_bomb, FETCH_FAILS, "눌러 담은 오십 메가바이트"),
    Poison("nested", "/poison/nested", _nested, CLEAN_FAILS | _ends("clean:done"), "만 겹의 태그"),
    Poison("endless-redirect", "/poison/endless-redirect", _endless_redirect, FETCH_FAILS, "끝없는 이동"),
    Poison("private-redirect", "/poison/private-redirect", _private_redirect, FETCH_FAILS, "사설 주소로 가는 이동"),
    Poison("file-redirect", "/poison/file-redirect", _file_redirect, FETCH_FAILS, "파일로 가는 이동"),
    Poison("dripping", "/poison/dripping", _dripping, FETCH_FAILS, "한 바이트씩 오는 쪽"),
    Poison("slow-to-clean", "/poison/slow-to-clean", _slow_to_clean, CLEAN_FAILS | FETCH_FAILS | _ends("clean:done")),
    Poison("slow-to-tag", "/poison/slow-to-tag", _slow_to_tag, CLEAN_FAILS | _ends("tag:done", "tag:quarantined")),
    Poison("broken-characters", "/poison/broken-characters", _broken_characters, CLEAN_FAILS | _ends("index:done")),
)
"""Listed in the feed of the small outlet, before its stories."""

SOURCES = (
    Poison("xml-bomb", "/poison/xml-bomb.xml", _xml_bomb, DISCOVER_ENDS),
    Poison("broken-feed", "/poison/broken-feed.xml", _broken_feed, DISCOVER_ENDS),
)
"""Extra feeds; what matters is that they end, within bounds, and that the other feeds are read."""

BY_PATH = {poison.path: poison for poison in (*PAGES, *SOURCES)}
