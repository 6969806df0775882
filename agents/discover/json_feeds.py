"""JSON Feed, versions 1 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from agents.discover.contents import Contents, Form, Item, is_korean, plain_text, plain_title, web_link
from agents.discover.dates import parse_time
from topics.outcome import Quarantine

_VERSIONS = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")
"""What the `version` of a feed begins with; of 1.0, 1.1 and what may follow."""

_MOST_ITEMS = 5_000
"""Items read of one feed, as of the other forms."""

_MOST_HUBS = 10


def read_json_feed(text: str, url: str, seen: datetime) -> Contents:
    """The items of a JSON feed; a wrong item or field is passed over.

    Raises `Quarantine("broken JSON")` for what is no JSON, `Quarantine("not a source")` for another document.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Quarantine("broken JSON") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise Quarantine("not a source")
    if not str(feed.get("version", "")).startswith(_VERSIONS):
        raise Quarantine("not a source")
    entries = [entry for entry in feed["items"][:_MOST_ITEMS] if isinstance(entry, dict)]
    korean = is_korean(" ".join(_text(entry, "title") or _text(entry, "content_text") or "" for entry in entries))
    items = [item for entry in entries if (item := _item(entry, url, korean, seen)) is not None]
    return Contents(
        items,
        form=Form.JSON_FEED,
        title=plain_title(_text(feed, "title")),
        next_page=web_link(_text(feed, "next_url"), url),
        hubs=list(_hubs(feed.get("hubs"), url)),
        own_address=web_link(_text(feed, "feed_url"), url),
        fault="entries without a link" if len(items) < len(entries) else None,
    )


def _item(entry: Mapping[str, Any], base: str, korean: bool, seen: datetime) -> Item | None:
    # `url` is the story's own address; a list of links has that of the story it points to in `external_url`.
    link = web_link(_text(entry, "url") or _text(entry, "external_url") or _address(_text(entry, "id")), base)
    if link is None:
        return None
    published, changed = (
        parse_time(_text(entry, name), korean=korean, seen=seen) for name in ("date_published", "date_modified")
    )
    return Item(
        link,
        title=plain_title(_text(entry, "title")),
        summary=plain_text(_text(entry, "summary") or _text(entry, "content_text") or _text(entry, "content_html")),
        published=published or changed,
        changed=changed,
    )


def _hubs(hubs: object, base: str) -> Iterable[str]:
    """The addresses of its WebSub hubs."""
    for hub in hubs[:_MOST_HUBS] if isinstance(hubs, list) else ():
        is_hub = isinstance(hub, dict) and str(hub.get("type", "")).lower() == "websub"
        if is_hub and (address := web_link(_text(hub, "url"), base)):
            yield address


def _text(table: Mapping[str, Any], name: str) -> str | None:
    """The text of a field, with U+FFFD for halves of surrogate pairs, which only JSON can hold."""
    value = table.get(name)
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(value, str) else None


def _address(identifier: str | None) -> str | None:
    """An id that is an address, as most are."""
    return identifier if identifier and identifier.lower().startswith(("http://", "https://")) else None
