"""Sources that are services with keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from agents.discover.disclosures import look_at_disclosures
from agents.discover.health import Validator
from agents.discover.known import KnownSources
from agents.discover.look import Look
from agents.discover.naver import look_for_news
from agents.discover.sources import SourceKind, SourceSetting
from agents.http_client import HttpClient
from agents.opendart.client import OpenDart
from topics.records import now
from topics.state import State

AccountOf = Callable[[State, str], Awaitable[OpenDart | None]]


async def look_at_service(
    source: SourceSetting,
    known: Mapping[str, Validator],
    http: HttpClient,
    seen: datetime,
    state: State,
    clock: Callable[[], datetime] = now,
) -> Look:
    """What a service has of late; raises `SourceFailure`."""
    if source.kind is SourceKind.OPENDART:
        dart = _opendart(source, http, clock)
        return await look_at_disclosures(dart, known, seen, source.most_requests, state)
    return await look_for_news(source, http, seen, state)


def accounts(sources: KnownSources, http: HttpClient, clock: Callable[[], datetime] = now) -> AccountOf:
    """The way to OpenDART that a source has the key of, by its id; None where it is no such source any more."""

    async def account_of(state: State, id: str) -> OpenDart | None:
        source = await sources.get(state, id)
        if source is None or not source.enabled or source.kind is not SourceKind.OPENDART:
            return None
        return _opendart(source, http, clock)

    return account_of


def _opendart(source: SourceSetting, http: HttpClient, clock: Callable[[], datetime]) -> OpenDart:
    return OpenDart(http, source.id, source.url, source.key, source.most_requests, clock)
