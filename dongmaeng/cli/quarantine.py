"""`dongmaeng quarantine`: what was set aside, why, and trying it again."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

import typer
from rich.text import Text

from agents.urls import loggable_text
from dongmaeng.backend.opening import open_operations
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.fault import Fault
from dongmaeng.output import seoul
from topics.handling import Quarantined
from topics.records import SEOUL

app = typer.Typer(help="Records set aside, with the cause; `retry` hands them back.", invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="quarantine")


@app.callback()
def quarantine(
    context: typer.Context,
    cause: Annotated[bool, typer.Option("--cause", help="With the whole traceback.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the records set aside, newest first."""
    if context.invoked_subcommand:
        return
    options: Context = context.obj
    found = asyncio.run(_list(options))
    if as_json:
        print_json([_json(aside) for aside in found])
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
    options: Context = context.obj
    count = asyncio.run(_release(options, ids or []))
    if as_json:
        print_json({"released": count})
    else:
        console.print(f"{count} records handed back; a running service takes them up at once.")


async def _list(options: Context) -> list[Quarantined]:
    async with open_operations(options.settings()) as operations:
        return [aside async for aside in operations.quarantined()]


async def _release(options: Context, ids: list[int]) -> int:
    async with open_operations(options.settings(), readonly=False) as operations:
        known = [aside.id async for aside in operations.quarantined()]
        unknown = sorted(set(ids) - set(known))
        if unknown:
            raise Fault(f"{', '.join(map(str, unknown))}: not in quarantine", usage=True)
        return await operations.release(ids or known)


def _json(aside: Quarantined) -> dict[str, object]:
    return {
        "id": aside.id,
        "stage": aside.stage,
        "topic": aside.entry.topic,
        "key": loggable_text(aside.entry.key),
        "reason": aside.reason,
        "cause": loggable_text(aside.cause),
        "tries": aside.entry.attempt + 1,
        "at": seoul(datetime.fromtimestamp(aside.at, SEOUL)),
    }
