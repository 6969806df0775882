"""Discover: looks at each source when it is time and names the stories not seen before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime

import structlog

from agents.discover.candidates import new_candidates
from agents.discover.claims import claim
from agents.discover.contents import Item
from agents.discover.health import note_rest, source_health
from agents.discover.known import KnownSources
from agents.discover.look import Looker, SourceFailure
from agents.discover.noting import note_look
from agents.discover.schedule import failed, succeeded
from agents.discover.seen import none_seen
from agents.discover.services import look_at_service
from agents.discover.shared_price import SharedPrice
from agents.discover.sources import SourceKind, SourceSetting
from agents.http_client import HttpClient
from agents.shares import Shares
from agents.sites import site_of_url
from agents.workers import Workers
from topics.catalogue import CANDIDATES, POLLS
from topics.outcome import Drop, Later, Output, Retry
from topics.records import Poll, now
from topics.stage import Stage, stage
from topics.state import State

log = structlog.get_logger(__name__)

_CONCURRENCY = 12
"""Sources looked at at once: enough that ten dead ones (15 s each) do not hold up the others for long."""

_OF_ONE_SITE = 4
"""Sources of one site looked at at once: an outlet has a feed for each section, and they die together."""

_LOOKED_AT = 1.0
"""Seconds after which an order is judged that came while its source was being looked at."""


def first_polls(sources: Iterable[SourceSetting]) -> list[Poll]:
    """The orders to publish when the service starts; those of sources that have a schedule already are dropped.

    Those that rest are told too: that they did is noted, so that they are looked at at once when they do no more.
    """
    return [Poll(source=source.id) for source in sources]


def discover_stage(
    known: KnownSources, http: HttpClient, workers: Workers, *, clock: Callable[[], datetime] = now
) -> Stage:
    """The stage that reads polls and writes candidates, and the next poll of each source.

    A look that fails ends as `Retry` with a growing pause that uses up no tries: a source is never given up.
    """
    prices = SharedPrice()
    sites = Shares("source busy", waiting=_CONCURRENCY // 4)
    looking: set[str] = set()
    """The sources that are being looked at."""

    @stage(reads=(POLLS,), writes=(CANDIDATES, POLLS), concurrency=_CONCURRENCY)
    async def discover(poll: Poll, state: State) -> AsyncIterator[Output]:
        async with sites.turn(site_of_url(poll.source), _OF_ONE_SITE):
            source = await known.get(state, poll.source)
            if poll.source in looking:
                # What becomes of that look is not known: it counts for nothing where its partition moves meanwhile,
                # and the order after it would then be lost with this one.
                raise Retry("being looked at", after=_LOOKED_AT, counts=False)
            looking.add(poll.source)
            try:
                async for output in look_at(poll, source, state):
                    yield output
            finally:
                looking.discard(poll.source)

    async def look_at(poll: Poll, source: SourceSetting | None, state: State) -> AsyncIterator[Output]:
        settings = known.settings
        if source is None:
            raise Drop("no longer a source")
        moment = clock()
        health = await source_health(state, source.url)
        if not source.enabled:
            await note_rest(source, health, state)
            raise Drop("paused")
        await claim(poll, source, health, state, moment)
        health.follow(source)
        health.last_look = moment
        health.failing = health.failing or moment  # until it has worked
        looker = Looker(http, workers, settings)
        http.admit_port_of(source.url)

        async def all_new(items: Sequence[Item]) -> bool:
            own = all(source.speaks_for(item.url) for item in items)
            return await none_seen([item.url for item in items], own, state)

        try:
            if source.kind in (SourceKind.OPENDART, SourceKind.NAVER):
                look = await look_at_service(source, health.validators, http, moment, state, clock)
            else:
                look = await looker.look(source, health.validators, moment, all_new)
        except SourceFailure as failure:
            raise await failed(failure, source, health, settings, state, clock()) from failure
        except Exception as bug:
            log.exception("looking at a source failed by a bug", source=source.id)
            unknown = SourceFailure(f"bug: {type(bug).__name__}")
            raise await failed(unknown, source, health, settings, state, clock()) from bug
        found = await new_candidates(look, source, settings, state, moment, first=health.last_success is None)
        new = [candidate for candidate in found if candidate.again is None]
        note_look(look, new, source, health, moment)
        for candidate in found:
            yield candidate
        health.elsewhere += sum(not source.speaks_for(candidate.url) for candidate in new)
        price = await prices.at(moment, known, state)
        due = await succeeded(look, new, source, health, settings, price, state, clock())
        yield Later(Poll(source=source.id), due)

    return discover
