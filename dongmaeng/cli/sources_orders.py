"""`dongmaeng sources remove|pause|resume|look`: what people want done with sources."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, print_json, taken_up
from topics.records import SourceCommandKind

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE…", help="Addresses of sources, or their ids.")]


def add_to(app: typer.Typer) -> None:
    app.command("remove")(remove)
    app.command("pause")(pause)
    app.command("resume")(resume)
    app.command("look")(look)


def remove(context: typer.Context, sources: Sources, as_json: AsJson = False) -> None:
    """Watch sources no more that were added; those of the settings file are taken out there."""
    _order(context.obj, SourceCommandKind.REMOVE, sources, as_json)


def pause(context: typer.Context, sources: Sources, as_json: AsJson = False) -> None:
    """Leave sources alone that were added, until they are resumed."""
    _order(context.obj, SourceCommandKind.PAUSE, sources, as_json)


def resume(context: typer.Context, sources: Sources, as_json: AsJson = False) -> None:
    """Look at sources again, at once."""
    _order(context.obj, SourceCommandKind.RESUME, sources, as_json)


def look(context: typer.Context, sources: Sources, as_json: AsJson = False) -> None:
    """Let the running service look at sources now, even before their time."""
    _order(context.obj, SourceCommandKind.LOOK, sources, as_json)


def _order(options: Context, kind: SourceCommandKind, sources: list[str], as_json: bool) -> None:
    from dongmaeng.backend.source_writes import order_sources
    from dongmaeng.shapes.applied import SourceOrderedShape

    ordered = options.ask(lambda backend: order_sources(backend, kind, sources))
    if as_json:
        print_json([SourceOrderedShape.of(one) for one in ordered])
        return
    for one in ordered:
        waits = one.applied and kind is SourceCommandKind.LOOK
        said = "It is looked at as soon as the service runs." if waits else taken_up(one)
        console.print(Text.assemble((one.source, "bold"), ": ", said), soft_wrap=True)
