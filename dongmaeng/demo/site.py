"""The sample news site: four outlets on loopback, publishing at once or at a pace."""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from typing import ClassVar, Self
from urllib.parse import urlsplit

from dongmaeng.demo.feeds import CONTENT_TYPES, FeedItem, feed_item, render_feed, render_sitemap
from dongmaeng.demo.front import front_page, list_page, robots
from dongmaeng.demo.outlets import OUTLETS, Outlet
from dongmaeng.demo.pages import Placed, place, render
from dongmaeng.demo.poison import BY_PATH, PAGES, SOURCES
from dongmaeng.demo.server import LoopbackServer
from dongmaeng.demo.story import Story, load_stories
from topics.records import SEOUL

POISONED_OUTLET = "garam"
POISON_PUBLISHED = datetime(2026, 3, 13, 23, 0, tzinfo=SEOUL)  # after every story, so that it is met first


class DemoSite:
    """Publishes the sample stories on loopback, one server for each outlet, between `with` and its end.

    With `pace`, one more story becomes visible each `pace` seconds, beginning with one at the start, in the order of
    publication; without, all are there at once. With `poison`, the small outlet also lists pages made to break a
    reader and `sources` holds two such feeds. `clock` gives seconds that only rise.
    `port` other than 0 puts the outlets on that port and the three after it, so that URLs survive a restart.
    """

    def __init__(
        self,
        pace: float | None = None,
        poison: bool = False,
        stories: Sequence[Story] | None = None,
        *,
        port: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._placed = place(load_stories() if stories is None else stories)
        self._pace = pace
        self._poison = poison
        self._clock = clock
        self._started = math.nan
        self._opened = datetime.now(UTC)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._forbidden_hits: list[str] = []
        self._pages: dict[str, bytes] = {}
        self._servers = {
            outlet.id: LoopbackServer(_handler(self, outlet), host_number=number, port=port and port + number - 1)
            for number, outlet in enumerate(OUTLETS.values(), 1)
        }

    def __enter__(self) -> Self:
        self._started = self._clock()
        self._opened = datetime.now(UTC).replace(microsecond=0)
        for server in self._servers.values():
            server.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopping.set()
        for server in self._servers.values():
            server.stop()

    @property
    def url(self) -> str:
        """The front page of the first outlet."""
        return self.origin("garam") + "/"

    def origin(self, outlet: str) -> str:
        """Scheme, host and port of an outlet."""
        return self._servers[outlet].url

    @property
    def sources(self) -> list[str]:
        """The feeds and sitemaps of all outlets, and the poisoned ones where asked for."""
        feeds = [self.origin(outlet.id) + outlet.feed_path for outlet in OUTLETS.values()]
        if self._poison:
            feeds = [self.origin(POISONED_OUTLET) + poison.path for poison in SOURCES] + feeds
        return feeds

    @property
    def published(self) -> list[Story]:
        """The stories visible now, those that robots.txt forbids aside."""
        return [placed.story for placed in self._visible() if not placed.story.forbidden]

    @property
    def finished(self) -> bool:
        """True where every story is visible."""
        return len(self._visible()) == len(self._placed)

    @property
    def disallowed_hits(self) -> list[str]:
        """The URLs asked for against robots.txt."""
        with self._lock:
            return list(self._forbidden_hits)

    def story_url(self, story: Story) -> str:
        """The address of a story's page."""
        placed = next(placed for placed in self._placed if placed.story.id == story.id)
        return self.origin(story.outlet) + placed.path

    @property
    def story_urls(self) -> Mapping[str, str]:
        """The address of each story's page by the story's id, visible or not."""
        return {placed.story.id: self.origin(placed.outlet.id) + placed.path for placed in self._placed}

    @property
    def poison_urls(self) -> Mapping[str, str]:
        """The address of each poisoned page and feed by its name; none without `poison`."""
        origin = self.origin(POISONED_OUTLET)
        return {poison.name: origin + poison.path for poison in BY_PATH.values()} if self._poison else {}

    def _visible(self) -> list[Placed]:
        if self._pace is None:
            return self._placed
        if math.isnan(self._started):
            return []
        passed = self._clock() - self._started
        return self._placed[: 1 + max(0, math.floor(passed / self._pace))]

    def _last_change(self) -> datetime:
        if self._pace is None:
            return self._opened
        return self._opened + timedelta(seconds=int((len(self._visible()) - 1) * self._pace))

    def _feed(self, outlet: Outlet) -> bytes:
        return render_feed(outlet, self._items(outlet), self.origin(outlet.id))

    def _sitemap(self, outlet: Outlet) -> bytes:
        return render_sitemap(outlet, self._items(outlet), self.origin(outlet.id))

    def _items(self, outlet: Outlet) -> list[FeedItem]:
        origin = self.origin(outlet.id)
        items = [feed_item(placed, origin) for placed in reversed(self._visible()) if placed.outlet is outlet]
        if self._poison and outlet.id == POISONED_OUTLET:
            items = [
                FeedItem(f"{origin}{poison.path}", poison.title, "", "홍길동", POISON_PUBLISHED) for poison in PAGES
            ] + items
        return items

    def _page(self, outlet: Outlet, path: str) -> bytes | None:
        for placed in self._visible():
            if placed.outlet is outlet and placed.path.rstrip("/") == path.rstrip("/"):
                if placed.story.forbidden:
                    with self._lock:
                        self._forbidden_hits.append(self.origin(outlet.id) + path)
                if placed.story.id not in self._pages:
                    self._pages[placed.story.id] = render(placed, self.origin(outlet.id))
                return self._pages[placed.story.id]
        return None

    def _open(self, outlet: Outlet) -> list[Placed]:
        """The visible stories of an outlet that robots may read, the newest first."""
        return [
            placed for placed in reversed(self._visible()) if placed.outlet is outlet and not placed.story.forbidden
        ]


def _handler(site: DemoSite, outlet: Outlet) -> type[BaseHTTPRequestHandler]:
    class Handler(_OutletHandler):
        _site, _outlet = site, outlet

    return Handler


class _OutletHandler(BaseHTTPRequestHandler):
    """Answers for one outlet of a site."""

    _site: ClassVar[DemoSite]
    _outlet: ClassVar[Outlet]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = _without_tracking(self.path)
        poison = BY_PATH.get(urlsplit(path).path)
        site, outlet = self._site, self._outlet
        if path == "/robots.txt":
            self._send(200, robots(outlet, site.origin(outlet.id)), "text/plain")
        elif path == self._outlet.feed_path:
            self._send_feed()
        elif path == "/":
            self._send(200, front_page(outlet, site._open(outlet)), self._html)
        elif path == outlet.list_path:
            self._send(200, list_page(outlet, site._open(outlet)), self._html)
        elif path == outlet.sitemap_path:
            self._send(200, site._sitemap(outlet), CONTENT_TYPES["sitemap"])
        elif poison and self._site._poison and self._outlet.id == POISONED_OUTLET:
            poison.send(self, self._site._stopping)
        elif (page := self._site._page(self._outlet, path)) is not None:
            self._send(200, page, self._html)
        else:
            self._send(404, b"", self._html)

    do_HEAD = do_GET

    def _send_feed(self) -> None:
        body = self._site._feed(self._outlet)
        changed = self._site._last_change()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        status = 304 if self._has_newest(tag, changed) else 200
        self._send(
            status,
            b"" if status == 304 else body,
            CONTENT_TYPES[self._outlet.feed_type],
            {"etag": tag, "last-modified": format_datetime(changed, usegmt=True)},
        )

    def _has_newest(self, tag: str, changed: datetime) -> bool:
        if held := self.headers.get("if-none-match"):
            return tag in held
        try:
            since = parsedate_to_datetime(self.headers.get("if-modified-since", ""))
        except ValueError:
            return False
        return since.tzinfo is not None and changed <= since

    def _send(self, status: int, body: bytes, content_type: str, extra: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass

    @property
    def _html(self) -> str:
        # The old site leaves it to its <meta> to say the charset.
        return "text/html" if self._outlet.charset == "euc-kr" else f"text/html; charset={self._outlet.charset}"


def _without_tracking(path: str) -> str:
    return path.replace("&utm_source=rss", "").replace("?utm_source=rss", "")
