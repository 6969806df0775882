"""`dongmaeng status`: whether the service works, and what stands in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.cli.tables import show_table
from dongmaeng.times import seoul

if TYPE_CHECKING:
    from dongmaeng.shapes.status import StatusShape, WorkerShape


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say which workers run, what stands in their way and how much waits; exit 1 where something is wrong."""
    from dongmaeng.backend import status as service
    from dongmaeng.shapes.status import StatusShape

    options: Context = context.obj
    found = StatusShape.of(options.ask(service.status, log_level="error"))
    if as_json:
        print_json(found)
    else:
        _show(found)
    if not found.ok:
        raise typer.Exit(1)


def _show(found: StatusShape) -> None:
    head = Text("All is well.", "bold green") if found.ok else Text("Something is wrong.", "bold red")
    console.print(head, Text(f"bus {found.bus}, store {found.store}, state in {found.state}", "dim"), sep="\n")
    for trouble in found.troubles:
        console.print(Text(trouble, "red"))
    for worker in found.workers:
        _show_worker(worker)
    rows = [[stage.stage, str(stage.lag), str(stage.waiting)] for stage in found.stages]
    if rows:
        show_table(console, ("stage", "lag", "waiting"), rows, numbers=2)


def _show_worker(worker: WorkerShape) -> None:
    told = "silent since" if worker.silent else "at"
    stages = ", ".join(worker.stages)
    line = f"{worker.worker}  {worker.host}, process {worker.process}, {told} {seoul(worker.at)}: {stages}"
    console.print(Text(line, "dim" if worker.silent else ""))
    for trouble in worker.troubles:
        console.print(Text(f"  {trouble}", "red"))
    for s in worker.standing:
        line = f"  {s.topic} {s.partition} has not moved for {s.seconds} s, {s.lag} records behind"
        console.print(Text(line, "yellow"))
    for d in worker.delayed:
        named = d.source or ("all" if d.what == "reach" else "imported")
        line = f"  delayed: {named} at {d.host} ({d.what}: {d.reason} {d.endings}×)"
        console.print(Text(f"{line}, next try {(seoul(d.next) or '')[11:19]}", "yellow"))
