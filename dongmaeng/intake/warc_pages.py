"""The pages of a WARC file, as crawlers and Common Crawl's CC-NEWS write them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from agents.decoding import BrokenEncoding, Decoder
from agents.page_types import KEPT_HEADERS, is_page
from agents.urls import article_id, loggable
from dongmaeng.intake.place import Place, Taken
from dongmaeng.intake.selection import Selection
from dongmaeng.intake.warc_file import Met, WarcFile
from dongmaeng.items import Item, is_url
from topics.records import Page, Quiet, now

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

LARGEST_PAGE = 8 << 20  # bytes, as `fetch.max_bytes` has it by default and a cluster carries it

_TYPES = ("response", "resource")
_FRACTION = re.compile(r"(\.\d{6})\d+")


class _Passed(Exception):
    """The record is no page that is wanted."""


class _Broken(ValueError):
    """The record cannot be read; says why."""


def read_warc(path: Path, quiet: Quiet | None, at: Place, wanted: Selection) -> Iterator[Taken]:
    """The pages of a WARC file from a place on; all that is no page is passed over, what is broken is a fault."""
    with closing(WarcFile(path)) as file:
        records = file.records(at)
        met = next(records, None)
        while met is not None:
            where = f"{path.name} at byte {met.at}"
            try:
                taken = _taken(met, where, quiet, wanted)
            except OSError as error:  # the file breaks off within the record
                met = records.throw(error)
                continue
            yield taken
            met = next(records, None)


def _taken(met: Met, where: str, quiet: Quiet | None, wanted: Selection) -> Taken:
    if met.record is None:
        return Taken(Item(where, None, f"{where}: {met.fault}"), met.place)
    try:
        return Taken(Item(where, _page(met.record, quiet, wanted)), met.place)
    except _Passed as passed:
        return Taken(None, met.place, str(passed))
    except _Broken as broken:
        return Taken(Item(where, None, f"{where}: {broken}"), met.place)


def _page(record: WarcRecord, quiet: Quiet | None, wanted: Selection) -> Page:
    """The page of a record; raises `_Passed`, `_Broken`, and `OSError` where the file breaks off."""
    kind = str(record.record_type).rpartition(".")[2]
    if kind not in _TYPES:
        raise _Passed(f"{kind} record")
    url = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    if not is_url(url) and not (kind == "resource" and url.startswith("item:")):
        raise _Passed("no web address")
    if reason := wanted.refuses_address(url):
        raise _Passed(reason)
    if record.headers.get("WARC-Truncated"):
        raise _Passed("truncated by its crawler")
    headers = _headers(record, kind, url)
    length = record.content_length
    if length > LARGEST_PAGE:
        raise _Broken(f"{loggable(url)}: {length} bytes, more than the {LARGEST_PAGE} that are read")
    raw = record.reader.read(LARGEST_PAGE + 1)
    if len(raw) < length:
        raise OSError(f"cut off: {len(raw)} bytes of {length}")
    body = _body(raw, headers, url)
    if not body.strip():
        raise _Passed("empty page")
    if not is_page(headers.get("content-type", ""), body):
        raise _Passed("not a page")
    page = Page(
        id=article_id(url),
        source_id=unquote(url.removeprefix("item:")) if url.startswith("item:") else None,
        url=url,
        final_url=url,
        body=body,
        headers={name: headers[name] for name in KEPT_HEADERS if name in headers},
        fetched=_moment(record.headers.get("WARC-Date") or ""),
        quiet=quiet,
    )
    if kind == "resource" and headers.get("content-type", "").startswith("text/plain"):
        page = page.model_copy(update={"body": b"", "text": body.decode("utf-8", "replace"), "headers": {}})
    if reason := wanted.refuses(page):
        raise _Passed(reason)
    return page


def _headers(record: WarcRecord, kind: str, url: str) -> Mapping[str, str]:
    """The headers of the answer by lower-case name; raises where it is none that brought a page."""
    if kind == "resource":
        return {"content-type": record.headers.get("Content-Type") or ""}
    status = record.http_headers.status_code if record.http_headers else None
    if status is None:
        raise _Broken(f"{loggable(url)}: no answer of HTTP")
    if not 200 <= status < 300:
        raise _Passed(f"status {status}")
    found: dict[str, str] = {}
    for name, value in record.http_headers.to_tuples():
        found.setdefault(name.lower(), value)
    return found


def _body(raw: bytes, headers: Mapping[str, str], url: str) -> bytes:
    """The body without the codings of HTTP; many archives hold it so already, and keep the headers that named them."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw = _unchunked(raw)
    pieces: list[bytes] = []
    size = 0
    try:
        decoder = Decoder(headers.get("content-encoding", ""))
        for piece in decoder.feed(raw):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_PAGE:
                raise _Broken(f"{loggable(url)}: decoded more than the {LARGEST_PAGE} bytes that are read")
        decoder.finish()
        return b"".join(pieces)
    except BrokenEncoding as error:
        if is_page("", raw):
            return raw
        raise _Broken(f"{loggable(url)}: {error}") from None


def _unchunked(raw: bytes) -> bytes:
    from fastwarc.stream_io import ChunkedReader

    try:
        return ChunkedReader(io.BytesIO(raw)).read(LARGEST_PAGE)
    except OSError:
        return raw


def _moment(text: str) -> datetime:
    """When the page was fetched; now, where the record does not tell it."""
    try:
        moment = datetime.fromisoformat(_FRACTION.sub(r"\1", text.strip()))
    except ValueError:
        return now()
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
