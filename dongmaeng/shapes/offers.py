"""What sites offer to be watched, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from agents.discover.contents import Item
from agents.discover.offers.offer import Offer
from agents.urls import loggable
from dongmaeng.backend.offers import SiteOffers
from dongmaeng.shapes.moment import Moment
from dongmaeng.shapes.shape import Shape

_LAST = 5
"""Stories of each offer that are shown."""


class StoryShape(Shape):
    """A story as a source names it."""

    url: str
    title: str | None
    published: Moment | None
    """Where the source tells when it last changed alone, that."""

    @classmethod
    def of(cls, item: Item) -> StoryShape:
        return cls(url=loggable(item.url), title=item.title, published=item.freshness)


class OfferShape(Shape):
    """One thing that a site offers to be watched."""

    url: str
    form: str
    """`rss`, `atom`, `json feed`, `news sitemap`, `sitemap`, `sitemap index`, `text sitemap` or `listing`."""
    found: str
    """How its address was come by."""
    title: str | None
    stories: int
    newest: Moment | None
    fault: str | None
    """What of it could not be read."""
    watched: bool
    """Whether it is a source already."""
    same_as: str | None
    """A better offer that gives the same stories."""
    left_behind: bool
    """Whether it has no story of the last month, and others of the site have."""
    foreign: bool
    """Whether most of its stories stand on other sites than the one that was given."""
    sites: list[str]
    """Sites that it speaks for beside its own, as the source is added."""
    elsewhere: str | None
    """The site that its stories stand on, where nothing vouches that it speaks for it."""
    last: list[StoryShape]

    @classmethod
    def of(cls, offer: Offer, watched: bool) -> OfferShape:
        return cls(
            url=loggable(offer.url),
            form=offer.form,
            found=offer.place.found,
            title=offer.title or offer.place.title or None,
            stories=len(offer.items),
            newest=offer.newest,
            fault=offer.fault,
            watched=watched,
            same_as=loggable(offer.same_as) if offer.same_as else None,
            left_behind=offer.left_behind,
            foreign=offer.foreign,
            sites=offer.sites,
            elsewhere=offer.elsewhere,
            last=[StoryShape.of(item) for item in offer.last[:_LAST]],
        )


class FailedPlaceShape(Shape):
    """An address that the site names and that gave nothing."""

    url: str
    reason: str


class SiteOffersShape(Shape):
    """What a site offers at an address, the best first."""

    url: str
    name: str | None
    """What the site calls itself."""
    offers: list[OfferShape]
    failed: list[FailedPlaceShape]
    cut: bool
    """Whether the search ended because as much was asked of the site as one may cost."""
    added: list[str] | None = None
    """The ids of the sources that were added; null where none was to be."""

    @classmethod
    def of(cls, site: SiteOffers, added: Sequence[str] | None = None) -> SiteOffersShape:
        found = site.found
        return cls(
            url=loggable(found.given),
            name=found.name,
            offers=[OfferShape.of(offer, offer.url in site.watched) for offer in found.offers],
            failed=[FailedPlaceShape(url=loggable(one.place.url), reason=one.reason) for one in found.failed],
            cut=found.is_cut,
            added=list(added) if added is not None else None,
        )
