"""Looking for news with Naver's search (https://developers.naver.com/docs/serviceapi/search/news/news.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from agents.daily_limit import LimitReached, count_request
from agents.discover.contents import Item, plain_text, plain_title, web_link
from agents.discover.dates import parse_time
from agents.discover.look import Look, SourceFailure
from agents.discover.sources import SourceSetting
from agents.http_client import HttpClient, HttpError
from agents.retry_after import retry_after
from topics.state import State

_MOST_RESULTS = 100
"""Of one request, the most that the service gives."""

_REASONS: Mapping[int, str] = {400: "request refused", 401: "key refused", 403: "key refused", 429: "told to wait"}


async def look_for_news(source: SourceSetting, http: HttpClient, seen: datetime, state: State) -> Look:
    """The latest news with each of the words of a source; raises `SourceFailure`.

    Its word claims nothing: the results stand on other sites. `fresh_for` spreads the requests of a day over it.
    """
    found: dict[str, Item] = {}
    try:
        headers = {"x-naver-client-id": source.key(), "x-naver-client-secret": source.secret()}
    except LookupError:
        raise SourceFailure("key missing") from None
    for word in source.words:
        try:
            await count_request(state, source.id, source.most_requests, seen)
        except LimitReached as reached:
            if not found:
                raise SourceFailure(reached.reason, after=reached.after) from None
            break
        for item in await _results(source.url, word, headers, http, seen):
            found.setdefault(item.url, item)
    pause = len(source.words) * timedelta(days=1).total_seconds() / source.most_requests
    return Look(200, list(found.values()), fresh_for=pause, requests=len(source.words))


async def _results(address: str, word: str, headers: Mapping[str, str], http: HttpClient, seen: datetime) -> list[Item]:
    query = urlencode({"query": word, "display": _MOST_RESULTS, "sort": "date"})
    try:
        answer = await http.get(f"{address}?{query}", headers)
    except HttpError as error:
        raise SourceFailure(error.reason) from error
    if answer.status != 200:
        reason = _REASONS.get(answer.status, "server error" if answer.status >= 500 else "unexpected status")
        raise SourceFailure(reason, answer.status, retry_after(answer.headers))
    try:
        entries = json.loads(answer.body).get("items")
    except (ValueError, AttributeError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise SourceFailure("malformed answer", answer.status)
    items = (_item(entry, address, seen) for entry in entries if isinstance(entry, dict))
    return [item for item in items if item is not None]


def _item(entry: Mapping[str, Any], address: str, seen: datetime) -> Item | None:
    """A result at the outlet's own address, or at Naver's where there is no other."""
    for name in ("originallink", "link"):
        link = web_link(str(entry.get(name) or ""), address) if entry.get(name) else None
        if link is not None:
            return Item(
                url=link,
                title=plain_title(_unmarked(entry.get("title"))),
                summary=plain_text(_unmarked(entry.get("description"))),
                published=parse_time(str(entry.get("pubDate") or ""), seen=seen),
            )
    return None


def _unmarked(text: object) -> str:
    """The text without the marks around the words that were searched for."""
    return str(text or "").replace("<b>", "").replace("</b>", "")
