"""WARC 1.1 (ISO 28500:2017): pages as the responses that brought them, a gzip member each."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import uuid
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from dongmaeng import __version__
from dongmaeng.intake.warc_file import NoWarc
from topics.records import Page

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecordType

_LEVEL = 6
"""Of zlib; nine takes twice the time for a hundredth less."""

_SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What stands in an address as it is."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_TEXT = "text/plain; charset=utf-8"


class WarcWriter:
    """Makes the members of one file; raises `NoWarc` where FastWARC is not installed."""

    def __init__(self) -> None:
        try:
            from fastwarc.warc import WarcRecordType
        except ImportError:
            raise NoWarc from None
        self._types = WarcRecordType

    def begin(self, moment: datetime) -> bytes:
        """What the file says of itself."""
        software = f"software: dongmaeng/{__version__}\r\nformat: WARC File Format 1.1\r\n"
        return self._member(
            self._types.warcinfo, "", moment, "", "application/warc-fields", software.encode(), software.encode()
        )

    def page(self, page: Page, place: str) -> bytes:
        """A page: the response that brought it, as far as its head was kept, or a resource where there was none.

        `place`: where it is kept, which another record does not have.
        """
        url, body = _address(page.final_url or page.url), page.body
        if page.text is not None:
            return self._member(
                self._types.resource, url, page.fetched, place, _TEXT, page.text.encode("utf-8", "replace")
            )
        if not url.startswith(("http://", "https://")):
            kind = _value(page.headers.get("content-type", "text/html"))
            return self._member(self._types.resource, url, page.fetched, place, kind, body)
        head = _head(page.status, [(name, page.headers[name]) for name in sorted(page.headers)])
        return self._member(
            self._types.response, url, page.fetched, place, "application/http; msgtype=response", head + body, body
        )

    def _member(
        self,
        kind: WarcRecordType,
        url: str,
        moment: datetime,
        place: str,
        content_type: str,
        block: bytes,
        payload: bytes | None = None,
    ) -> bytes:
        """One record, compressed by itself."""
        from fastwarc.warc import WarcRecord

        record = WarcRecord()
        date = moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        digest = _digest(block if payload is None else payload)
        id = uuid.uuid5(uuid.NAMESPACE_URL, f"{url} {date} {place}")  # the same for the same record
        record.init_headers(kind, f"uuid:{id}".encode())
        record.headers.set("WARC-Date", date)
        if url:
            record.headers.set("WARC-Target-URI", url)
        record.headers.set("Content-Type", content_type)
        record.headers.set("WARC-Payload-Digest", digest)
        record.set_bytes_content(block)
        out = io.BytesIO()
        record.write(out, checksum_data=True)
        member = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        return member.compress(out.getvalue()) + member.flush()


def _head(status: int, headers: Sequence[tuple[str, str]]) -> bytes:
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = ""
    lines = [f"HTTP/1.1 {status} {reason}".rstrip(), *(f"{_value(n)}: {_value(v)}" for n, v in headers), "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _address(url: str) -> str:
    """The address as a URI, in which nothing can end the line that it stands in."""
    return quote(url.encode("utf-8", "replace").decode(), safe=_SAFE)


def _value(text: str) -> str:
    return _CONTROLS.sub(" ", text).strip()


def _digest(data: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode('ascii')}"
