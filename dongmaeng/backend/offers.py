"""What sites offer to be watched, and what a look at a source gives: asked of the sites, with nothing stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.discover.offers.guest import Guest, Manners
from agents.discover.offers.offer import Offer
from agents.discover.offers.search import Offers, find_offers
from agents.urls import canonical_url
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.sources import known_sources
from dongmaeng.connections import open_http_client
from dongmaeng.settings import Settings
from topics.records import now

Progress = Callable[[str], None]
"""Is told the address that is asked next."""


@dataclass(frozen=True, slots=True)
class SiteOffers:
    """What an address offers, and which of that is watched already."""

    found: Offers
    watched: frozenset[str]
    """Addresses of offers that are sources already."""

    @property
    def new(self) -> list[Offer]:
        """The offers that are worth adding, the best first: not watched, and not the same as one that is."""
        taken = {offer.url for offer in self.found.offers if offer.url in self.watched or offer.same_as in self.watched}
        return [offer for offer in self.found.offers if offer.url not in taken]

    @property
    def best(self) -> Offer | None:
        """The one that is taken where nobody chooses; None where all is watched, or no more than left behind."""
        best = next(iter(self.new), None)
        left = best is None or best.same_as is not None or best.left_behind or best.foreign
        return None if left else best


@of_backend
async def offers_at(backend: Backend, urls: Sequence[str], progress: Progress) -> list[SiteOffers]:
    """What the sites at some addresses offer, asked one after another."""
    known = {without_scheme(source.url) for source in (await known_sources(backend)).values()}
    workers = await backend.workers()
    found = []
    async with open_http_client(backend.settings, urls) as http:
        for url in urls:
            guest = Guest(http, manners(backend.settings))
            offers = await find_offers(url, guest, workers, backend.settings.discover, now(), progress)
            watched = frozenset(offer.url for offer in offers.offers if without_scheme(offer.url) in known)
            found.append(SiteOffers(offers, watched))
    return found


def manners(settings: Settings) -> Manners:
    """How sites are asked for a person, as the settings for pages say."""
    fetch = settings.fetch
    return Manners(
        name=fetch.robots_name,
        obey_robots=fetch.obey_robots,
        delay=fetch.host_delay,
        longest_delay=fetch.max_crawl_delay,
    )


def without_scheme(url: str) -> str:
    """An address without its scheme and what makes no difference."""
    return canonical_url(url).partition("://")[2]
