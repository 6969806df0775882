"""One look at a source, step by step, with nothing stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from agents.charset import declared_charset
from agents.discover.candidates import new_candidates
from agents.discover.health import SourceHealth, source_health
from agents.discover.look import Look, Looker, SourceFailure
from agents.discover.offers.guest import Exchange, Guest
from agents.discover.sources import SourceKind, SourceSetting
from agents.urls import canonical_url
from dongmaeng.backend.backend import Backend, of_backend
from dongmaeng.backend.offers import Progress, manners
from dongmaeng.backend.source_writes import source_of
from dongmaeng.backend.sources import known_sources
from dongmaeng.connections import open_http_client
from dongmaeng.fault import Fault
from topics.records import Candidate, now, source_id
from topics.state import Document, State


@dataclass(frozen=True, slots=True)
class TriedLook:
    """What one look at a source gave."""

    setting: SourceSetting
    watched: bool
    """Whether it is a source already; else it was looked at as a page that lists stories where it is no feed."""
    exchanges: Sequence[Exchange]
    """The requests in order, that for robots.txt first."""
    moment: datetime
    look: Look | None
    failure: str | None
    charset: str | None
    """That which the first answer of the source declares."""
    taken: Sequence[Candidate] = field(default_factory=list)
    """The stories that the service would take up now: new ones, and known ones that were edited."""


@of_backend
async def look_at(backend: Backend, target: str, progress: Progress) -> TriedLook:
    """What one look at a source gives: at one that is known, by its id or address, or at any address.

    Raises `Fault` for a service with keys.
    """
    setting = await _known(backend, target)
    watched = setting is not None
    setting = setting or source_of({"url": target})
    if setting.kind in (SourceKind.OPENDART, SourceKind.NAVER):
        raise Fault(
            f"{setting.id}: is a service with keys, whose requests are counted; a look is all it is asked for",
            usage=True,
        )
    settings, moment = backend.settings, now()
    usual = manners(settings)
    asked = replace(usual, requests=usual.requests + settings.discover.max_sitemaps)
    async with open_http_client(settings, [setting.url]) as http:
        if setting.legacy_tls:
            http.allow_legacy_tls(setting.own_sites)
        guest = Guest(http, asked)
        looker = Looker(guest, await backend.workers(), settings.discover)
        progress(setting.url)
        failure, look = None, None
        try:
            look = await looker.look(setting, {}, moment)
        except SourceFailure as told:
            failure = told.reason
        if failure == "not a source" and not watched:
            listing = setting.model_copy(update={"kind": SourceKind.LISTING})
            try:
                setting, look, failure = listing, await looker.look(listing, {}, moment), None
            except SourceFailure as told:
                failure = told.reason
    state = Overlay(await backend.state())
    health = await source_health(state, setting.url) if watched else SourceHealth(source=setting.id)
    first = health.last_success is None
    named = await new_candidates(look, setting, settings.discover, state, moment, first=first) if look else []
    new = [candidate for candidate in named if candidate.again is None]
    return TriedLook(setting, watched, guest.exchanges, moment, look, failure, _charset(guest.exchanges, setting), new)


async def _known(backend: Backend, target: str) -> SourceSetting | None:
    """The source that is meant by an id or an address."""
    known = await known_sources(backend)
    if (found := known.get(target) or known.get(source_id(target))) is not None:
        return found
    address = canonical_url(target)
    return next((source for source in known.values() if canonical_url(source.url) == address), None)


def _charset(exchanges: Sequence[Exchange], setting: SourceSetting) -> str | None:
    answer = next((one.answer for one in exchanges if one.url == setting.url and one.answer is not None), None)
    return declared_charset(answer.body, answer.headers.get("content-type", "")) if answer is not None else None


class Overlay:
    """A state whose writes are kept in memory and forgotten with it."""

    def __init__(self, below: State | None) -> None:
        self._below = below
        self._written: dict[tuple[str, str], Document | None] = {}

    async def get(self, space: str, key: str) -> Document | None:
        if (space, key) in self._written:
            return self._written[space, key]
        return await self._below.get(space, key) if self._below is not None else None

    async def get_many(self, space: str, keys: Collection[str]) -> dict[str, Document]:
        found = {key: await self.get(space, key) for key in keys}
        return {key: document for key, document in found.items() if document is not None}

    async def read_ahead(self, keys: Collection[tuple[str, str]]) -> None:
        if self._below is not None:
            await self._below.read_ahead(keys)

    async def put(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> None:
        self._written[space, key] = document

    async def create(self, space: str, key: str, document: Document, *, expires: datetime | None = None) -> bool:
        if await self.get(space, key) is not None:
            return False
        self._written[space, key] = document
        return True

    async def delete(self, space: str, key: str) -> None:
        self._written[space, key] = None

    async def scan(self, space: str, prefix: str = "") -> AsyncIterator[tuple[str, Document]]:
        below = [pair async for pair in self._below.scan(space, prefix)] if self._below is not None else []
        found: dict[str, Document | None] = dict(below)
        found |= {key: one for (held, key), one in self._written.items() if held == space and key.startswith(prefix)}
        for key, document in sorted(found.items()):
            if document is not None:
                yield key, document
