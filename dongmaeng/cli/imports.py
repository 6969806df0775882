"""`dongmaeng import`: items through the whole pipeline into the store."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from topics.records import Quiet


def import_items(
    context: typer.Context,
    targets: Annotated[list[str], typer.Argument(metavar="PATH|ITEMS.jsonl…", help="Pages, texts, folders or items.")],
    alerts: Annotated[bool, typer.Option(help="Call the webhooks for what is new in them.")] = False,
    as_json: AsJson = False,
) -> None:
    """Carry items through the whole pipeline into the store; safe to repeat."""
    import asyncio

    from dongmaeng.backend.opening import right_topics
    from dongmaeng.cli.progress import Progress
    from dongmaeng.instance import data_lock
    from dongmaeng.intake.targets import items_of
    from dongmaeng.service import import_pages

    options: Context = context.obj
    settings = options.settings()
    items = list(items_of(targets, quiet=None if alerts else Quiet.IMPORTED))
    for item in items:
        if item.page is None:
            errors.print(f"skipped {item.fault}", style="yellow", markup=False)
    pages = [item.page for item in items if item.page is not None]
    progress = Progress(total=len(pages), console=errors)
    with right_topics(), data_lock(settings, "import") as worker, progress:
        asyncio.run(import_pages(settings, pages, alert=alerts, worker=worker, watch=progress.watch))
    ended: Counter[str] = Counter(imported=len(pages), unreadable=len(items) - len(pages))
    for stage, tally in progress.since_start().items():
        ended[f"{stage} dropped"] += sum(tally.dropped.values())
        ended[f"{stage} quarantined"] += sum(tally.quarantined.values())
    summary = {name: n for name, n in ended.items() if n or name == "imported"}
    if as_json:
        print_json(summary)
    else:
        console.print(", ".join(f"{n} {name}" for name, n in summary.items()))
