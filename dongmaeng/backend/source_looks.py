"""One look at a source, step by step, with nothing stored."""

from __future__ import annotations

from collections.abc import Sequence
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
from topics.buffered import BufferedState
from topics.records import Candidate, now, source_id


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
    state = BufferedState(await backend.state())
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
