"""The alliance registry over the state interface; one resolve stage owns it.

Beside the entries it keeps a space "resolved" (article id and digest of its mentions → the records that it made).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from agents.resolve.claims import claims_of, digest
from agents.resolve.decide import Touched, changes, place, related
from agents.resolve.decisions import Decisions, read_decisions
from agents.resolve.entries import ALLIANCES_SPACE, Registry
from agents.resolve.entry import Entry, describe
from agents.resolve.revise import apply_decision
from agents.resolve.settle import settle
from topics.catalogue import MENTIONS
from topics.records import Alliance, ChangeKind, Quiet, Report, now
from topics.state import State

RESOLVED_SPACE = "resolved"

_REPEATS_END = MENTIONS.retention + timedelta(days=30)
"""How long what a report made is kept: longer than the report itself can come again."""


async def resolve_report(report: Report, state: State) -> list[Alliance]:
    """Take a report into the registry and give the records of its changes; a repeat gives the same records again."""
    key = f"{report.article_id}:{digest(report)}"
    done = await state.get(RESOLVED_SPACE, key)
    if done is not None:
        records = done.get("records")
        assert isinstance(records, list)
        return [_heard_again(Alliance.model_validate(record), report.quiet) for record in records]
    if report.decision is not None:
        records = await apply_decision(report.decision, report.fetched, state)
    else:
        records = await _take_in(report, Registry(state), await read_decisions(state))
    document: dict[str, object] = {"records": [record.model_dump(mode="json") for record in records]}
    await state.put(RESOLVED_SPACE, key, document, expires=now() + _REPEATS_END)
    return records


def _heard_again(record: Alliance, quiet: Quiet | None) -> Alliance:
    """A record that a report made, as quiet as the report is now that it comes again.

    What was ordered now or before stands; what was old or undated is as the report has it now; what was told is told.
    """
    ordered = next((one for one in (record.quiet, quiet) if one is not None and one.is_ordered), None)
    return record.model_copy(update={"quiet": ordered or (record.quiet and quiet)})


async def alliances(state: State) -> AsyncIterator[Alliance]:
    """All alliances that the registry knows, by id."""
    async for _, document in state.scan(ALLIANCES_SPACE):
        entry = Entry.model_validate(document)
        if entry.merged_into is None:
            yield describe(entry)


async def _take_in(report: Report, registry: Registry, decisions: Decisions) -> list[Alliance]:
    touched: dict[str, Touched] = {}
    near: dict[str, Entry] = {}

    def touch(entry: Entry) -> Touched:
        return touched.setdefault(entry.id, Touched(entry, known_articles=entry.articles))

    for claim in claims_of(report):
        known = {entry.id: entry for entry in await registry.candidates(claim, decisions)}
        gone = {entry.id for t in touched.values() for entry in t.absorbed}
        near |= known
        known = {id: entry for id, entry in known.items() if id not in gone} | {
            t.entry.id: t.entry for t in touched.values()
        }
        placed = place(claim, known.values(), decisions)
        if placed.entry is None:
            entry = Entry(id=await registry.free_id(claim, touched))
            target = touched[entry.id] = Touched(entry, is_new=True)
        else:
            target = touch(placed.entry)
        for other in placed.absorbed:
            target.absorb(touch(other))
            del touched[other.id]
        target.add(claim)

    added = [claim for target in touched.values() for claim in target.added]
    await settle(near, added, touched, registry, decisions, report.fetched, report.article_id)
    records: list[Alliance] = []
    for target in touched.values():
        decisions.mark(target.entry, report.fetched, report.article_id)
        records += _tell(target, report)
        for merged in target.absorbed:
            records += await registry.forward(merged.id, merged, target.entry.id, report.quiet)
        if target.added or target.absorbed or target.revised:
            moved = target.absorbed or target.revised
            await registry.write(target.entry, list(target.entry.claims) if moved else target.added)
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
    if target.revised and not told:
        told.append(describe(target.entry, report.quiet))  # for the stores alone
    return told
