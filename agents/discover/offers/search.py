"""What a site offers: from the address of its front page, a section, a feed or a sitemap to offers, each looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from agents.discover.contents import web_link
from agents.discover.look import Look, Looker, SourceFailure
from agents.discover.offers.guest import Guest, Spent
from agents.discover.offers.known_places import known_places
from agents.discover.offers.offer import Found, Offer, Place
from agents.discover.offers.page import NamedPlace, Page, is_of_feeds, read_page, shortened
from agents.discover.offers.ranking import ranked
from agents.discover.sources import DiscoverSettings, SourceKind, SourceSetting
from agents.http_client import HttpError, Response
from agents.page_redirects import leads_to
from agents.urls import canonical_url
from agents.workers import Workers
from topics.outcome import Ending

_MOST_FEEDS = 12
"""Feeds of one site that are tried: those of its head, then those of its links. More are sections of sections."""

_MOST_SITEMAPS = 4
_MOST_SECTIONS = 4
_MOST_LISTS_OF_FEEDS = 2
"""Pages that list feeds, which are read for the feeds that they name."""

_ANY_PAGE = "not a source"
"""How a page that is no feed ends."""

Progress = Callable[[str], None]
"""Is told the address that is asked next."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A place that gave nothing."""

    place: Place
    reason: str


@dataclass(slots=True)
class Offers:
    """What was found at an address, the best first."""

    given: str
    name: str | None = None
    """What the site calls itself."""
    offers: list[Offer] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    is_cut: bool = False
    """Whether the search ended because as much was asked as one may cost."""


class Search:
    """One search at one address."""

    def __init__(
        self, guest: Guest, workers: Workers, settings: DiscoverSettings, seen: datetime, progress: Progress
    ) -> None:
        # Of an index the two newest sitemaps show what it gives.
        few = settings.model_copy(update={"max_sitemaps": 2, "max_pages": 0})
        self._looker = Looker(guest, workers, few)
        self._guest = guest
        self._workers = workers
        self._seen = seen
        self._progress = progress
        self._max_bytes = settings.max_bytes
        self._tried: set[str] = set()

    async def run(self, url: str) -> Offers:
        """What the address offers; `failed` says why where it is nothing."""
        found = Offers(url)
        try:
            await self._search(url, found)
        except Spent:
            found.is_cut = True
        found.offers = ranked(found.offers, url)
        if found.name is None:
            found.name = next((name for offer in found.offers if (name := shortened(offer.title))), None)
        return found

    async def _search(self, url: str, found: Offers) -> None:
        given = Place(url, Found.GIVEN)
        if (reason := await self._try(given, found)) is None:
            return
        if reason != _ANY_PAGE:
            found.failed.append(Failed(given, reason))
            return
        answer = await self._front(url)
        page = await self._page(answer)
        found.name = page.name
        await self._feeds(page, answer.url, found)
        await self._sitemaps(answer.url, found)
        listings = [Place(answer.url, Found.GIVEN, SourceKind.LISTING)]
        listings += [Place(named.url, Found.SECTION, SourceKind.LISTING, named.title) for named in page.sections]
        await self._all(listings[: 1 + _MOST_SECTIONS], found)

    async def _front(self, url: str) -> Response:
        """The page at an address, or that which it does nothing but lead to."""
        answer = await self._guest.get(url, max_bytes=self._max_bytes)
        following = web_link(leads_to(answer.headers, answer.body), answer.url)
        return await self._guest.get(following, max_bytes=self._max_bytes) if following is not None else answer

    async def _feeds(self, page: Page, url: str, found: Offers) -> None:
        """Try the feeds that a page names, those of pages that list feeds, and where there is none the usual paths."""
        await self._all(_places(page.feeds, Found.HEAD)[:_MOST_FEEDS], found)
        lists: list[str] = []
        for place in _places(page.links, Found.LINK)[: _MOST_FEEDS - len(page.feeds[:_MOST_FEEDS])]:
            if await self._try_all_but_pages(place, found) == _ANY_PAGE:
                lists.append(place.url)
        for address in lists[:_MOST_LISTS_OF_FEEDS]:
            listed = await self._page(await self._guest.get(address, max_bytes=self._max_bytes))
            named = [*listed.feeds, *(link for link in listed.links if is_of_feeds(link.url, link.title))]
            await self._all(_places(named, Found.LINK)[:_MOST_FEEDS], found)
        for path in known_places().paths.feeds:
            if found.offers:
                return
            await self._try_all_but_pages(Place(urljoin(url, path), Found.USUAL), found)

    async def _sitemaps(self, url: str, found: Offers) -> None:
        """Try the sitemaps that robots.txt names, or where none is one the usual paths, up to the first that is."""
        before = len(found.offers)
        named = [link for line in await self._guest.sitemaps(url) if (link := web_link(line, url)) is not None]
        places = [Place(link, Found.ROBOTS, SourceKind.SITEMAP) for link in named]
        await self._all(sorted(places, key=lambda place: "news" not in place.url.lower())[:_MOST_SITEMAPS], found)
        for path in known_places().paths.sitemaps:
            if len(found.offers) > before:
                return
            await self._try(Place(urljoin(url, path), Found.USUAL), found)

    async def _all(self, places: Iterable[Place], found: Offers) -> None:
        for place in places:
            await self._try_all_but_pages(place, found)

    async def _try_all_but_pages(self, place: Place, found: Offers) -> str | None:
        reason = await self._try(place, found)
        if reason is not None and place.found is not Found.USUAL:
            found.failed.append(Failed(place, reason))
        return reason

    async def _try(self, place: Place, found: Offers) -> str | None:
        """Look at a place, once; None where it is an offer or was tried before, else the reason why it is none."""
        key = f"{place.kind is SourceKind.LISTING} {canonical_url(place.url)}"
        if key in self._tried:
            return None
        self._tried.add(key)
        self._progress(place.url)
        try:
            look = await self._look(place)
        except SourceFailure as failure:
            if isinstance(failure.__cause__, Spent):
                raise Spent(str(failure.__cause__)) from failure
            return failure.reason
        offer = Offer.of(place, look, self._seen)
        if offer is None:
            return look.fault or "no stories"
        found.offers.append(offer)
        return None

    async def _look(self, place: Place) -> Look:
        return await self._looker.look(SourceSetting(url=place.url, kind=place.kind), {}, self._seen)

    async def _page(self, answer: Response) -> Page:
        """What a page names; nothing where it cannot be read."""
        try:
            return await self._workers.run(read_page, answer.body, answer.url, answer.headers.get("content-type", ""))
        except Ending:
            return Page()


def _places(named: Iterable[NamedPlace], found: Found) -> list[Place]:
    """Places to try, those first that say that they give all stories."""
    words = known_places().feeds.all_stories
    places = [Place(one.url, found, title=one.title) for one in named]
    return sorted(places, key=lambda place: not any(word in f"{place.url} {place.title}".lower() for word in words))


async def find_offers(
    url: str,
    guest: Guest,
    workers: Workers,
    settings: DiscoverSettings,
    seen: datetime,
    progress: Progress = lambda _: None,
) -> Offers:
    """What a site offers at an address."""
    try:
        return await Search(guest, workers, settings, seen, progress).run(url)
    except HttpError as error:
        return Offers(url, failed=[Failed(Place(url, Found.GIVEN), error.reason)])
