"""`dongmaeng backup`: a copy of what the data directory holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json

_NICE = 10  # behind whatever else the machine does


def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where it goes: a folder that is not there yet.")],
    as_json: AsJson = False,
) -> None:
    """Copy journal, state, index and names as they are at one moment, while the service runs."""
    import os

    from rich.progress import Progress

    from dongmaeng.backup.taking import take
    from dongmaeng.shapes.backups import BackupShape

    options: Context = context.obj
    settings = options.settings()
    os.nice(_NICE)
    with Progress(console=errors, disable=not errors.is_terminal) as progress:
        task = progress.add_task("backup", total=None)
        made = take(settings, folder, lambda done, total: progress.update(task, completed=done, total=total))
    if as_json:
        print_json(BackupShape.of(made, folder))
        return
    console.print(f"{folder}: {len(made.files)} files, {made.bytes / 1e6:.1f} MB", markup=False)
    for line in made.apart:
        console.print(f"not in it: {line}", markup=False, style="dim")
