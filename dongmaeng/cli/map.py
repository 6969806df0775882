"""`dongmaeng map`: who is with whom, the hubs and the bridges of the month, and the map as a picture."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from agents.whole_file import write_whole
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.fault import Fault
from dongmaeng.periods import PERIOD, period
from search.alliances import AllianceQuery
from search.days import DayError
from topics.records import Activity, Kind, Status


def map_of_companies(
    context: typer.Context,
    since: Annotated[str, typer.Option(help=f"First told from then on: {PERIOD}.")] = "",
    until: Annotated[str, typer.Option(help="First told by then, that day included.")] = "",
    kind: Annotated[list[Kind] | None, typer.Option(help="Only those of this kind; may be given again.")] = None,
    activity: Annotated[
        list[Activity] | None, typer.Option(help="Only those of this activity; may be given again.")
    ] = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only those of this status; may be given again.")] = None,
    company: Annotated[
        str, typer.Option(help="Only it and its partners: name, corp_code, stock code, English name or id.")
    ] = "",
    svg: Annotated[Path | None, typer.Option(help="Draw the map into this file, which is replaced.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell who is with whom: hubs and bridges of the month, communities and the strongest ties."""
    from dongmaeng.cli.map_text import known_map, show_map  # numpy and templates, which no other command needs

    options: Context = context.obj
    wanted = AllianceQuery(
        organisations=(company,) if company else (),
        kinds=tuple(kind or ()),
        activities=tuple(activity or ()),
        statuses=tuple(status or ()),
        since=_period("--since", since)[0] if since else None,
        until=_period("--until", until)[1] if until else None,
    )
    told = options.ask(lambda backend: known_map(backend, wanted, drawn=svg is not None))
    if svg is not None:
        write_whole(svg, told.svg.encode())
    if as_json:
        print_json(told.shape)
    else:
        show_map(console, told.shape)


def _period(option: str, text: str) -> tuple[datetime, datetime]:
    try:
        return period(text)
    except DayError as error:
        raise Fault(f"{option} {text}: {error}", usage=True) from None
