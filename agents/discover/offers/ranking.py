"""Which offer of a site is best, and which give the same stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from agents.discover.contents import Form
from agents.discover.offers.offer import Found, Offer
from agents.sites import site_of_url

_ORDER = {
    Form.RSS: 0,
    Form.ATOM: 0,
    Form.JSON_FEED: 0,
    Form.NEWS_SITEMAP: 0,
    Form.SITEMAP_INDEX: 1,
    Form.SITEMAP: 1,
    Form.LISTING: 2,
    Form.TEXT_SITEMAP: 3,
}
"""What tells times and titles goes before what tells one of them, and that before addresses alone."""

_SAME = 0.8
"""Share of an offer's stories that another must give for it to be the same: the newest may come to one first."""

_FEWEST = 3
"""Stories that two offers must share to be the same at all."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def ranked(offers: Sequence[Offer], given: str) -> list[Offer]:
    """The offers, the best first; those that a better one covers say so and come last.

    `given`: the address that the person gave, whose site vouches for what it leads to.
    """
    for offer in offers:
        others = [other for other in offers if other is not offer]
        offer.covers = sum(_gives(offer, other) for other in others)
        offer.left_behind = offer.is_stale and len(others) > offer.covers
        _settle_sites(offer, given)
    best: list[Offer] = []
    for offer in sorted(offers, key=_key):
        better = next((one for one in best if one.same_as is None and _gives(one, offer)), None)
        offer.same_as = better.url if better is not None else None
        best.append(offer)
    return sorted(best, key=lambda offer: offer.same_as is not None)


def _key(offer: Offer) -> tuple[bool, bool, int, int, bool, int, float, str]:
    newest = offer.newest or _LONG_AGO
    return (
        offer.left_behind,
        offer.elsewhere is not None,
        _ORDER[offer.form],
        -offer.covers,
        not offer.says_all,
        -offer.recent,
        -newest.timestamp() if newest is not _LONG_AGO else 0.0,
        offer.url,
    )


def _gives(offer: Offer, other: Offer) -> bool:
    """Whether an offer gives nearly all stories of another, of the time that both reach back to."""
    ids, others = offer.ids, other.ids
    reach = min((time for time in ids.values() if time is not None), default=None)
    if reach is not None and offer.form not in (Form.SITEMAP, Form.SITEMAP_INDEX):
        others = {id: time for id, time in others.items() if time is None or time >= reach}
    shared = len(ids.keys() & others.keys())
    return shared >= min(_FEWEST, len(other.ids)) and shared >= _SAME * len(others)


def _settle_sites(offer: Offer, given: str) -> None:
    """Let an offer speak for another site where the person began on that site and was led here by it."""
    other = offer.other_site()
    if other is None:
        return
    if offer.place.found is not Found.GIVEN and other == site_of_url(given):
        offer.sites = [other]
    else:
        offer.elsewhere = other
