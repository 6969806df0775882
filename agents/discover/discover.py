"""Discover: looks at each source when it is time and names the stories not seen before."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from agents.discover.contents import Item
from agents.discover.health import SourceHealth, save_health, source_health
from agents.discover.look import Look, Looker, SourceFailure
from agents.discover.seen import is_new_elsewhere, is_new_to_its_site
from agents.discover.sources import DiscoverSettings, SourceSetting
from agents.http_client import HttpClient
from agents.shares import Shares
from agents.sites import site_of_url
from agents.urls import article_id, is_front_page
from agents.workers import Workers
from topics.catalogue import CANDIDATES, POLLS
from topics.clock import went_back
from topics.outcome import Drop, Later, Output, Retry
from topics.records import Candidate, Poll, Quiet, now
from topics.stage import Stage, stage
from topics.state import State

log = structlog.get_logger(__name__)

LOOKS = "looks"
"""The state space that lets only one of two orders for the same look through."""

_TOLERANCE = timedelta(milliseconds=20)
"""How early an order may come: carriers keep due times as floats, and clocks step."""

_FIRST_INTERVAL = 300.0
"""Seconds, before anything is known of a source and after a first failure: a busy desk's feed changes that often."""

_FASTER = 0.6
_SLOWER = 1.3
"""Factors on the interval after a look with and without new items; two quiet looks undo one busy one."""

_MOST_DOUBLINGS = 20
"""Of the pause after failures; any interval reaches a day before that."""

_JITTER = 0.05
"""Part of the interval by which looks are spread, so that the sources of one host do not stay in step."""

_MOST_CONSIDERED = 5_000
"""Items of one look that are compared with those seen, the newest first."""

_CONCURRENCY = 12
"""Sources looked at at once: enough that ten dead ones (15 s each) do not hold up the others for long."""

_OF_ONE_SITE = 4
"""Sources of one site looked at at once: an outlet has a feed for each section, and they die together."""


def first_polls(sources: Sequence[SourceSetting]) -> list[Poll]:
    """The orders to publish when the service starts; those of sources that have a schedule already are dropped."""
    return [Poll(source=source.id) for source in sources if source.enabled]


