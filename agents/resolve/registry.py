"""The alliance registry over the state interface; one resolve stage owns it.

Beside the entries it keeps a space "resolved" (article id and digest of its mentions → the records that it made, and
why the report was quiet).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from agents.resolve.claims import Claim
from agents.resolve.decide import Touched, place
from agents.resolve.decisions import Decisions, read_decisions
from agents.resolve.due import may_tell
from agents.resolve.editions import forget_withdrawn, take_edition
from agents.resolve.entries import ALLIANCES_SPACE, Registry
from agents.resolve.entry import Entry
from agents.resolve.matches import Matches
from agents.resolve.picture import describe, told_since
from agents.resolve.rates import Allowance, read_allowance, write_allowance
from agents.resolve.related import related
from agents.resolve.reported import claims_of, digest
from agents.resolve.revise import apply_decision
from agents.resolve.settle import settle
from agents.resolve.tell import changes, noted
from agents.resolve.texts import KnownText, keep_text, known_text
from topics.catalogue import MENTIONS
from topics.records import Alliance, ChangeKind, Part, Quiet, Report, now
from topics.state import Document, State

RESOLVED_SPACE = "resolved"

_REPEATS_END = MENTIONS.retention + timedelta(days=30)
"""How long what a report made is kept: longer than the report itself can come again."""


class _Made(Part):
    """What a report made, without defaults so that all of it is said."""

    records: list[Alliance]
    quiet: Quiet | None


async def resolve_report(report: Report, state: State) -> list[Alliance]:
    """Take a report into the registry and give the records of its changes; a repeat gives the same records again.

    A repeat that is quiet for another reason than the report was, such as a replay, adds its quiet to the records. One
    whose quiet was lifted is no repeat: it is taken in again, and tells what is owed. Nor is a newer text that tells
    again what one told before the last.
    """
    said = digest(report)
    key = f"{report.article_id}:{said}"
    claims = list(claims_of(report))
    done = await state.get(RESOLVED_SPACE, key)
    text = await known_text(report, state) if report.decision is None else None
    tells_again = text is not None and text.is_older_than(report) and text.digest != said
    if done is not None and not tells_again:
        held = done["records"]
        assert isinstance(held, list)
        records = [Alliance.model_validate(record) for record in held]
        before = _quiet_of(done, records)
        if not _is_lifted(before, report.quiet):
            if report.decision is None:
                await keep_text(report, said, text, state)
            return records if report.quiet is before else [_quieter(record, report.quiet) for record in records]
    if report.decision is not None:
        records = await apply_decision(report.decision, report.fetched, state)
    else:
        allowance = await read_allowance(report, state)
        records = await _take_in(report, claims, text, Registry(state), await read_decisions(state), allowance)
        await write_allowance(allowance, state)
        await keep_text(report, said, text, state)
    made = _Made(records=records, quiet=report.quiet).model_dump_json(exclude_defaults=True)
    await state.put_text(RESOLVED_SPACE, key, made, expires=now() + _REPEATS_END)
    return records


def _quiet_of(done: Document, records: Sequence[Alliance]) -> Quiet | None:
    """Why a report was quiet; earlier versions kept it with its records alone."""
    if "quiet" in done:
        return Quiet(str(done["quiet"])) if done["quiet"] is not None else None
    return None if any(record.quiet is None for record in records) else next((r.quiet for r in records), None)


def _is_lifted(before: Quiet | None, after: Quiet | None) -> bool:
    """Whether a report is less quiet than before; a quiet that a person ordered stays."""
    return (before is Quiet.UNDATED and after in (Quiet.OLD, None)) or (before is Quiet.OLD and after is None)


def _quieter(record: Alliance, quiet: Quiet | None) -> Alliance:
    return record.model_copy(update={"quiet": record.quiet or quiet})


async def alliances(state: State) -> AsyncIterator[Alliance]:
    """All alliances that the registry knows, by id."""
    async for _, document in state.scan(ALLIANCES_SPACE):
        entry = Entry.model_validate(document)
        if entry.merged_into is None:
            yield describe(entry)


async def _take_in(
    report: Report,
    claims: Sequence[Claim],
    text: KnownText | None,
    registry: Registry,
    decisions: Decisions,
    allowance: Allowance,
) -> list[Alliance]:
    await registry.candidates(claims, decisions)  # all at once, so that each has its own at hand
    touched: dict[str, Touched] = {}
    near: dict[str, Entry] = {}

    def touch(entry: Entry) -> Touched:
        return touched.setdefault(entry.id, Touched(entry, known_articles=entry.articles))

    for claim in await take_edition(report, claims, text, registry, touch):
        known = {entry.id: entry for entry in await registry.candidates([claim], decisions)}
        gone = {entry.id for t in touched.values() for entry in t.absorbed}
        near |= known
        known = {id: entry for id, entry in known.items() if id not in gone} | {
            t.entry.id: t.entry for t in touched.values()
        }
        held = [other for entry in known.values() for other in entry.claims]
        placed = place(claim, list(known.values()), Matches(held), decisions)
        if placed.entry is None:
            entry = Entry(id=await registry.free_id(claim, touched))
            target = touched[entry.id] = Touched(entry, is_new=True)
        else:
            target = touch(placed.entry)
        for other in placed.absorbed:
            target.absorb(touch(other), placed.brought(other, claim))
            del touched[other.id]
        target.add(placed.joined(claim))

    for target in touched.values():
        forget_withdrawn(target, loosens=True)
        near |= {entry.id: entry for entry in await registry.candidates(target.redated, decisions)}
    await settle(near, touched, registry, decisions, report.fetched, report.article_id)
    records: list[Alliance] = []
    for target in touched.values():
        forget_withdrawn(target, loosens=False)
        decisions.mark(target.entry, report.fetched, report.article_id)
        told = _tell(target, report, allowance, confirmed=decisions.confirmation(target.entry) is not None)
        records += told
        for merged in target.absorbed:
            records += await registry.forward(merged.id, merged, target.entry.id, report.quiet)
        if target.added or target.absorbed or target.revised or told:
            await registry.write(target.entry)
    for number, record in enumerate(records):
        if record.change is not None and record.change.change is ChangeKind.ANNOUNCED:
            records[number] = record.model_copy(update={"related": related(record, records)})
    return records


def _tell(target: Touched, report: Report, allowance: Allowance, *, confirmed: bool) -> list[Alliance]:
    """The records of what a report changes in one alliance, each with the changes up to its own."""
    target.entry.changes += noted(target, report)
    if not may_tell(target, report):
        return []
    told, whole = [], describe(target.entry, report.quiet)
    for change in changes(target, whole, report, allowance, confirmed=confirmed):
        target.entry.changes.append(change)
        told.append(told_since(whole, target.entry, change.quiet).model_copy(update={"change": change}))
    if (target.revised or target.added) and not told:
        told.append(whole)  # for the stores alone
    return told
