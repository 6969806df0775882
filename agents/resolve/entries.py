"""The entries of the registry in the state: found by what their claims say, read once and written once.

Spaces: "alliances" (alliance id → `Entry`) and "alliance-index" (key → ids of the alliances that may be meant).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from agents.resolve.claims import Claim, new_id
from agents.resolve.decisions import Decisions, Side
from agents.resolve.entry import Entry, describe
from agents.resolve.matching import article_key, index_keys, search_keys
from topics.records import Alliance, Quiet, stable_id
from topics.state import State

ALLIANCES_SPACE = "alliances"
INDEX_SPACE = "alliance-index"

MOST_UNDER_KEY = 64
"""Alliances under one index key, the latest kept: a pair of companies makes a handful in its life."""

MOST_REDIRECTS = 16
"""Merged entries followed in a row before it is taken for a circle."""


class Registry:
    """The entries that one report may touch, read once and written once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._read: dict[str, Entry] = {}
        self._index: dict[str, list[str]] = {}

    async def entry(self, id: str) -> Entry | None:
        """The entry of this id, or the one that took it over."""
        for _ in range(MOST_REDIRECTS):
            if id not in self._read:
                document = await self._state.get(ALLIANCES_SPACE, id)
                if document is None:
                    return None
                self._read[id] = Entry.model_validate(document)
            entry = self._read[id]
            if entry.merged_into is None:
                return entry
            id = entry.merged_into
        return None

    async def candidates(self, claim: Claim, decisions: Decisions) -> list[Entry]:
        """The entries that share an article, a name, two members, or a member and a day with the claim.

        And those that a person's decision may put it to.
        """
        ids = [id for key in search_keys(claim) for id in await self._ids(key)]
        for side in decisions.neighbours(claim):
            ids += await self._ids_about(side)
        return await self.entries(ids)

    async def telling(self, article_id: str) -> list[Entry]:
        """The entries that an article tells of, or told of before its accounts were put elsewhere."""
        return await self.entries(await self._ids(article_key(article_id)))

    async def decided_with(self, entries: Iterable[Entry], decisions: Decisions) -> list[Entry]:
        """The entries that a person's decisions may put accounts of these entries to."""
        sides = {side.alliance: side for e in entries for claim in e.claims for side in decisions.neighbours(claim)}
        return await self.entries([id for side in sides.values() for id in await self._ids_about(side)])

    async def free_id(self, claim: Claim, taken: Collection[str]) -> str:
        """An id for a new entry with this claim that none other has, nor is `taken`."""
        id = new_id(claim)
        while id in taken or await self.entry(id) is not None:
            id = stable_id(id, claim.id)
        return id

    async def about(self, sides: Iterable[Side]) -> list[Entry]:
        """The entries that hold claims of the sides of a decision, those of the first side first."""
        found: dict[str, Entry] = {}
        for side in sides:
            for entry in await self.entries(await self._ids_about(side)):
                if any(map(side.speaks_of, entry.claims)):
                    found[entry.id] = entry
        return list(found.values())

    async def _ids_about(self, side: Side) -> list[str]:
        return [side.alliance, *[id for article in side.articles for id in await self._ids(article_key(article))]]

    async def entries(self, ids: Iterable[str]) -> list[Entry]:
        """The entries of some ids, or those that took them over, each once."""
        found: dict[str, Entry] = {}
        for id in dict.fromkeys(ids):
            entry = await self.entry(id)
            if entry is not None:
                found[entry.id] = entry
        return list(found.values())

    async def write(self, entry: Entry, added: Iterable[Claim]) -> None:
        self._read[entry.id] = entry
        await self._state.put(ALLIANCES_SPACE, entry.id, entry.model_dump(mode="json"))
        for key in dict.fromkeys(key for claim in added for key in index_keys(claim)):
            ids = await self._ids(key)
            if entry.id not in ids:
                self._index[key] = [*ids, entry.id][-MOST_UNDER_KEY:]
                await self._state.put(INDEX_SPACE, key, {"ids": self._index[key]})

    async def forward(
        self, id: str, entry: Entry | None, to: str, quiet: Quiet | None = Quiet.DECIDED
    ) -> list[Alliance]:
        """Let an id lead to another entry; the record that tells stores to forget it, where they may know it."""
        known = entry or Entry(id=id)
        shell = Entry(id=id, claims=known.claims[:1], changes=known.changes, merged_into=to)
        self._read[id] = shell
        await self._state.put(ALLIANCES_SPACE, id, shell.model_dump(mode="json"))
        return [describe(entry, quiet).model_copy(update={"merged_into": to})] if entry else []

    async def _ids(self, key: str) -> list[str]:
        if key not in self._index:
            document = await self._state.get(INDEX_SPACE, key)
            ids = document.get("ids") if document else None
            self._index[key] = [id for id in ids if isinstance(id, str)] if isinstance(ids, list) else []
        return self._index[key]
