"""`dongmaeng quarantine`: what was set aside, why, and trying it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, print_json
from topics.records import SEOUL

app = typer.Typer(help="Records set aside, with the cause; `retry` hands them back.", invoke_without_command=True)


@app.callback()
def quarantine(
    context: typer.Context,
    cause: Annotated[bool, typer.Option("--cause", help="With the whole traceback.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the records set aside, newest first."""
    from agents.urls import loggable_text
    from dongmaeng.backend import quarantine as asides
    from dongmaeng.shapes.quarantine import QuarantinedShape

    if context.invoked_subcommand:
        return
    options: Context = context.obj
    found = options.ask(asides.quarantined)
    if as_json:
        print_json([QuarantinedShape.of(aside) for aside in found])
        return
    if not found:
        console.print("Nothing is in quarantine.")
    for aside in found:
        when = datetime.fromtimestamp(aside.at, SEOUL)
        console.print(
            Text(
                f"{aside.id}  {when:%Y-%m-%d %H:%M:%S}  {aside.stage}  {loggable_text(aside.entry.key)}  {aside.reason}"
            )
        )
        lines = loggable_text(aside.cause).strip().splitlines()
        for line in lines if cause else lines[-1:]:
            console.print(Text(f"    {line}", "dim"))


@app.command("retry")
def retry(
    context: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(help="Numbers from the list; none for all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hand records back to the stages that set them aside."""
    from dongmaeng.backend import writes
    from dongmaeng.shapes.applied import ReleasedShape

    options: Context = context.obj
    count = options.ask(lambda backend: writes.retry(backend, ids or ()))
    if as_json:
        print_json(ReleasedShape(released=count))
    else:
        console.print(f"{count} records handed back; a running service takes them up at once.")
