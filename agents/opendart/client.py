"""OpenDART, the disclosures of Korean companies (Financial Supervisory Service, https://opendart.fss.or.kr/guide)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from agents.daily_limit import LimitReached, count_request
from agents.http_client import HttpClient, HttpError
from agents.retry_after import retry_after
from topics.records import now
from topics.state import State

PAGE_SIZE = 100
"""Disclosures of one page of a list, the most that the service gives."""

_MOST_BYTES = 20_000_000
"""Of an answer; a document of hundreds of pages takes a few million."""

_NOTHING_FOUND = "013"
_FINE = "000"
_REASONS: Mapping[str, str] = {
    "010": "key refused",
    "011": "key refused",
    "012": "key refused for this address",
    "014": "gone",
    "020": "daily limit reached",
    "800": "closed for maintenance",
    "901": "key refused",
}
"""What the status of an answer means; others are faults of the request or of the service."""

_PAUSES: Mapping[str, float] = {"020": 3600.0, "800": 1800.0}
"""Seconds after which it is worth to ask again."""

Row = dict[str, Any]


class OpenDartError(Exception):
    """A request that gave nothing: a fixed reason, and the pause (seconds) that makes sense, if known."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class OpenDart:
    """One key's way to the service; each request counts towards the key's requests of the day."""

    def __init__(
        self,
        http: HttpClient,
        source: str,
        address: str,
        key: Callable[[], str],
        most: int,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """`source`: the id under which requests are counted; `key` raises `LookupError` where there is none."""
        self._http = http
        self._source = source
        self._address = address.rstrip("/")
        self._key = key
        self._most = most
        self._clock = clock

    async def disclosures(self, day: date, group: str, page: int, state: State) -> tuple[list[Row], int]:
        """A page of the disclosures of a day in one group (`pblntf_ty`), and how many there are on all pages."""
        stamp = f"{day:%Y%m%d}"
        found = await self._rows(
            "list.json", state, bgn_de=stamp, end_de=stamp, pblntf_ty=group, page_no=page, page_count=PAGE_SIZE
        )
        total = found.get("total_count", 0)
        return _list_of(found), total if isinstance(total, int) else 0

    async def decisions(self, name: str, corp_code: str, since: date, until: date, state: State) -> list[Row]:
        """The decisions of one kind that a company reported first between two days."""
        asked = {"corp_code": corp_code, "bgn_de": f"{since:%Y%m%d}", "end_de": f"{until:%Y%m%d}"}
        return _list_of(await self._rows(f"{name}.json", state, **asked))

    async def document(self, receipt: str, state: State) -> bytes:
        """The document of a disclosure: a ZIP of XML files."""
        body = await self._get("document.xml", state, rcept_no=receipt)
        if body.startswith(b"PK"):
            return body
        raise _fault(_status_of_xml(body))

    async def _rows(self, name: str, state: State, **asked: object) -> dict[str, Any]:
        body = await self._get(name, state, **asked)
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            raise OpenDartError("malformed answer") from None
        if not isinstance(found, dict):
            raise OpenDartError("malformed answer")
        status = found.get("status")
        if status == _NOTHING_FOUND:
            return {}
        if status != _FINE:
            raise _fault(str(status))
        return found

    async def _get(self, name: str, state: State, **asked: object) -> bytes:
        try:
            key = self._key()
        except LookupError:
            raise OpenDartError("key missing") from None
        try:
            await count_request(state, self._source, self._most, self._clock())
        except LimitReached as reached:
            raise OpenDartError(reached.reason, reached.after) from None
        query = urlencode({"crtfc_key": key, **asked})
        try:
            answer = await self._http.get(f"{self._address}/{name}?{query}", max_bytes=_MOST_BYTES)
        except HttpError as error:
            raise OpenDartError(error.reason) from error
        if answer.status != 200:
            reason = "told to wait" if answer.status in (429, 503) else "server error"
            raise OpenDartError(reason, retry_after(answer.headers))
        return answer.body


def _fault(status: str) -> OpenDartError:
    return OpenDartError(_REASONS.get(status, "request refused"), _PAUSES.get(status))


def _list_of(found: Mapping[str, Any]) -> list[Row]:
    rows = found.get("list", [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _status_of_xml(body: bytes) -> str:
    """The status of an answer that is an error in XML; only its first bytes are looked at."""
    text = body[:2_000].decode("utf-8", "replace")
    return text.partition("<status>")[2].partition("</status>")[0].strip()[:10]
