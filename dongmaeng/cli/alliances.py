"""`dongmaeng alliances`: what the registry knows."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, open_store, print_json
from dongmaeng.output import alliance_json
from dongmaeng.settings import Settings
from topics.records import Alliance, Status


def add_to(app: typer.Typer) -> None:
    app.command("alliances")(alliances)


def alliances(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all/--announced", help="All, or only those announced as new.")] = True,
    as_json: AsJson = False,
) -> None:
    """List the alliances known, newest first, with members, kind, date and evidence."""
    options: Context = context.obj
    found = asyncio.run(_alliances(options.settings()))
    if not every:
        found = [alliance for alliance in found if alliance.status in (Status.ANNOUNCED, Status.PLANNED)]
    if as_json:
        print_json([alliance_json(alliance) for alliance in found])
        return
    if not found:
        console.print("No alliance is known yet.")
    for alliance in found:
        show(console, alliance)


async def _alliances(settings: Settings) -> list[Alliance]:
    async with open_store(settings) as store:
        return await store.alliances() if store else []


def show(out: Console, alliance: Alliance) -> None:
    """Print one alliance for people."""
    names = ", ".join(member.name for member in alliance.members)
    title = f"{alliance.name}: {names}" if alliance.name else names
    head = Text.assemble((title, "bold"), f"  {alliance.kind}, {alliance.status}, {alliance.date or 'no date'}")
    out.print(head)
    changes = ", ".join(
        f"{c.change} {', '.join(m.name for m in c.members)}" if c.change == "joined" else str(c.change)
        for c in alliance.changes
    )
    out.print(Text(f"  {alliance.id}  {len(alliance.articles)} article(s)  {changes}", "dim"))
    if alliance.evidence:
        out.print(Text(f"  “{alliance.evidence}”", "dim"))
