"""Of several orders for the same look, one alone is obeyed, and none before its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.discover.health import SourceHealth
from agents.discover.sources import SourceSetting
from topics.clock import went_back
from topics.outcome import Drop
from topics.state import State

LOOKS = "looks"
"""The state space that lets only one of two orders for the same look through."""

_TOLERANCE = timedelta(milliseconds=20)
"""How early an order may come: carriers keep due times as floats, and clocks step."""


async def claim(source: SourceSetting, health: SourceHealth, state: State, moment: datetime) -> None:
    """Raise `Drop` unless the look is due and no other order has taken it."""
    due = None if went_back(health.last_look, moment) else health.next
    if due is not None and source.interval is not None and health.last_look is not None and not health.failures:
        pause = max(source.interval, health.fresh_for or 0.0)
        due = min(due, health.last_look + timedelta(seconds=pause))  # the interval was shortened meanwhile
    if due is not None and moment < due - _TOLERANCE:
        raise Drop("polled already")
    look = f"{health.next.isoformat() if health.next else 'first'} {source.id}"
    if not await state.create(LOOKS, look, {}, expires=moment + timedelta(hours=1)):
        raise Drop("polled already")
