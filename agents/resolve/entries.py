"""The entries of the registry in the state: found by what their claims say, read once and written once.

Spaces: "alliances" (alliance id → `Entry`) and "alliance-index" (key → ids of the alliances that may be meant, and
under a pair of members until what day each may be).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from heapq import nsmallest

from agents.resolve.claims import ANY_DAY, Claim
from agents.resolve.decisions import Decisions, Side
from agents.resolve.documents import entry_documents
from agents.resolve.entry import Entry
from agents.resolve.keys import article_key, first_to_match, index_keys, new_id, search_keys
from agents.resolve.picture import describe
from topics.records import Alliance, Quiet, stable_id
from topics.state import Document, State

ALLIANCES_SPACE = "alliances"
INDEX_SPACE = "alliance-index"

MOST_UNDER_KEY = 64
"""Alliances under one index key, the latest kept: a pair of companies makes a handful in its life."""

MOST_OF_ANY_DAY = 8
"""Of these the ones that an account without the day of its deal is held against, the nearest in time."""

MOST_REDIRECTS = 16
"""Merged entries followed in a row before it is taken for a circle."""


class Registry:
    """The entries that one report may touch, read once and written once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._read: dict[str, Entry] = {}
        self._stored: dict[str, list[Claim]] = {}
        """What entries hold in the state, by their ids, whatever becomes of them here."""
        self._index: dict[str, dict[str, int | None]] = {}

    async def entry(self, id: str) -> Entry | None:
        """The entry of this id, or the one that took it over."""
        return next(iter(await self.entries([id])), None)

    async def candidates(self, claims: Collection[Claim], decisions: Decisions) -> list[Entry]:
        """The entries that share an article, a name, two members, or a member and a day with one of the claims.

        And those that a person's decision may put one of them to.
        """
        await self._look_up(key for claim in claims for key in search_keys(claim))
        ids = [id for claim in claims for key in search_keys(claim) for id in _meant(claim, self._index[key])]
        sides = [side for claim in claims for side in decisions.neighbours(claim)]
        return await self.entries([*ids, *await self._ids_about(sides)])

    async def telling(self, article_id: str) -> list[Entry]:
        """The entries that an article tells of, or told of before its accounts were put elsewhere."""
        return await self.entries(await self._ids([article_key(article_id)]))

    async def decided_with(self, entries: Iterable[Entry], decisions: Decisions) -> list[Entry]:
        """The entries that a person's decisions may put accounts of these entries to."""
        sides = {side.alliance: side for e in entries for claim in e.claims for side in decisions.neighbours(claim)}
        return await self.entries(await self._ids_about(sides.values()))

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
            for entry in await self.entries(await self._ids_about([side])):
                if any(map(side.speaks_of, entry.claims)):
                    found[entry.id] = entry
        return list(found.values())

    async def _ids_about(self, sides: Iterable[Side]) -> list[str]:
        known = list(sides)
        articles = dict.fromkeys(article_key(article) for side in known for article in side.articles)
        return [*(side.alliance for side in known), *await self._ids(articles)]

    async def entries(self, ids: Iterable[str]) -> list[Entry]:
        """The entries of some ids, or those that took them over, each once."""
        leading = {id: id for id in ids}
        for _ in range(MOST_REDIRECTS):
            await self._read_all(leading.values())
            further = {id: entry.merged_into for id, to in leading.items() if (entry := self._read.get(to))}
            leading = {id: to or leading[id] for id, to in further.items()}
            if not any(further.values()):
                return list({to: self._read[to] for to in leading.values()}.values())
        return list({to: self._read[to] for id, to in leading.items() if not further[id]}.values())

    async def _read_all(self, ids: Iterable[str]) -> None:
        left = list(dict.fromkeys(id for id in ids if id not in self._read))
        found = await self._state.get_texts(ALLIANCES_SPACE, left) if left else {}
        self._note_read({id: entry_documents.entry_of(id, text) for id, text in found.items()})

    def _note_read(self, entries: Mapping[str, Entry]) -> None:
        self._read |= entries
        self._stored |= {id: list(entry.claims) for id, entry in entries.items()}

    async def write(self, entry: Entry) -> None:
        """Keep an entry, and note it under the keys of what it did not hold before as it is now."""
        held = {claim.id: claim for claim in self._stored.get(entry.id, ())}
        self._note_read({entry.id: entry})
        await self._state.put_text(ALLIANCES_SPACE, entry.id, entry_documents.text_of(entry))
        added = [claim for claim in entry.claims if held.get(claim.id) is not claim]
        known = [(key, until) for claim in added for key, until in index_keys(claim).items()]
        await self._look_up(key for key, _ in known)
        changed = dict.fromkeys(key for key, until in known if _note(self._index[key], entry.id, until))
        for key in changed:
            await self._state.put(INDEX_SPACE, key, _under(self._index[key]))

    async def forward(
        self, id: str, entry: Entry | None, to: str, quiet: Quiet | None = Quiet.DECIDED
    ) -> list[Alliance]:
        """Let an id lead to another entry; the record that tells stores to forget it, where they may know it."""
        known = entry or Entry(id=id)
        shell = Entry(id=id, claims=known.claims[:1], changes=known.changes, merged_into=to)
        self._read[id] = shell
        await self._state.put_text(ALLIANCES_SPACE, id, entry_documents.text_of(shell))
        return [describe(entry, quiet).model_copy(update={"merged_into": to})] if entry else []

    async def _ids(self, keys: Iterable[str]) -> list[str]:
        """The ids under some keys, in their order."""
        asked = list(keys)
        await self._look_up(asked)
        return [id for key in asked for id in self._index[key]]

    async def _look_up(self, keys: Iterable[str]) -> None:
        left = list(dict.fromkeys(key for key in keys if key not in self._index))
        found = await self._state.get_many(INDEX_SPACE, left) if left else {}
        self._index |= {key: _known_under(found.get(key)) for key in left}


def _meant(claim: Claim, known: Mapping[str, int | None]) -> list[str]:
    """The alliances of those under a key that a claim may match by their days."""
    earliest, (first, last) = first_to_match(claim), claim.span
    found = [id for id, until in known.items() if until is None or until >= earliest]
    if first > ANY_DAY or len(found) <= MOST_OF_ANY_DAY:
        return found
    return nsmallest(MOST_OF_ANY_DAY, found, key=lambda id: abs((known[id] or last) - last))


def _note(known: dict[str, int | None], id: str, until: int | None) -> bool:
    """Note an alliance under a key, and until when it may be meant; whether that is new."""
    if id not in known:
        known[id] = until
        for oldest in list(known)[:-MOST_UNDER_KEY]:
            del known[oldest]
        return True
    before = known[id]
    if before is None or until is None or until <= before:
        return False
    known[id] = until
    return True


def _under(known: dict[str, int | None]) -> Document:
    """What is kept of the alliances under a key."""
    until = {id: day for id, day in known.items() if day is not None}
    return {"ids": list(known), **({"until": until} if until else {})}


def _known_under(document: Document | None) -> dict[str, int | None]:
    """The alliances under a key; earlier versions do not say until when each may be meant."""
    ids, until = (document or {}).get("ids"), (document or {}).get("until")
    days = until if isinstance(until, dict) else {}
    return {id: days.get(id) for id in ids if isinstance(id, str)} if isinstance(ids, list) else {}
