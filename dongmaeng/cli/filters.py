"""The options that say which alliances are wanted, for each command that takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from dongmaeng.fault import Fault
from dongmaeng.periods import PERIOD, period
from search.days import DayError
from topics.records import Activity, Kind, Status

Kinds = Annotated[list[Kind] | None, typer.Option(help="Only those of this kind; may be given again.")]
Activities = Annotated[list[Activity] | None, typer.Option(help="Only those of this activity; may be given again.")]
Statuses = Annotated[list[Status] | None, typer.Option(help="Only those of this status; may be given again.")]
Since = Annotated[str, typer.Option(help=f"First told from then on: {PERIOD}.")]
Until = Annotated[str, typer.Option(help="First told by then, that day included.")]


def told_in(since: str, until: str) -> tuple[datetime | None, datetime | None]:
    """When alliances were first told that `--since` and `--until` ask for; raises `Fault`."""
    return (_period("--since", since)[0] if since else None, _period("--until", until)[1] if until else None)


def _period(option: str, text: str) -> tuple[datetime, datetime]:
    try:
        return period(text)
    except DayError as error:
        raise Fault(f"{option} {text}: {error}", usage=True) from None
