"""What a look that worked tells of its source: delays, pauses, hubs, and whether it still names stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from agents.discover.health import SourceHealth
from agents.discover.look import Look
from agents.discover.missed import missed
from agents.discover.silence import Silence, silence
from agents.discover.sources import SourceSetting
from agents.discover.weeks import is_midnight
from topics.clock import went_back
from topics.records import Candidate

_KEPT_DELAYS = 60
"""Stories; a day or more of most sources, some 300 bytes."""

_UNWATCHED = timedelta(hours=6)
"""Between two looks of a source that is looked at more often: what lies between them was not watched."""

NOT_MODIFIED = 304


def note_look(
    look: Look, new: Sequence[Candidate], source: SourceSetting, health: SourceHealth, moment: datetime
) -> None:
    """Take in what a look gave, before its rhythm learns of it."""
    watched = is_watched(health, moment)
    if watched:
        delays = [delay for candidate in new if (delay := _delay(candidate, source)) is not None]
        health.delays = [*health.delays, *delays][-_KEPT_DELAYS:]
    newest = max((item.published for item in look.items if item.published and item.published <= moment), default=None)
    if new or (newest and (health.newest is None or newest > health.newest)):
        if watched and health.stirred and not went_back(health.stirred, moment):
            health.pauses.take_in(health.stirred, moment, missed(health.rhythm, health.stirred, moment))
        health.stirred = moment
    if newest:
        health.newest = max(newest, health.newest or newest)
    health.failing = None
    if look.status != NOT_MODIFIED:
        health.hub, health.topic = next(iter(look.hubs), None), look.own_address
    _note_emptiness(look, health, moment)


def is_watched(health: SourceHealth, moment: datetime) -> bool:
    """Whether the source was looked at without a gap until now, so that a pause of its stories is one of its own."""
    if health.last_success is None or went_back(health.last_success, moment):
        return False
    usual = timedelta(seconds=2 * (health.interval or 0.0))
    return moment - health.last_success <= max(_UNWATCHED, usual)


def silence_of(health: SourceHealth) -> Silence | None:
    """The silence of a source up to its last look that worked; None where there is none, or none can be told."""
    if health.stirred is None or health.last_success is None:
        return None
    return silence(health.pauses, health.stirred, health.last_success, partial(missed, health.rhythm))


def _delay(candidate: Candidate, source: SourceSetting) -> int | None:
    """Seconds from publication to discovery; None where the stamp is not believed, is old or tells a day alone."""
    published = candidate.published
    if published is None or is_midnight(published) or candidate.quiet or not source.speaks_for(candidate.url):
        return None
    return max(0, round((candidate.seen - published).total_seconds()))


def _note_emptiness(look: Look, health: SourceHealth, moment: datetime) -> None:
    """Since when a source names no story at all; of an index only what has changed is read, which may be nothing."""
    if look.items:
        health.named, health.empty = len(look.items), None
    elif look.status != NOT_MODIFIED and len(look.validators) <= 1 and health.named:
        health.empty = health.empty or moment
