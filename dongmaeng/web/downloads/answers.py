"""Answers that are files or feeds: names, streams, and what has not changed since it was asked for last."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import TypeVar
from urllib.parse import quote

import structlog
from fastapi import HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from dongmaeng.exports.documents import Document
from dongmaeng.exports.formats import Format
from dongmaeng.exports.parquet_file import NoParquet
from dongmaeng.exports.writer import Writer, written
from dongmaeng.web.conditions import has
from dongmaeng.web.heads import is_head
from dongmaeng.web.rendering import language_of
from dongmaeng.web.texts import texts_in
from topics.records import SEOUL, now

Item = TypeVar("Item")

log = structlog.get_logger()

METHODS = ["GET", "HEAD"]

_MOST_AT_ONCE = 4
"""Files that one process makes at a time; feeds are short and do not count."""
LONGEST_SEND_SECONDS = 60.0
"""How long a reader may take nothing of a file, who keeps others from theirs meanwhile."""
_PATIENCE_SECONDS = 5
_LONGEST_NAME = 80


async def file(
    request: Request,
    writer: Callable[[], Writer[Item]],
    items: AsyncIterator[Sequence[Item]],
    format: Format,
    name: str,
) -> Response:
    """A file to be saved, sent as it is made; an error before its first part is an answer of its own.

    Raises `HTTPException` where the format cannot be written here, or too many files are being made.
    """
    headers = {"content-disposition": _attachment(f"{name}-{now().astimezone(SEOUL):%Y-%m-%d}.{format}")}
    if _under_way(request) >= _MOST_AT_ONCE:
        words = texts_in(language_of(request))("download.busy")
        raise HTTPException(503, words, {"retry-after": str(_PATIENCE_SECONDS)})
    try:
        made = writer()
    except NoParquet as error:
        raise HTTPException(501, str(error)) from None
    parts = _counted(request, written(made, items))
    first = await anext(parts, b"")
    if is_head(request):
        await parts.aclose()
        answer = Response(headers=headers, media_type=format.media_type)
        del answer.headers["content-length"]  # nobody knows it before the file is made
        return answer
    return _File(first, parts, headers, format.media_type)


def document(request: Request, made: Document, format: Format) -> Response:
    """A feed or calendar; 304 where whoever asks has it already."""
    tag = f'"{hashlib.sha256(made.body).hexdigest()[:32]}"'
    headers = {"etag": tag, "content-language": language_of(request)}
    if made.updated:
        headers["last-modified"] = format_datetime(made.updated.astimezone(UTC), usegmt=True)
    if _is_known(request, tag, made.updated):
        return Response(status_code=304, headers=headers)
    return Response(made.body, headers=headers, media_type=format.media_type)


def _is_known(request: Request, tag: str, updated: datetime | None) -> bool:
    """Whether a condition of the request (RFC 9110) says that the answer is known; a tag goes before a time."""
    if "if-none-match" in request.headers:
        return has(request, tag)
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return updated is not None and updated.replace(microsecond=0) <= since.replace(tzinfo=since.tzinfo or UTC)


def _attachment(name: str) -> str:
    """The header by which a browser saves a file under a name of any letters (RFC 6266)."""
    stem, _, end = name[-_LONGEST_NAME:].rpartition(".")
    kept = "".join(char if char.isalnum() or char in "-_" else "_" for char in stem) + f".{end}"
    plain = kept.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(kept, safe='')}"


class _File(StreamingResponse):
    """Parts as they are made; however it ends, what makes them is told so at once."""

    def __init__(self, first: bytes, rest: AsyncGenerator[bytes], headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(_joined(first, rest), headers=headers, media_type=media_type)
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(LONGEST_SEND_SECONDS):
                await send(message)

        try:
            await super().__call__(scope, receive, send_in_time)
        except TimeoutError:
            log.info("a file was given up: its reader takes too little", path=scope["path"])
        finally:
            await self._rest.aclose()


def _under_way(request: Request) -> int:
    return getattr(request.app.state, "files_under_way", 0)


async def _counted(request: Request, parts: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """The parts, counted as a file under way."""
    state = request.app.state
    state.files_under_way = _under_way(request) + 1
    try:
        async with aclosing(parts):
            async for part in parts:
                yield part
    finally:
        state.files_under_way -= 1


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if first:
        yield first
    async for part in rest:
        yield part
