"""`dongmaeng sources check` and `dongmaeng sources learn`: how pages of a source are read, and rules to read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.fault import Fault

if TYPE_CHECKING:
    from agents.clean.explanation import Explanation
    from agents.clean.page.publisher_rules import PublisherTable
    from dongmaeng.items import Item
    from dongmaeng.settings import Settings


def add_to(app: typer.Typer) -> None:
    app.command("check")(check)
    app.command("learn")(learn)


Targets = Annotated[list[str], typer.Argument(metavar="URL|FILE…", help="Pages of the source.")]


def check(
    context: typer.Context,
    targets: Targets,
    rules: Annotated[Path | None, typer.Option(help="A file of rules to try, which wins over those shipped.")] = None,
    url: Annotated[
        str | None, typer.Option(help="The address that a FILE comes from, by which rules are chosen.")
    ] = None,
    all_lines: Annotated[bool, typer.Option("--all", help="Show the lines outside the story too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how a page is read: the rule behind each fact, what is kept, what is dropped and why."""
    import asyncio

    from dongmaeng.cli.page import EVERY, WITHIN, show_page

    options: Context = context.obj
    table = _table(rules) if rules is not None else None
    found = asyncio.run(_explained(options.settings(), targets, table, url))
    for item, explanation in found:
        if as_json:
            print_json(_json(item, explanation))
        else:
            show_page(console, item.id, explanation, EVERY if all_lines else WITHIN)
    if any(explanation.article is None for _, explanation in found):
        raise typer.Exit(1)


def learn(context: typer.Context, targets: Targets) -> None:
    """Propose a rule for an outlet from a few of its pages; the rule is printed, for you to edit."""
    import asyncio

    from agents.clean.learn import NothingLearned, propose

    options: Context = context.obj
    items = asyncio.run(_items(options.settings(), targets))
    for item in items:
        if item.page is None:
            errors.print(Text(f"{item.id}: {item.fault}", "yellow"))
    try:
        proposed = propose([item.page for item in items if item.page is not None])
        console.print(Text(proposed), end="", soft_wrap=True)
    except NothingLearned as fault:
        raise Fault(str(fault)) from None


def _table(file: Path) -> PublisherTable:
    from agents.clean.page.publisher_rules import PublisherTableError, publisher_table, read_publisher_table

    try:
        own = read_publisher_table(file.read_text("utf-8"), file.name)
    except (PublisherTableError, UnicodeDecodeError) as error:
        raise Fault(str(error), usage=True) from None
    return publisher_table().with_own(own)


async def _explained(
    settings: Settings, targets: Sequence[str], table: PublisherTable | None, url: str | None
) -> list[tuple[Item, Explanation]]:
    from agents.clean.explanation import Explanation, explain_page
    from dongmaeng.items import is_url
    from dongmaeng.worker_processes import open_workers
    from topics.outcome import Quarantine

    found = []
    async with open_workers(settings) as workers:
        for item in await _items(settings, targets):
            if item.page is not None and url is not None and not is_url(item.page.url):
                item = replace(item, page=item.page.model_copy(update={"url": url, "final_url": url}))
            if item.page is None:
                explanation = Explanation(None, f"quarantine: {item.fault}")
            else:
                try:
                    explanation = await workers.run(explain_page, item.page, table)
                except Quarantine as ending:
                    explanation = Explanation(None, f"quarantine: {ending.reason}")
            found.append((item, explanation))
    return found


async def _items(settings: Settings, targets: Sequence[str]) -> list[Item]:
    from dongmaeng.cli.read import fetched_item
    from dongmaeng.connections import open_http_client
    from dongmaeng.intake.targets import items_of
    from dongmaeng.items import is_url

    items: list[Item] = []
    async with open_http_client(settings, [target for target in targets if is_url(target)]) as http:
        for target in targets:
            items += [await fetched_item(http, target)] if is_url(target) else items_of([target])
    return items


def _json(item: Item, explanation: Explanation) -> dict[str, Any]:
    from dongmaeng.shapes.articles import ArticleShape

    return {
        "id": item.id,
        "ending": explanation.ending or None,
        "rules": list(explanation.rules),
        "body_rule": explanation.body_rule or None,
        "facts": [
            {"fact": fact, "value": value or None, "rule": rule or None} for fact, value, rule in explanation.facts
        ],
        "lines": [asdict(line) for line in explanation.lines],
        "article": ArticleShape.of(explanation.article).as_json() if explanation.article else None,
    }
