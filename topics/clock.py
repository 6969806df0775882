"""A clock that was wrong when something was written: what waits for a moment of it must not wait that long."""

from __future__ import annotations

from datetime import datetime, timedelta

CLOCK_STEP = 60.0
"""Seconds: the clocks of one cluster agree better, and are kept right by smaller steps."""


def went_back(written: datetime | None, moment: datetime) -> bool:
    """Whether something was written at a time that is still to come: the clock was ahead then, and is right again."""
    return written is not None and written - moment > timedelta(seconds=CLOCK_STEP)
