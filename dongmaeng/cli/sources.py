"""`dongmaeng sources`: each source's health."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer
from rich.table import Table

from agents.discover.health import sources_health
from dongmaeng.cli.context import AsJson, Context, console, open_state, print_json
from dongmaeng.output import seoul
from dongmaeng.settings import Settings


def add_to(app: typer.Typer) -> None:
    app.command("sources")(sources)


def sources(
    context: typer.Context,
    failing: Annotated[bool, typer.Option("--failing", help="Only those whose last look failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the sources set, with what the last look at each found."""
    options: Context = context.obj
    rows = asyncio.run(_rows(options.settings()))
    if failing:
        rows = [row for row in rows if row["failures"]]
    if as_json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False)
    for column in ("publisher", "source", "last success", "last new story", "stories", "failures", "last error"):
        table.add_column(column, overflow="fold")
    for row in rows:
        names = ("publisher", "url", "last_success", "last_new", "items", "failures", "last_error")
        table.add_row(*(str(row[name]) if row[name] not in (None, 0) else "" for name in names))
    console.print(table if rows else "No source is set: `dongmaeng init` writes a list.")


async def _rows(settings: Settings) -> list[dict[str, Any]]:
    async with open_state(settings) as state:
        health = {h.url: h for h in await sources_health(state)} if state else {}
    rows = []
    for source in settings.sources:
        h = health.get(source.url)
        rows.append(
            {
                "url": source.url,
                "publisher": source.publisher,
                "enabled": source.enabled,
                "last_success": seoul(h.last_success) if h else None,
                "last_new": seoul(h.last_new) if h else None,
                "items": h.items_seen if h else 0,
                "failures": h.failures if h else 0,
                "last_error": h.last_error if h else None,
                "next": seoul(h.next) if h else None,
            }
        )
    return rows
