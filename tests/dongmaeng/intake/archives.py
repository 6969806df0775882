"""WARC files, written by another library than the one that reads them."""

from __future__ import annotations

import gzip
import io
import uuid
from collections.abc import Sequence
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dongmaeng.intake.place import Place, Taken
from dongmaeng.intake.selection import Selection
from dongmaeng.intake.targets import Target

HTML = [("Content-Type", "text/html; charset=utf-8")]
KOREAN = "<html><body><p>가람전자와 나래통신이 시범 사업을 {}번째로 함께 시작했다고 밝혔다.</p></body></html>"


def record(
    url: str,
    body: bytes,
    *,
    status: str = "200 OK",
    headers: Sequence[tuple[str, str]] = tuple(HTML),
    kind: str = "response",
    extra: dict[str, str] | None = None,
    compressed: bool = True,
) -> bytes:
    """One record, a gzip member where it is compressed."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed, warc_version="1.1")
    head = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind in ("response", "revisit") else None
    written = writer.create_warc_record(
        url,
        kind,
        payload=io.BytesIO(body),
        http_headers=head,
        warc_headers_dict={"WARC-Date": "2026-03-09T01:02:03Z", "WARC-Record-ID": _id(url)} | (extra or {}),
        warc_content_type="text/html" if kind == "resource" else "",
    )
    writer.write_record(written)
    return out.getvalue()


def _id(url: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>"


def stories(count: int, *, compressed: bool = True) -> list[bytes]:
    """Records of so many Korean pages."""
    return [record(f"https://news.example/{n}", KOREAN.format(n).encode(), compressed=compressed) for n in range(count)]


def as_one_member(records: Sequence[bytes]) -> bytes:
    """The same records as a gzip file of a single member, which the specification asks nobody to write."""
    return gzip.compress(b"".join(gzip.decompress(record) for record in records))


def read(file: Path, at: Place | None = None, wanted: Selection | None = None) -> list[Taken]:
    return list(Target(file).read(None, at or Place(), wanted or Selection()))


def urls(taken: Sequence[Taken]) -> list[str]:
    return [one.item.page.url for one in taken if one.item is not None and one.item.page is not None]


def faults(taken: Sequence[Taken]) -> list[str]:
    return [one.item.fault for one in taken if one.item is not None and one.item.page is None]
