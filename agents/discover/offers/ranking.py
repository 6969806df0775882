"""Which offer of a site is best, and which give the same stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from agents.discover.contents import Form
from agents.discover.offers.offer import Offer

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


Stories = Mapping[str, datetime | None]
"""By article id, with their times."""


def ranked(offers: Sequence[Offer], given: str) -> list[Offer]:
    """The offers, the best first; those that a better one covers say so and come last.

    `given`: the address that the person gave, whose site vouches for what it leads to.
    """
    stories = {offer.url + offer.form: offer.stories() for offer in offers}

    def gives(one: Offer, other: Offer) -> bool:
        is_archive = one.form in (Form.SITEMAP, Form.SITEMAP_INDEX)
        return _covers(stories[one.url + one.form], stories[other.url + other.form], is_archive)

    for offer in offers:
        others = [other for other in offers if other is not offer]
        offer.covers = sum(gives(offer, other) for other in others)
        offer.left_behind = offer.is_stale and len(others) > offer.covers
        offer.settle_sites(given)
    best: list[Offer] = []
    for offer in sorted(offers, key=_key):
        better = next((one for one in best if one.same_as is None and gives(one, offer)), None)
        offer.same_as = better.url if better is not None else None
        best.append(offer)
    return sorted(best, key=lambda offer: offer.same_as is not None)


def _key(offer: Offer) -> tuple[bool, bool, bool, int, int, bool, int, float, str]:
    newest = offer.newest or _LONG_AGO
    return (
        offer.foreign,
        offer.left_behind,
        offer.elsewhere is not None,
        _ORDER[offer.form],
        -offer.covers,
        not offer.says_all,
        -offer.recent,
        -newest.timestamp() if newest is not _LONG_AGO else 0.0,
        offer.url,
    )


def _covers(stories: Stories, others: Stories, is_archive: bool) -> bool:
    """Whether stories hold nearly all of others, of the time that both reach back to."""
    wanted = others
    reach = min((time for time in stories.values() if time is not None), default=None)
    if reach is not None and not is_archive:
        wanted = {id: time for id, time in others.items() if time is None or time >= reach}
    shared = len(stories.keys() & wanted.keys())
    return shared >= min(_FEWEST, len(others)) and shared >= _SAME * len(wanted)