def discover_stage(
    sources: Sequence[SourceSetting],
    http: HttpClient,
    workers: Workers,
    settings: DiscoverSettings | None = None,
    *,
    clock: Callable[[], datetime] = now,
) -> Stage:
    """The stage that reads polls and writes candidates, and the next poll of each source.

    A look that fails ends as `Retry` with a growing pause that uses up no tries: a source is never given up.
    """
    settings = settings or DiscoverSettings()
    known = {source.id: source for source in sources if source.enabled}
    looker = Looker(http, workers, settings)
    sites = Shares("source busy", waiting=_CONCURRENCY // 4)

    @stage(reads=(POLLS,), writes=(CANDIDATES, POLLS), concurrency=_CONCURRENCY)
    async def discover(poll: Poll, state: State) -> AsyncIterator[Output]:
        async with sites.turn(site_of_url(poll.source), _OF_ONE_SITE):
            async for output in look_at(poll, state):
                yield output

    async def look_at(poll: Poll, state: State) -> AsyncIterator[Output]:
        source = known.get(poll.source)
        if source is None:
            raise Drop("no longer a source")
        moment = clock()
        health = await source_health(state, source.url)
        await _claim(source, health, state, moment)
        health.publisher = source.publisher
        health.last_look = moment
        try:
            look = await looker.look(source, health.validators, moment)
        except SourceFailure as failure:
            raise await _failed(failure, source, health, settings, state, clock()) from failure
        except Exception as bug:
            log.exception("looking at a source failed by a bug", source=source.id)
            unknown = SourceFailure(f"bug: {type(bug).__name__}")
            raise await _failed(unknown, source, health, settings, state, clock()) from bug
        new = await _new_candidates(look, source, settings, state, moment, first=health.last_success is None)
        for candidate in new:
            yield candidate
        health.elsewhere += sum(not source.speaks_for(candidate.url) for candidate in new)
        due = await _succeeded(look, len(new), source, health, settings, state, clock())
        yield Later(Poll(source=source.id), due)

    return discover


async def _claim(source: SourceSetting, health: SourceHealth, state: State, moment: datetime) -> None:
    """Raise `Drop` unless the look is due and no other order has taken it."""
    due = None if went_back(health.last_look, moment) else health.next
    if due is not None and source.interval is not None and health.last_look is not None and not health.failures:
        due = min(due, health.last_look + timedelta(seconds=source.interval))  # the interval was shortened meanwhile
    if due is not None and moment < due - _TOLERANCE:
        raise Drop("polled already")
    look = f"{health.next.isoformat() if health.next else 'first'} {source.id}"
    if not await state.create(LOOKS, look, {}, expires=moment + timedelta(hours=1)):
        raise Drop("polled already")


async def _new_candidates(
    look: Look, source: SourceSetting, settings: DiscoverSettings, state: State, moment: datetime, *, first: bool
) -> list[Candidate]:
    """The stories not seen before, which now count as seen: in the order of the source, or the newest of too many."""
    expires = moment + timedelta(days=settings.remember_days)
    met: set[str] = set()
    new: list[Candidate] = []
    items = look.items
    if len(items) > settings.max_items:
        oldest = datetime.min.replace(tzinfo=UTC)
        items = sorted(items, key=lambda item: item.freshness or oldest, reverse=True)[:_MOST_CONSIDERED]
    for item in items:
        id = article_id(item.url)
        if id in met or is_front_page(item.url) or _is_archive(item, settings, moment):
            continue
        met.add(id)
        candidate = _candidate(item, source, settings, moment, first)
        if source.speaks_for(item.url):
            undated = candidate.quiet is Quiet.UNDATED
            taken = await is_new_to_its_site(id, item.published is not None, undated, state, expires)
        else:
            taken = await is_new_elsewhere(id, state, expires)
        if taken:
            new.append(candidate)
            if len(new) == settings.max_items:
                look.validators = {}  # or the next look would be told that nothing is new
                break
    return new


def _is_archive(item: Item, settings: DiscoverSettings, moment: datetime) -> bool:
    return (
        item.archived and item.freshness is not None and moment - item.freshness > timedelta(days=settings.sitemap_days)
    )


def _candidate(
    item: Item, source: SourceSetting, settings: DiscoverSettings, moment: datetime, first_look: bool
) -> Candidate:
    old_before = None
    if settings.quiet_after_days is not None:
        old_before = moment - timedelta(days=settings.quiet_after_days)
    return Candidate(
        id=article_id(item.url),
        url=item.url,
        source=source.id,
        sites=source.sites,
        title=item.title,
        summary=item.summary,
        published=item.published,
        seen=moment,
        quiet=_quiet(item, old_before, first_look),
        old_before=old_before,
    )


def _quiet(item: Item, old_before: datetime | None, first_look: bool) -> Quiet | None:
    """Why the item may not alert; what a plain sitemap already held at the first look may be of any age."""
    if old_before is None:
        return None
    if item.freshness is None:
        return Quiet.UNDATED if item.archived and first_look else None
    return Quiet.OLD if item.freshness < old_before else None


async def _succeeded(
    look: Look,
    new: int,
    source: SourceSetting,
    health: SourceHealth,
    settings: DiscoverSettings,
    state: State,
    moment: datetime,
) -> datetime:
    """Note a look that worked; gives the time of the next one."""
    interval = health.interval or _first_interval(settings)
    interval *= _FASTER if new else _SLOWER
    health.interval = source.interval or min(max(interval, settings.min_interval), settings.max_interval)
    health.next = moment + timedelta(seconds=_spread(health.interval))
    health.status = look.status
    health.last_success = moment
    health.failures = 0
    health.last_error = look.fault
    health.last_error_at = moment if look.fault else None
    health.validators = look.validators
    health.items_seen += new
    if new:
        health.last_new = moment
    await save_health(state, health)
    return health.next


async def _failed(
    failure: SourceFailure,
    source: SourceSetting,
    health: SourceHealth,
    settings: DiscoverSettings,
    state: State,
    moment: datetime,
) -> Retry:
    """Note a look that failed; gives the ending that brings the next one."""
    health.failures += 1
    first = _first_interval(settings)
    base = min(source.interval or health.interval or first, first)
    pause = min(base * 2.0 ** min(health.failures - 1, _MOST_DOUBLINGS), settings.max_backoff)
    pause = max(_spread(pause), min(failure.after or 0.0, settings.max_backoff))  # what is asked for is never cut short
    health.next = moment + timedelta(seconds=pause)
    health.status = failure.status
    health.last_error = failure.reason
    health.last_error_at = moment
    await save_health(state, health)
    log.warning(
        "source failed", source=source.id, reason=failure.reason, status=failure.status, failures=health.failures
    )
    return Retry(failure.reason, after=pause, counts=False)


def _first_interval(settings: DiscoverSettings) -> float:
    return min(max(_FIRST_INTERVAL, settings.min_interval), settings.max_interval)


def _spread(seconds: float) -> float:
    return seconds * random.uniform(1 - _JITTER, 1 + _JITTER)
