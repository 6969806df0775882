"""Invented Korean news pages as crawlers bring them, and a WARC file of them like those of CC-NEWS."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.invented_news import PUBLISHERS, stories

SMALLEST, LARGEST = 60_000, 120_000
"""Bytes of a page."""
_HOSTS = 40
_MENU = ("정치", "경제", "산업", "금융", "국제", "사회", "문화", "과학", "연예", "스포츠", "오피니언", "지역")
_PAGE = """<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><title>{title} - {paper}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{paper}">
<meta property="og:type" content="article"><meta property="article:published_time" content="{published}">
<style>{styles}</style><script>var layout = {script};</script></head>
<body><header><nav>{menu}</nav></header><main><article><h1>{title}</h1>
<p class="byline">입력 {shown} {reporter} 기자</p><div id="article-body" itemprop="articleBody">{body}</div></article>
<aside><h2>많이 본 뉴스</h2><ul>{related}</ul></aside></main>
<footer><p>{paper} 무단 전재 및 재배포 금지</p></footer><script>window.state = {state};</script></body></html>"""


def crawled_pages(count: int) -> Iterator[tuple[str, bytes]]:
    """So many pages with their addresses, each with a story of its own."""
    headlines = [f"오늘의 소식 {number}" for number in range(60)]
    for number, tagged in enumerate(stories(count)):
        chance, article = random.Random(f"page {number}"), tagged.article
        assert article.published is not None
        paper = PUBLISHERS[number % _HOSTS]
        links = "".join(f'<li><a href="/news/{n}">{chance.choice(headlines)}</a></li>' for n in range(60))
        headlines[number % len(headlines)] = article.title
        # What is told is the page's own, so that no page is a copy of another.
        paragraphs = [f"{line} 관련 자료 번호는 {number}-{n}번이다." for n, line in enumerate(article.body.split("\n"))]
        parts = {
            "title": article.title,
            "paper": paper,
            "published": article.published.isoformat(),
            "shown": f"{article.published:%Y.%m.%d %H:%M}",
            "reporter": article.title[:3],
            "menu": "".join(f'<a href="/{n}"><span>{name}</span></a>' for n, name in enumerate(_MENU * 4)),
            "body": "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
            "related": links,
            "styles": _noise(chance, 8_000),
            "script": _noise(chance, 12_000),
        }
        wanted = chance.randint(SMALLEST, LARGEST)
        bare = len(_PAGE.format(**parts, state="").encode())
        page = _PAGE.format(**parts, state=_noise(chance, wanted - bare))
        yield f"https://news{number % _HOSTS}.example/news/{number}", page.encode()


def write_files(folder: Path, count: int) -> int:
    """Write pages as files; how many bytes they have."""
    folder.mkdir()
    size = 0
    for number, (_, page) in enumerate(crawled_pages(count)):
        (folder / f"{number:06}.html").write_bytes(page)
        size += len(page)
    return size


def write_warc(file: Path, count: int) -> None:
    """Write pages as CC-NEWS does: a request and a response each, with redirects and what is gone between them."""
    with open(file, "wb") as out:
        out.write(_record("warcinfo", "", "application/warc-fields", b"software: invented\r\nformat: WARC 1.0\r\n"))
        for number, (url, page) in enumerate(crawled_pages(count)):
            asked = f"GET {url.partition('example')[2]} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()
            out.write(_record("request", url, "application/http; msgtype=request", asked))
            if number % 20 == 0:
                out.write(_response(f"{url}/old", "301 Moved Permanently", f"Location: {url}", b""))
            if number % 50 == 0:
                out.write(_response(f"{url}/gone", "404 Not Found", "Content-Type: text/html", b"<p>gone</p>"))
            out.write(_response(url, "200 OK", "Content-Type: text/html; charset=utf-8", page))


def _response(url: str, status: str, header: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\n{header}\r\nX-Crawl-Content-Encoding: gzip\r\n\r\n".encode()
    return _record("response", url, "application/http; msgtype=response", head + body)


def _record(kind: str, url: str, content_type: str, block: bytes) -> bytes:
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Date: 2026-03-09T01:00:00Z",
        f"WARC-Record-ID: <urn:uuid:{random.Random(kind + url).getrandbits(128):032x}>",
        *([f"WARC-Target-URI: {url}"] if url else []),
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block)}",
    ]
    return gzip.compress("\r\n".join([*head, "", ""]).encode() + block + b"\r\n\r\n", 6)


def _noise(chance: random.Random, length: int) -> str:
    """Text of a script or a style sheet, which compresses about as real ones do."""
    words = [f'"{chance.getrandbits(40):x}":{{"width":{n},"margin":"auto"}}' for n in range(max(length, 0) // 40 + 1)]
    return ("{" + ",".join(words))[: max(length, 0)].rpartition(",")[0] + "}" if length > 0 else ""
