"""The alliance registry over the state interface; one resolve stage owns it.

Spaces: "alliances" (alliance id → `Entry`), "alliance-index" (key → ids of the alliances that may be meant) and
"resolved" (article id and digest of its mentions → the records that the report made).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

from agents.resolve.claims import Claim, claims_of, digest
from agents.resolve.decide import Touched, changes, new_id, place, related
from agents.resolve.entry import Entry, describe
from agents.resolve.matching import index_keys, search_keys
from topics.catalogue import MENTIONS
from topics.records import Alliance, ChangeKind, Report, now, stable_id
from topics.state import State

ALLIANCES_SPACE = "alliances"
INDEX_SPACE = "alliance-index"
RESOLVED_SPACE = "resolved"

MOST_UNDER_KEY = 64
"""Alliances under one index key, the latest kept: a pair of companies makes a handful in its life."""

MOST_REDIRECTS = 16
"""Merged entries followed in a row before it is taken for a circle."""

_REPEATS_END = MENTIONS.retention + timedelta(days=30)
"""How long what a report made is kept: longer than the report itself can come again."""


async def resolve_report(report: Report, state: State) -> list[Alliance]:
    """Take a report into the registry and give the records of its changes; a repeat gives the same records again."""
    key = f"{report.article_id}:{digest(report)}"
    done = await state.get(RESOLVED_SPACE, key)
    if done is not None:
        records = done.get("records")
        assert isinstance(records, list)
        return [Alliance.model_validate(record) for record in records]
    records = await _take_in(report, Registry(state))
    document: dict[str, object] = {"records": [record.model_dump(mode="json") for record in records]}
    await state.put(RESOLVED_SPACE, key, document, expires=now() + _REPEATS_END)
    return records


async def alliances(state: State) -> AsyncIterator[Alliance]:
    """All alliances that the registry knows, by id."""
    async for _, document in state.scan(ALLIANCES_SPACE):
        entry = Entry.model_validate(document)
        if entry.merged_into is None:
            yield describe(entry)


class Registry:
    """The entries that one report may touch, read once and written once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._read: dict[str, Entry] = {}

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

    async def candidates(self, claim: Claim) -> list[Entry]:
        """The entries that share a name, two members, or a member and a day with the claim."""
        found: dict[str, Entry] = {}
        for key in search_keys(claim):
            for id in await self._ids(key):
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
                document: dict[str, object] = {"ids": [*ids, entry.id][-MOST_UNDER_KEY:]}
                await self._state.put(INDEX_SPACE, key, document)

    async def _ids(self, key: str) -> list[str]:
        document = await self._state.get(INDEX_SPACE, key)
        ids = document.get("ids") if document else None
        return [id for id in ids if isinstance(id, str)] if isinstance(ids, list) else []


async def _take_in(report: Report, registry: Registry) -> list[Alliance]:
    touched: dict[str, Touched] = {}

    def touch(entry: Entry) -> Touched:
        return touched.setdefault(entry.id, Touched(entry, known_articles=entry.articles))

    for claim in claims_of(report):
        known = {entry.id: entry for entry in await registry.candidates(claim)}
        gone = {entry.id for t in touched.values() for entry in t.absorbed}
        known = {id: entry for id, entry in known.items() if id not in gone} | {
            t.entry.id: t.entry for t in touched.values()
        }
        placed = place(claim, known.values())
        if placed.entry is None:
            entry = Entry(id=await _free_id(claim, registry, touched))
            target = touched[entry.id] = Touched(entry, is_new=True)
        else:
            target = touch(placed.entry)
        for other in placed.absorbed:
            target.absorb(touch(other))
            del touched[other.id]
        target.add(claim)

    records: list[Alliance] = []
    for target in touched.values():
        records += _tell(target, report)
        for merged in target.absorbed:
            shell = Entry(id=merged.id, claims=merged.claims[:1], changes=merged.changes, merged_into=target.entry.id)
            await registry.write(shell, ())
            records.append(describe(shell, report.quiet).model_copy(update={"merged_into": target.entry.id}))
        if target.added or target.absorbed:
            await registry.write(target.entry, list(target.entry.claims) if target.absorbed else target.added)
    for number, record in enumerate(records):
        if record.change is not None and record.change.change is ChangeKind.ANNOUNCED:
            records[number] = record.model_copy(update={"related": related(record, records)})
    return records


def _tell(target: Touched, report: Report) -> list[Alliance]:
    """The records of what a report changes in one alliance, each with the changes up to its own."""
    told = []
    for change in changes(target, report):
        target.entry.changes.append(change)
        told.append(describe(target.entry, report.quiet).model_copy(update={"change": change}))
    return told


async def _free_id(claim: Claim, registry: Registry, touched: dict[str, Touched]) -> str:
    """An id for a new entry that none other has."""
    id = new_id(claim)
    while id in touched or await registry.entry(id) is not None:
        id = stable_id(id, claim.id)
    return id
