"""Who stands behind what articles tell: publishers that have it in texts of their own; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import TypeVar

from agents.resolve.claims import Claim
from agents.sites import site_of_url
from topics.records import SEOUL

T = TypeVar("T", bound=Hashable)

ENOUGH = 2
"""Publishers that bear each other out: one alone may err, or want to harm."""


def publisher_key(claim: Claim) -> str:
    """Who published an article, as far as nobody can say so of himself.

    The site that it was fetched from. Of an article without an address, which only whoever runs the service can hand
    in, the publisher that it names; an article that names none stands for itself.
    """
    if site := _site(claim):
        return f"site:{site}"
    return f"publisher:{claim.publisher}" if claim.publisher else f"article:{claim.article_id}"


def seen(claim: Claim) -> datetime:
    """When an account was first seen: what a page says of its own time is no proof, what was handed in is trusted."""
    if _site(claim) or claim.published is None:
        return claim.fetched
    published = claim.published
    return min(published.replace(tzinfo=SEOUL) if published.tzinfo is None else published, claim.fetched)


def _site(claim: Claim) -> str:
    """The site an article was fetched from; earlier versions kept its address alone."""
    return claim.site or site_of_url(claim.url)


def independent(claims: Iterable[Claim]) -> set[str]:
    """The publishers that tell something in a text of their own: copies of one text count for the first of them."""
    texts: dict[str, list[Claim]] = {}
    for claim in claims:
        texts.setdefault(claim.group or claim.article_id, []).append(claim)
    return {
        publisher_key(min(told, key=lambda c: (c.article_id != text, seen(c), c.article_id)))
        for text, told in texts.items()
    }


def ballot(votes: Iterable[tuple[Claim, T]]) -> Counter[T]:
    """How many publishers say each thing; each says what most of its articles do."""
    said: dict[str, Counter[T]] = {}
    for publisher, _, value in {(publisher_key(claim), claim.article_id, value) for claim, value in votes}:
        said.setdefault(publisher, Counter())[value] += 1
    return Counter(value for own in said.values() for value, count in own.items() if count == max(own.values()))
