"""`dongmaeng sources suggest`: what could be watched and is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.cli.tables import show_table
from dongmaeng.times import minute

if TYPE_CHECKING:
    from dongmaeng.backend.suggestions import ReadSite


def add_to(app: typer.Typer) -> None:
    app.command("suggest")(suggest)


def suggest(
    context: typer.Context,
    every: Annotated[
        bool, typer.Option("--all", help="Of the shipped list also further feeds of sites that are watched.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Name sites whose pages others lead to and that no source speaks for, and unused feeds of the shipped list."""
    from dongmaeng.backend.suggestions import suggestions
    from dongmaeng.shapes.suggestions import SuggestionsShape

    options: Context = context.obj
    found = options.ask(lambda backend: suggestions(backend, every=every))
    if as_json:
        print_json(SuggestionsShape.of(found))
        return
    if found.read:
        console.print("Read since others lead there, but watched by no source:", style="bold")
        rows = [
            (site.site, site.publisher or "", str(site.pages), minute(site.last)[5:], _address(site))
            for site in found.read
        ]
        show_table(console, ("site", "publisher", "pages", "last", "watch it by"), rows)
    if found.listed:
        console.print("On the shipped list, and not watched:", style="bold")
        listed = [(feed.publisher or "", feed.section or "", feed.url) for feed in found.listed]
        show_table(console, ("publisher", "section", "address"), listed)
    if found.read or found.listed:
        console.print(Text("`dongmaeng sources add ADDRESS` shows what is there and watches it.", "dim"))
    else:
        console.print("Nothing: what is read is watched, and so is the shipped list.")


def _address(site: ReadSite) -> str:
    """What to give to `sources add`: a feed of the shipped list, else the site."""
    return site.feeds[0].url if site.feeds else f"https://{site.site}/"
