"""Of several orders for the same look, one alone is obeyed, and none before its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.discover.health import SourceHealth
from agents.discover.sources import SourceSetting
from topics.clock import went_back
from topics.outcome import Drop
from topics.records import Poll
from topics.state import State

LOOKS = "looks"
"""The state space that lets only one of two orders for the same look through."""

_TOLERANCE = timedelta(milliseconds=20)
"""How early an order may come: carriers keep due times as floats, and clocks step."""

_JUST_NOW = timedelta(seconds=10)
"""Who asks for a look once more so soon after one is told nothing new, and the site is spared."""

_REMEMBERED = timedelta(hours=1)
"""How long it is known which orders were obeyed."""


async def claim(poll: Poll, source: SourceSetting, health: SourceHealth, state: State, moment: datetime) -> None:
    """Raise `Drop` unless the look is due or asked for, and no other order has taken it."""
    if not await state.create(LOOKS, _look(poll, source, health, moment), {}, expires=moment + _REMEMBERED):
        raise Drop("polled already")


def _look(poll: Poll, source: SourceSetting, health: SourceHealth, moment: datetime) -> str:
    """Which look the order is for, the same for all orders for the same; raises `Drop` where it is not time."""
    due = None if went_back(health.last_look, moment) else health.next
    scheduled = health.next.isoformat() if health.next else "first"
    if due is None or moment >= due - _TOLERANCE:
        return f"{scheduled} {source.id}"
    if health.is_corrected(source):
        return f"{scheduled} {source.fingerprint} {source.id}"
    if poll.asked is not None and not _just_looked(health, moment):
        return f"{poll.asked} {source.id}"
    raise Drop("polled already")


def _just_looked(health: SourceHealth, moment: datetime) -> bool:
    return health.last_look is not None and timedelta() <= moment - health.last_look < _JUST_NOW
