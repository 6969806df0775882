"""`dongmaeng sources`: each source's health and what its pages give."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from agents.clean.yields import Yield, yields
from agents.discover.health import sources_health
from agents.sites import site_of
from agents.urls import loggable_text
from dongmaeng.backend.opening import open_state
from dongmaeng.cli import sources_check
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.health import workers_health
from dongmaeng.output import delayed_json, seoul
from dongmaeng.settings import Settings
from topics.records import host_of


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="What the sources give, how their pages are read, and rules to read them.")
    group.callback(invoke_without_command=True)(sources)
    sources_check.add_to(group)
    app.add_typer(group, name="sources")


def sources(
    context: typer.Context,
    failing: Annotated[
        bool,
        typer.Option(
            "--failing", help="Only those whose last look failed, that are delayed or whose pages give less than usual."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the sources set, with what the last look at each found and what their pages gave."""
    if context.invoked_subcommand is not None:
        return
    options: Context = context.obj
    rows = asyncio.run(_rows(options.settings()))
    if failing:
        rows = [row for row in rows if row["failures"] or row["delayed"] or (row["yield"] or {}).get("fallen")]
    if as_json:
        print_json(rows)
        return
    table = Table(box=None, pad_edge=False, expand=True)
    table.add_column("source", no_wrap=True, ratio=1, min_width=30)
    for column in ("success", "new story", "stories", "failures", "last error", "delayed", "yield"):
        table.add_column(column)
    for row in rows:
        times = [(row[name] or "")[5:16].replace("T", " ") for name in ("last_success", "last_new")]
        counts = [str(row[name] or "") for name in ("items", "failures", "last_error")]
        table.add_row(
            row["url"].split("//", 1)[-1], *times, *counts, _delayed_text(row["delayed"]), _yield_text(row["yield"])
        )
    console.print(table if rows else "No source is set: `dongmaeng init` writes a list.")


async def _rows(settings: Settings) -> list[dict[str, Any]]:
    async with open_state(settings) as state:
        health = {h.source: h for h in await sources_health(state)} if state else {}
        workers = await workers_health(state) if state else []
        by_site = {found.site: found for found in await yields(state)} if state else {}
    delayed = [delayed for worker in workers if not worker.silent for delayed in worker.delayed]
    rows = []
    for source in settings.sources:
        h = health.get(source.id)
        rows.append(
            {
                "url": source.id,
                "publisher": source.publisher,
                "enabled": source.enabled,
                "last_success": seoul(h.last_success) if h else None,
                "last_new": seoul(h.last_new) if h else None,
                "items": h.items_seen if h else 0,
                "elsewhere": h.elsewhere if h else 0,
                "failures": h.failures if h else 0,
                "last_error": loggable_text(h.last_error) if h and h.last_error else None,
                "next": seoul(h.next) if h else None,
                "delayed": [delayed_json(each) for each in delayed if each.source == source.id],
                "yield": _yield_json(by_site.get(site_of(host_of(source.url)))),
            }
        )
    return rows


def _delayed_text(delayed: list[dict[str, Any]]) -> Text:
    """What of a source is tried less often, and why."""
    return Text(", ".join(f"{each['what']} at {each['host']}: {each['reason']}" for each in delayed), "yellow")


def _yield_json(found: Yield | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "site": found.site,
        "pages": found.pages,
        "share": round(found.share, 3),
        "usual_share": round(found.usual_share, 3),
        "length": found.length,
        "usual_length": found.usual_length,
        "fallen": seoul(found.fallen),
    }


def _yield_text(found: dict[str, Any] | None) -> Text:
    """The share of recent pages with a body and its median length; red where it is less than usual."""
    if found is None:
        return Text()
    text = f"{found['share']:.0%}, {found['length']} letters"
    if found["fallen"]:
        return Text(f"{text} (usually {found['usual_share']:.0%}, {found['usual_length']})", "bold red")
    return Text(text)
