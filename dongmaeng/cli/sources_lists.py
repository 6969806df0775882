"""`dongmaeng sources import` and `export`: lists of feeds as OPML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json, taken_up
from dongmaeng.fault import Fault


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_list)
    app.command("export")(export_list)


def import_list(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list of feeds, as feed readers write it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be watched, and add nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Watch the feeds of an OPML file that are not watched already; exit 1 where one of them cannot be."""
    from agents.urls import loggable
    from dongmaeng.backend.feed_lists import take_in
    from dongmaeng.opml import MOST_BYTES, NoOpml, read_opml
    from dongmaeng.shapes.feed_lists import TakenInShape

    try:
        with file.open("rb") as source:
            listed = read_opml(source.read(MOST_BYTES + 1))
    except NoOpml as wrong:
        raise Fault(f"{file}: {wrong}", usage=True) from None
    except OSError as error:
        raise Fault(f"{file} cannot be read: {error.strerror}", usage=True) from None
    if not listed.feeds:
        raise Fault(f"{file}: names no feed", usage=True)
    options: Context = context.obj
    taken = options.ask(lambda backend: take_in(backend, listed, dry_run=dry_run))
    if as_json:
        print_json(TakenInShape.of(taken))
    else:
        for setting in taken.added:
            console.print(Text(f"+ {setting.id}  {setting.publisher or ''}"), soft_wrap=True)
        for url in taken.watched:
            console.print(Text(f"= {loggable(url)}  is watched already", "dim"), soft_wrap=True)
        for url, reason in taken.refused:
            console.print(Text(f"- {loggable(url)}  {reason}", "yellow"), soft_wrap=True)
        if taken.left:
            console.print(Text(f"{taken.left} more were not read: give a shorter list.", "yellow"))
        if taken.applied:
            console.print(taken_up(taken.applied[-1]))
    if taken.refused or taken.left:
        raise typer.Exit(1)


def export_list(
    context: typer.Context,
    secrets: Annotated[
        bool, typer.Option("--secrets", help="Also sources whose addresses hold a key or a password.")
    ] = False,
) -> None:
    """Print the sources as OPML, which feed readers read; what none reads is left out and named."""
    from agents.urls import loggable
    from dongmaeng.backend.feed_lists import given_out

    options: Context = context.obj
    text, left = options.ask(lambda backend: given_out(backend, secrets=secrets))
    sys.stdout.write(text)
    for source in left:
        is_secret = loggable(source.url) != source.url
        why = "holds a secret; --secrets" if is_secret else f"is of kind {source.kind}, which no feed reader reads"
        errors.print(Text(f"left out: {source.id}  {why}", "yellow"), soft_wrap=True)
