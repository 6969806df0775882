"""When a message may go: after those before it of the same alliance and endpoint."""

from __future__ import annotations

from datetime import datetime, timedelta

from agents.alert.deliveries import DeliveryState, delivery_state
from topics.state import State

LONGEST_WAIT = timedelta(days=1)
"""For a message that nobody knows anything of, or that nothing more happens to: it may have been lost."""

SOONEST, LATEST = 1.0, 600.0
"""Seconds until the next look at the message before."""


async def wait_for_turn(state: State, message: DeliveryState, moment: datetime) -> float | None:
    """Seconds until it is seen whether the message before has ended; None where this one may go."""
    if message.after is None:
        return None
    before = await delivery_state(state, message.after)
    if before is not None and message.after_again and message.after_again not in before.taken_up:
        before = None
    if before is not None and before.status.is_final:
        return None
    waited = moment - (message.received or moment)
    if before is None or before.next_attempt is None:  # held, or not taken up yet
        return None if waited > LONGEST_WAIT else _bounded(waited.total_seconds() / 10)
    late = moment - before.next_attempt
    return None if min(late, waited) > LONGEST_WAIT else _bounded(-late.total_seconds())


async def is_known(state: State, id: str | None) -> bool:
    """Whether a message was taken up, or there is none to ask for."""
    return id is None or await delivery_state(state, id) is not None


def _bounded(seconds: float) -> float:
    return min(max(SOONEST, seconds), LATEST)
