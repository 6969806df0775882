"""When a source is looked at next."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import structlog

from agents.discover.health import SourceHealth, save_health
from agents.discover.look import Look, SourceFailure
from agents.discover.sources import DiscoverSettings, SourceSetting
from topics.outcome import Retry
from topics.state import State

log = structlog.get_logger(__name__)

_FIRST_INTERVAL = 300.0
"""Seconds, before anything is known of a source and after a first failure: a busy desk's feed changes that often."""

_FASTER = 0.6
_SLOWER = 1.3
"""Factors on the interval after a look with and without new items; two quiet looks undo one busy one."""

_MOST_DOUBLINGS = 20
"""Of the pause after failures; any interval reaches a day before that."""

_JITTER = 0.05
"""Part of the interval by which looks are spread, so that the sources of one host do not stay in step."""


async def succeeded(
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


async def failed(
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
