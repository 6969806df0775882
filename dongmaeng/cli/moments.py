"""Moments that options name: by a date, a time, or how long ago they were."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from dongmaeng.fault import Fault
from dongmaeng.times import seoul_time
from topics.records import now

SINCE = "2026-03-01, 2026-03-01T09:00, or how long ago: 30m, 12h, 2d"
"""What may be given, for help texts."""

_AGO = re.compile(r"([0-9]{1,6})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def moment(option: str, text: str) -> float | None:
    """The Unix time that an option names, None where it names none; raises `Fault`. Without a zone it is Korean."""
    if not text:
        return None
    if ago := _AGO.fullmatch(text):
        return (now() - int(ago[1]) * _UNITS[ago[2]]).timestamp()
    try:
        return seoul_time(datetime.fromisoformat(text)).timestamp()
    except ValueError:
        raise Fault(f"{option} {text}: not a date or time like {SINCE}", usage=True) from None
