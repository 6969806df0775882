"""What people want done, checked and handed over as records, for whoever asks: the service takes it up, or it is done
at once where none runs. Whatever blocks runs in a thread."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from agents.alert.endpoints import Endpoint
from agents.alert.known import KnownEndpoints, definition_of
from agents.alert.manage import manage_stage
from agents.resolve.decisions import all_decisions
from agents.resolve.entries import Registry
from agents.resolve.entry import Entry
from agents.resolve.picture import describe
from dongmaeng import decide as registry
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.endpoints import known_endpoint, message
from dongmaeng.backend.opening import reachable, right_topics
from dongmaeng.backend.origins import SETTINGS
from dongmaeng.fault import Fault, NotFound
from dongmaeng.hand_over import hand_over
from dongmaeng.items import Item
from dongmaeng.service import append
from topics.records import Command, CommandKind, Decision, DecisionKind, Page

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Applied:
    """What was handed over, and whether it is done already."""

    id: str
    """Of the decision or the command."""
    applied: bool
    """False where a running service takes it up."""


@dataclass(frozen=True, slots=True)
class AddedItems:
    """Items that were handed to the service, and those that cannot be read."""

    accepted: Sequence[Page]
    refused: Sequence[Item]


@of_backend
async def decide(
    backend: Backend, kind: DecisionKind, alliances: Sequence[str], articles: Sequence[str] = ()
) -> Applied:
    """Decide about alliances; raises `Fault` where it makes no sense, `NotFound` for what is not there.

    `articles`: for a split, the ids of those that tell of another alliance, or your own ids of the items.
    """
    if kind is DecisionKind.UNDO:
        raise ValueError("undo takes a decision, not alliances")
    if kind is DecisionKind.MERGE and len(set(alliances)) < 2:
        raise Fault("merge takes at least two alliances", usage=True)
    entries = [await _entry(backend, id) for id in alliances]
    if kind is DecisionKind.MERGE and len({entry.id for entry in entries}) < 2:
        raise Fault(f"{', '.join(alliances)}: one alliance already", usage=True)
    if kind is DecisionKind.SPLIT and not articles:
        raise Fault("split takes the articles that tell of another alliance", usage=True)
    if kind is DecisionKind.CONFIRM and not describe(entries[0]).held:
        raise Fault(f"{entries[0].id}: nothing of it is held; `dongmaeng alliances --held` lists what is", usage=True)
    told = _article_ids(entries[0], articles)
    if articles and told == entries[0].articles:
        raise Fault("these are all its articles: nothing would be left", usage=True)
    ids = [entry.id for entry in entries]
    return await _decided(backend, Decision(id=new_id(), kind=kind, alliances=ids, articles=sorted(told)))


@of_backend
async def undo(backend: Backend, decision: str) -> Applied:
    """Take a decision back; raises `Fault` where that cannot be, `NotFound` where there is none."""
    state = await backend.state()
    known = {held.id: held for held in await all_decisions(state)} if state else {}
    if decision not in known:
        raise NotFound(f"{decision}: no such decision; `dongmaeng alliances decisions` lists them")
    if known[decision].undone:
        raise Fault(f"{decision}: undone already", usage=True)
    if known[decision].kind is DecisionKind.CONFIRM:
        raise Fault(f"{decision}: what was held is told already; `dismiss` what is no alliance", usage=True)
    return await _decided(backend, Decision(id=new_id(), kind=DecisionKind.UNDO, undoes=decision))


@of_backend
async def add_endpoint(backend: Backend, endpoint: Endpoint) -> Applied:
    """Set up an endpoint, or put it in place of another that was added under its id; raises `Fault`."""
    if any(one.id == endpoint.id for one in backend.settings.endpoints):
        told = f"{endpoint.id}: the settings file has an endpoint of this id, which wins; change it there"
        raise Fault(told, usage=True)
    definition = definition_of(endpoint)
    return await _ordered(
        backend, Command(id=new_id(), kind=CommandKind.ADD, endpoint=endpoint.id, definition=definition)
    )


@of_backend
async def order(backend: Backend, kind: CommandKind, endpoint: str) -> Applied:
    """Pause, resume or remove an endpoint; raises `Fault` where that cannot be, `NotFound` where there is none."""
    if kind not in (CommandKind.PAUSE, CommandKind.RESUME, CommandKind.REMOVE):
        raise ValueError(f"{kind} takes more than an endpoint")
    known = await known_endpoint(backend, endpoint)
    if kind is CommandKind.REMOVE and known.origin == SETTINGS:
        raise Fault(f"{endpoint}: is in the settings file; take it out there", usage=True)
    return await _ordered(backend, Command(id=new_id(), kind=kind, endpoint=endpoint))


@of_backend
async def resend(
    backend: Backend, messages: Sequence[str] = (), *, since: datetime | None = None, endpoint: str = ""
) -> Applied:
    """Send messages once more: those named, or all that ended unsent since a moment; raises `Fault`, `NotFound`."""
    if bool(messages) == (since is not None):
        raise Fault("give either messages or since when", usage=True)
    for id in messages:
        await message(backend, id)
    command = Command(id=new_id(), kind=CommandKind.RESEND, endpoint=endpoint, messages=list(messages), since=since)
    return await _ordered(backend, command)


@of_backend
async def retry(backend: Backend, ids: Iterable[int] = ()) -> int:
    """Hand records in quarantine back to their stages, all where none is named; how many. Raises `NotFound`."""
    wanted = set(ids)
    async with backend.operations(readonly=False) as operations:
        known = [aside.id async for aside in operations.quarantined()]
        if unknown := sorted(wanted - set(known)):
            raise NotFound(f"{', '.join(map(str, unknown))}: not in quarantine")
        return await operations.release(sorted(wanted) or known)


@of_backend
async def add_items(backend: Backend, items: Sequence[Item]) -> AddedItems:
    """Hand items to the service, which reads them behind the news of the day; the next one where none runs."""
    pages = [item.page for item in items if item.page is not None]
    if pages:
        await in_thread(backend, lambda: asyncio.run(append(backend.settings, pages, backfill=True)))
    return AddedItems(pages, [item for item in items if item.page is None])


def new_id() -> str:
    """An id for a decision or a command."""
    return uuid.uuid4().hex[:12]


async def in_thread(backend: Backend, blocking: Callable[[], T]) -> T:
    """What a blocking call gives, which is the only one that hands something over meanwhile; raises `Fault`."""
    async with backend.writing:
        with reachable(backend.settings), right_topics():
            return await asyncio.to_thread(blocking)


async def _decided(backend: Backend, decision: Decision) -> Applied:
    return Applied(decision.id, await in_thread(backend, lambda: registry.decide(backend.settings, decision)))


async def _ordered(backend: Backend, command: Command) -> Applied:
    settings = backend.settings
    done = await in_thread(
        backend,
        lambda: hand_over(settings, [command], lambda _: [manage_stage(KnownEndpoints(settings.endpoints))], "alerts"),
    )
    return Applied(command.id, done)


async def _entry(backend: Backend, id: str) -> Entry:
    state = await backend.state()
    entry = await Registry(state).entry(id) if state else None
    if entry is None:
        raise NotFound(f"{id}: no such alliance; `dongmaeng alliances` lists them")
    return entry


def _article_ids(entry: Entry, articles: Iterable[str]) -> set[str]:
    """The article ids that are meant by article ids or the caller's own ids."""
    known = {claim.article_id: claim.article_id for claim in entry.claims}
    known |= {claim.source_id: claim.article_id for claim in entry.claims if claim.source_id}
    for article in articles:
        if article not in known:
            raise NotFound(f"{article}: no article of {entry.id}; it has {', '.join(sorted(known))}")
    return {known[article] for article in articles}
