"""Which article a page is: the one at the address it was fetched at, or the one at the address that it states.

What was fetched at an address itself owns the id of that address. A page that only states the address shares its id
where it is another view of it and nobody else tells anything under it, or where it says the same; else it has the id
of its own address, and copies are grouped by what they say.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from agents.clean.links import is_other_view
from topics.records import Article, stable_id
from topics.state import Document, State

FINGERPRINTS = "fingerprints"
"""State: what was last read under an article id, from which fetch, and at which address (its id)."""

_RECENT = 2_000
"""Documents at hand that are perhaps not yet in the state: more than the records that a stage may be ahead."""


class Identities:
    """Gives articles their ids; one for a process, asked within its `turn`."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self._recent: OrderedDict[str, Document] = OrderedDict()

    async def settle(self, article: Article, own: str, content: str, state: State) -> tuple[Article, Document | None]:
        """The article under the id that is its own, and what is known from there that it may repeat.

        `own`: the canonical form of the address it was fetched at; `content`: the fingerprint of what it says.
        """
        address = stable_id(own)
        stated = article.stated_url
        if stated is not None and stated != own:
            known = await self._known(stable_id(stated), state)
            if _shares(stated, own, known, content, address):
                return _at(article, stated), known
        known = await self._known(address, state)
        if known is not None and known["address"] != address:
            known = None  # only stated by others: what is fetched here itself repeats nothing
        return _at(article, own), known

    async def keep(self, article: Article, own: str, content: str, state: State) -> None:
        """Remember what is told under the article's id, and where it was fetched."""
        address = stable_id(own)
        known = await self._known(article.id, state)
        if known is not None and known["content"] == content and address != article.id:
            address = str(known["address"])
        document: Document = {"content": content, "fetched": article.fetched.isoformat(), "address": address}
        self._recent[article.id] = document
        self._recent.move_to_end(article.id)
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        await state.put(FINGERPRINTS, article.id, document)

    async def _known(self, id: str, state: State) -> Document | None:
        found = [
            # Documents of old name no address; what they tell was taken as fetched there.
            {"content": None, "fetched": "", "address": id, **document}
            for document in (await state.get(FINGERPRINTS, id), self._recent.get(id))
            if document is not None
        ]
        # Of two, the state has the older one, unless another process went on with it.
        return max(found, key=lambda one: (one["address"] == id, str(one["fetched"])), default=None)


def _shares(stated: str, own: str, known: Document | None, content: str, address: str) -> bool:
    if known is None:
        return is_other_view(stated, own)
    return known["content"] == content or known["address"] == address


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
