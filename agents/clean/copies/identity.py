"""Which article a page is: the one at the address it was fetched at, or the one at the address that it states.

What was fetched at an address itself owns the id of that address. A page that only states the address shares its id
where it is another view of it and nobody else tells anything under it, or where it says the same; else it has the id
of its own address, and copies are grouped by what they say.
"""

from __future__ import annotations

from agents.clean.copies.known_article import fingerprint_of, known_at
from agents.clean.facts.stated_address import is_other_view
from topics.records import Article, stable_id
from topics.state import State


async def settled(article: Article, own: str, state: State) -> Article:
    """The article under the id that is its own; `own`: the canonical form of the address it was fetched at."""
    stated = article.stated_url
    if stated is not None and stated != own and await _shares(article, stated, own, state):
        return _at(article, stated)
    return _at(article, own)


async def _shares(article: Article, stated: str, own: str, state: State) -> bool:
    known = await known_at(stable_id(stated), state)
    if known is None:
        return is_other_view(stated, own)
    return known.content == fingerprint_of(article) or known.address == stable_id(own)


def _at(article: Article, canonical: str) -> Article:
    if article.canonical_url == canonical:
        return article
    rule = "stated by the page" if canonical == article.stated_url else "the address fetched"
    return article.model_copy(
        update={
            "id": stable_id(canonical),
            "canonical_url": canonical,
            "rules": {**article.rules, "canonical_url": rule},
        }
    )
