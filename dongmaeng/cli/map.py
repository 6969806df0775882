"""`dongmaeng map`: who is with whom, the hubs and the bridges of the month, and the map as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agents.whole_file import write_whole
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.cli.filters import Activities, Kinds, Since, Statuses, Until, told_in
from search.alliances import AllianceQuery


def map_of_companies(
    context: typer.Context,
    since: Since = "",
    until: Until = "",
    kind: Kinds = None,
    activity: Activities = None,
    status: Statuses = None,
    company: Annotated[
        str, typer.Option(help="Only it and its partners: name, corp_code, stock code, English name or id.")
    ] = "",
    svg: Annotated[Path | None, typer.Option(help="Draw the map into this file, which is replaced.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tell who is with whom: hubs and bridges of the month, communities and the strongest ties."""
    from dongmaeng.cli.map_text import known_map, show_map  # numpy and templates, which no other command needs

    options: Context = context.obj
    first, beyond = told_in(since, until)
    wanted = AllianceQuery(
        organisations=(company,) if company else (),
        kinds=tuple(kind or ()),
        activities=tuple(activity or ()),
        statuses=tuple(status or ()),
        since=first,
        until=beyond,
    )
    told = options.ask(lambda backend: known_map(backend, wanted, drawn=svg is not None))
    if svg is not None:
        write_whole(svg, told.svg.encode())
    if as_json:
        print_json(told.shape)
    else:
        show_map(console, told.shape)
