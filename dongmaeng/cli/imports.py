"""`dongmaeng import`: items through the whole pipeline into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.cli.failures import STOPPED

if TYPE_CHECKING:
    from dongmaeng.items import Item


def import_items(
    context: typer.Context,
    targets: Annotated[
        list[str],
        typer.Argument(metavar="FILE|FOLDER…", help="Pages, texts, folders, JSONL, CSV, Parquet, WARC (.warc.gz)."),
    ],
    alerts: Annotated[bool, typer.Option(help="Call the webhooks for what is new in them.")] = False,
    host: Annotated[
        list[str] | None, typer.Option(help="Only pages of this host and those below it; may be given again.")
    ] = None,
    language: Annotated[str, typer.Option(help="Only pages in this language: ko, en, …")] = "",
    as_json: AsJson = False,
) -> None:
    """Carry items through the whole pipeline into the store; safe to repeat."""
    from dongmaeng.backend.opening import reachable, right_topics
    from dongmaeng.cli.import_progress import ImportProgress
    from dongmaeng.intake.carrying import carry
    from dongmaeng.intake.importing import Order, Stopped
    from dongmaeng.intake.selection import selection
    from dongmaeng.intake.targets import targets_of

    options: Context = context.obj
    settings = options.settings()
    order = Order(targets_of(targets), selection(host or (), language), alerts)
    progress = ImportProgress(errors)
    stopped = False
    try:
        with reachable(settings), right_topics():
            carry(settings, order, progress.watch, _refused)
    except Stopped:
        stopped = True
    summary = progress.summary()
    if as_json:
        print_json(summary | {"stopped": True} if stopped else summary)
    else:
        console.print(progress.told())
    if stopped:
        errors.print("stopped; what was handed over is read all the same: call again to go on", style="yellow")
        raise typer.Exit(STOPPED)


def _refused(item: Item) -> None:
    errors.print(f"skipped {item.fault}", style="yellow", markup=False)
