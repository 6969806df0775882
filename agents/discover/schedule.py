"""When a source is looked at next."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from agents.discover.health import SourceHealth, save_health
from agents.discover.look import Look, SourceFailure
from agents.discover.price import seconds_until_worth
from agents.discover.sources import DiscoverSettings, SourceSetting
from topics.outcome import Retry
from topics.records import Candidate
from topics.state import State

log = structlog.get_logger(__name__)

_FIRST_RETRY = 300.0
"""Seconds after a first failure, at most: most servers that stumble are back by then."""

_MOST_DOUBLINGS = 20
"""Of the pause after failures; any pause reaches a day before that."""

_WEIGHT = 0.2
"""Of the latest look in what looks cost."""

_JITTER, _MOST_JITTER = 0.05, 60.0
"""Part of a pause, and seconds, by which looks come later, so that the sources of one host do not stay in step."""


class NextBy(StrEnum):
    """What decided when the next look is due."""

    RHYTHM = "rhythm"
    """The stories that are to be expected will have waited for what a look is worth."""
    MIN_INTERVAL = "min_interval"
    MAX_INTERVAL = "max_interval"
    INTERVAL = "interval"
    """The source's own setting."""
    ASKED = "asked for by the source"
    FAILURE = "failure"


async def succeeded(
    look: Look,
    new: Sequence[Candidate],
    source: SourceSetting,
    health: SourceHealth,
    settings: DiscoverSettings,
    price: float,
    state: State,
    moment: datetime,
) -> datetime:
    """Note a look that worked; gives the time of the next one."""
    published = [candidate.published for candidate in new]
    pause = plan_next(look, published, source, health, settings, price, health.last_look or moment)
    health.next = moment + timedelta(seconds=pause)
    health.status = look.status
    health.last_success = moment
    health.failures = 0
    health.last_error = look.fault
    health.last_error_at = moment if look.fault else None
    health.validators = look.validators
    health.items_seen += len(new)
    if new:
        health.last_new = moment
    await save_health(state, health)
    return health.next


def plan_next(
    look: Look,
    published: Sequence[datetime | None],
    source: SourceSetting,
    health: SourceHealth,
    settings: DiscoverSettings,
    price: float,
    looked: datetime,
) -> float:
    """Learn from a look what the schedule needs, and give the seconds until the next one.

    `published`: the stamps of its new stories; `price`: story-seconds of waiting that a request is worth.
    """
    health.rhythm = health.rhythm.learn(published, looked)
    health.fresh_for = look.fresh_for
    known = health.requests or float(look.requests)
    health.requests = known + (look.requests - known) * _WEIGHT
    health.interval, health.next_by = _pause(source, health, settings, price, looked)
    return _spread(health.interval)


def _pause(
    source: SourceSetting, health: SourceHealth, settings: DiscoverSettings, price: float, looked: datetime
) -> tuple[float, NextBy]:
    if source.interval is not None:
        pause, by = source.interval, NextBy.INTERVAL
    else:
        worth = price * (health.requests or 1.0)
        pause, by = seconds_until_worth(health.rhythm.rates, looked, worth, settings.max_interval), NextBy.RHYTHM
        if pause >= settings.max_interval:
            by = NextBy.MAX_INTERVAL
        elif pause < settings.min_interval:
            pause, by = settings.min_interval, NextBy.MIN_INTERVAL
    asked = asked_for(health, settings)
    return (asked, NextBy.ASKED) if asked > pause else (pause, by)


def asked_for(health: SourceHealth, settings: DiscoverSettings) -> float:
    """Seconds that a source asks for between two looks, as far as that is granted."""
    return min(health.fresh_for or 0.0, settings.max_interval)


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
    base = min(source.interval or health.interval or _FIRST_RETRY, max(_FIRST_RETRY, settings.min_interval))
    pause = min(base * 2.0 ** min(health.failures - 1, _MOST_DOUBLINGS), settings.max_backoff)
    asked = min(failure.after or 0.0, settings.max_backoff)
    health.next_by = NextBy.ASKED if asked > pause else NextBy.FAILURE
    pause = max(_spread(pause), asked)
    health.next = moment + timedelta(seconds=pause)
    health.status = failure.status
    health.last_error = failure.reason
    health.last_error_at = moment
    await save_health(state, health)
    log.warning(
        "source failed", source=source.id, reason=failure.reason, status=failure.status, failures=health.failures
    )
    return Retry(failure.reason, after=pause, counts=False)


def _spread(seconds: float) -> float:
    return seconds + random.uniform(0.0, min(seconds * _JITTER, _MOST_JITTER))
