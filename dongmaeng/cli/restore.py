"""`dongmaeng restore`: a backup in place of the data directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.cli.moments import SINCE

if TYPE_CHECKING:
    from datetime import datetime

    from dongmaeng.backup.manifest import Manifest

OF_BACKUP = "backup"


def restore(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `dongmaeng backup` wrote.")],
    replace: Annotated[bool, typer.Option(help="Put aside what the data directory holds.")] = False,
    told_until: Annotated[
        str,
        typer.Option(
            help=f"Up to when endpoints count as told what was published; {OF_BACKUP} or {SINCE}. By default now."
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Put a backup in place, checked, and tell nobody by itself what may have been told since it was made."""
    from dongmaeng.backup.manifest import read_manifest
    from dongmaeng.backup.restoring import restore as put_in_place
    from dongmaeng.shapes.backups import RestorationShape
    from dongmaeng.times import seoul

    options: Context = context.obj
    settings = options.settings()
    until = _moment(told_until, read_manifest(folder))
    done = put_in_place(settings, folder, told_until=until, replace=replace)
    if as_json:
        print_json(RestorationShape.of(done, folder))
        return
    console.print(f"{settings.data_dir} is as it was at {seoul(done.manifest.at)}.", markup=False)
    if done.replaced:
        console.print(f"What was there lies in {done.replaced}.", markup=False)
    if done.told_until is None:
        console.print("The state is not in it: `dongmaeng state check` says whether it is as far as the records.")
        return
    console.print(
        f"What was published up to {seoul(done.told_until)} is told to no endpoint by itself: `dongmaeng alerts` lists "
        "it, `dongmaeng alerts resend` sends it.",
        markup=False,
    )


def _moment(text: str, manifest: Manifest) -> datetime | None:
    from datetime import UTC, datetime

    from dongmaeng.cli.moments import moment

    if text == OF_BACKUP:
        return manifest.at
    found = moment("--told-until", text)
    return datetime.fromtimestamp(found, UTC) if found is not None else None
