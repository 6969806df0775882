"""A clock that was wrong when something was written: what waits for a moment of it must not wait that long."""

from __future__ import annotations

from datetime import datetime, timedelta

_STEP = timedelta(minutes=1)
"""Clocks of machines in one cluster, and the steps by which one is kept right, lie well within it."""


def went_back(written: datetime | None, moment: datetime) -> bool:
    """Whether something was written at a time that is still to come: the clock was ahead then, and is right again."""
    return written is not None and written - moment > _STEP
