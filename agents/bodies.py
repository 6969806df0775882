"""Bodies of answers, decoded within a limit."""

from __future__ import annotations

import asyncio
import re

from agents.decoding import BrokenEncoding, Decoder
from agents.http_errors import CutShort, HttpError, MalformedAnswer, TooLarge, UndecodableAnswer
from agents.http_library import httpx

_WHOLE = re.compile(
    rb"</(?:html|rss|feed|rdf:rdf|urlset|sitemapindex)\s*>\s*(?:<!--(?:(?!-->).)*-->\s*)*\Z", re.IGNORECASE | re.DOTALL
)
"""The end of a page, feed or sitemap; comments of servers and caches may stand behind it."""

_TAIL = 4_096
"""Bytes in which that end is looked for."""


_BEGINNING_BYTES, _BEGINNING_SECONDS = 65_536, 2.0
"""How much of the body of an answer to a POST is waited for, so that the receiver can end in order."""

_BEGINNING_CHUNK = 4_096


async def read_beginning(answer: httpx.Response, body: bytearray) -> None:
    """Read the beginning of a body, decoded, into `body`; what is no valid encoding ends it."""
    async with asyncio.timeout(_BEGINNING_SECONDS):
        async for chunk in answer.aiter_bytes(_BEGINNING_CHUNK):
            body += chunk
            if len(body) >= _BEGINNING_BYTES:
                del body[_BEGINNING_BYTES:]
                return


async def read_body(answer: httpx.Response, limit: int, cut: bool, host: str) -> bytes:
    """The decoded body, at most `limit` bytes; with `cut` the rest is left, else it raises `TooLarge`.

    A body that ends too early or goes on wrongly is taken where its compressed stream or its document is at its end:
    lengths are often declared wrong. Else it raises `CutShort` or `MalformedAnswer`, and `UndecodableAnswer` for a
    wrong encoding.
    """
    declared = answer.headers.get("content-length", "")
    if not cut and declared.isdecimal() and int(declared[:20]) > limit:
        raise TooLarge(f"{host}: {declared[:20]} bytes declared, {limit} allowed")
    pieces: list[bytes] = []
    size = raw = 0
    fault: HttpError | None = None
    try:
        decoder = Decoder(answer.headers.get("content-encoding", ""))
        async for chunk in answer.aiter_raw():
            raw += len(chunk)
            for piece in decoder.feed(chunk):
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    break
            if max(size, raw) > limit:
                if cut:
                    return b"".join(pieces)[:limit]
                raise TooLarge(f"{host}: more than {limit} bytes")
    except BrokenEncoding as error:
        raise UndecodableAnswer(f"{host}: {error}") from None
    except (httpx.ReadError, httpx.RemoteProtocolError) as error:
        fault = body_fault(error, host)
    body = b"".join(pieces)
    if fault is None and not decoder.is_complete:
        fault = CutShort(f"{host}: compressed stream cut short")
    if fault is None or (decoder.has_ended and size > 0) or _WHOLE.search(body[-_TAIL:]):
        return body
    raise fault


def body_fault(error: Exception, host: str) -> HttpError:
    """What is wrong with an answer whose body could not be read to its end."""
    # h11 has one exception for all; only where the connection ends does it speak of the peer.
    if isinstance(error, httpx.ReadError) or str(error).startswith("peer"):
        return CutShort(f"{host}: answer cut short")
    return MalformedAnswer(f"{host}: malformed answer")
