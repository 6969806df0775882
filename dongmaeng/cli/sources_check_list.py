"""`dongmaeng sources check-list`: which feeds of the shipped list answer from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.cli.tables import show_table
from dongmaeng.times import minute

if TYPE_CHECKING:
    from dongmaeng.backend.feed_check import CheckedFeed


def add_to(app: typer.Typer) -> None:
    app.command("check-list")(check_list)


def check_list(context: typer.Context, as_json: AsJson = False) -> None:
    """Ask each feed of the shipped list once, from this network, and say which answer; exit 1 where one does not."""
    from agents.discover.korean_feeds import korean_feeds
    from dongmaeng.backend.feed_check import check_feeds
    from dongmaeng.shapes.feed_check import CheckedFeedShape

    options: Context = context.obj
    so_far: list[CheckedFeed] = []
    bar = Progress(TextColumn("asking"), BarColumn(), MofNCompleteColumn(), console=errors, transient=True)
    with bar:
        task = bar.add_task("", total=len(korean_feeds()), visible=errors.is_terminal)

        def done(checked: CheckedFeed) -> None:
            so_far.append(checked)
            bar.advance(task)

        try:
            checked = options.ask(lambda backend: check_feeds(backend, done))
        except KeyboardInterrupt:
            bar.stop()
            if so_far and not as_json:
                _show(so_far)
            raise
    if as_json:
        print_json([CheckedFeedShape.of_checked(one) for one in checked])
    else:
        _show(checked)
    if not all(one.answers for one in checked):
        raise typer.Exit(1)


def _show(checked: Sequence[CheckedFeed]) -> None:
    rows = [
        (
            one.feed.publisher or "",
            one.feed.section or "",
            Text("yes", "green") if one.answers else Text("no", "red"),
            str(one.stories or ""),
            minute(one.newest)[5:],
            one.reason or "",
        )
        for one in checked
    ]
    show_table(console, ("publisher", "section", "answers", "stories", "newest", "why not"), rows)
    answering = sum(one.answers for one in checked)
    console.print(f"{answering} of {len(checked)} answer.")
    for one in checked:
        if not one.answers:
            console.print(
                Text(f"  {one.feed.url}  seen in {one.feed.seen_in}, {one.feed.seen_on}", "dim"), soft_wrap=True
            )
