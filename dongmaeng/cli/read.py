"""`dongmaeng read`: clean and tag, without any state."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from agents.clean.explanation import explain_page
from agents.clean.story.article import read_page
from agents.http_client import HttpClient, HttpError
from agents.tag.tag import tag_article_with
from agents.urls import article_id
from agents.workers import NoWorkers, Workers
from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.cli.explain import explain
from dongmaeng.cli.page import LEFT_OUT, show_page
from dongmaeng.fault import Fault
from dongmaeng.items import Item, is_url, items_of
from dongmaeng.output import tagged_json
from dongmaeng.service import open_http_client, open_workers
from dongmaeng.settings import Settings
from topics.outcome import Drop, Ending, Quarantine
from topics.records import Page, TaggedArticle

AHEAD = 16  # items in work at once: enough to keep the workers busy, few enough to hold in memory


def add_to(app: typer.Typer) -> None:
    app.command("read")(read)


def read(
    context: typer.Context,
    targets: Annotated[
        list[str], typer.Argument(metavar="PATH|URL|ITEMS.jsonl…", help="Pages, texts, folders, URLs or items.")
    ],
    explained: Annotated[
        bool,
        typer.Option("--explain", help="Mark names, triggers and clauses in the text; say what decided each mention."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Clean and tag pages or texts and print what is in them; nothing is stored."""
    options: Context = context.obj
    settings = options.settings()
    asyncio.run(_read(settings, targets, explained, as_json))


async def _read(settings: Settings, targets: list[str], explained: bool, as_json: bool) -> None:
    async with open_workers(settings) as workers:
        async for line in _lines(settings, workers, targets, explained and not as_json):
            if as_json:
                print_json(line)
            elif explained:
                _explain(line)
            else:
                show(line)


def _explain(line: dict[str, Any]) -> None:
    """Print how the page was read, and what in it."""
    page = line["page"]
    if page is not None:
        show_page(console, line["id"], page, LEFT_OUT)
    if line["article"] is not None:
        explain(console, line)
    elif page is None:
        show(line)


async def _lines(
    settings: Settings, workers: Workers, targets: list[str], explained: bool
) -> AsyncIterator[dict[str, Any]]:
    waiting: deque[asyncio.Task[dict[str, Any]]] = deque()
    for item in await _items(settings, targets):
        read = explained_line if explained else line_of
        waiting.append(asyncio.create_task(read(item, workers, settings.data_dir)))
        if len(waiting) >= AHEAD:
            yield await waiting.popleft()
    while waiting:
        yield await waiting.popleft()


async def _items(settings: Settings, targets: list[str]) -> Iterable[Item]:
    urls = [target for target in targets if is_url(target)]
    if not urls:
        return items_of(targets)
    if len(urls) < len(targets):
        raise Fault("give either URLs or files, not both", usage=True)
    async with open_http_client(settings, urls) as http:
        return [await fetched_item(http, url) for url in urls]


async def fetched_item(http: HttpClient, url: str) -> Item:
    """The page behind a URL, or why it could not be fetched."""
    try:
        answer = await http.get(url)
    except HttpError as error:
        return Item(url, None, str(error))
    if answer.status >= 400:
        return Item(url, None, f"the server answered {answer.status}")
    page = Page(
        id=article_id(answer.url),
        url=url,
        final_url=answer.url,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )
    return Item(url, page)


async def line_of(item: Item, workers: Workers, names: Path | None = None) -> dict[str, Any]:
    """The output line of one item."""
    line: dict[str, Any] = {"id": item.id, "outcome": "done", "reason": None, "article": None}
    line |= {"organisations": [], "people": [], "products": [], "mentions": [], "steps": []}
    if item.page is None:
        return line | {"outcome": "quarantined", "reason": item.fault}
    try:
        return line | tagged_json(await workers.run(read_and_tag, item.page, names))
    except Drop as ending:
        return line | {"outcome": "dropped", "reason": ending.reason}
    except Quarantine as ending:
        return line | {"outcome": "quarantined", "reason": ending.reason}
    except NoWorkers:
        raise
    except Exception as bug:
        return line | {"outcome": "quarantined", "reason": f"{type(bug).__name__}: {bug}"}


async def explained_line(item: Item, workers: Workers, names: Path | None = None) -> dict[str, Any]:
    """The output line of one item, and under `page` how its page was read; None where that cannot be told."""
    line = await line_of(item, workers, names)
    if item.page is None:
        return line | {"page": None}
    try:
        return line | {"page": await workers.run(explain_page, item.page)}
    except Ending:
        return line | {"page": None}


def read_and_tag(page: Page, names: Path | None = None) -> TaggedArticle:
    """The page's article, tagged with the user's names too; raises the endings of both stages."""
    return tag_article_with(read_page(page), names)


def show(line: dict[str, Any]) -> None:
    """Print one item for people."""
    article = line["article"]
    if article is None:
        console.print(Text(f"{line['id']}: {line['outcome']}: {line['reason']}\n", "yellow"))
        return
    console.print(Text(article["title"] or "(no title)", "bold"))
    if article["subtitle"]:
        console.print(Text(article["subtitle"], "italic"))
    facts = [article["publisher"], article["section"], ", ".join(article["authors"]), article["published"]]
    facts += [f"updated {article['updated']}"] if article["updated"] else []
    facts += [article["language"]] if article["language"] != "ko" else []
    facts += ["for subscribers only"] if article["paid"] else []
    console.print(Text(" · ".join(fact for fact in (*facts, article["canonical_url"]) if fact), "dim"))
    console.print(Text(article["body"]))
    for caption in article["captions"]:
        console.print(Text(f"▣ {caption}", "dim"))
    for mention in line["mentions"]:
        names = ", ".join(member["name"] for member in mention["members"])
        about = f"{mention['kind']} {mention['status']}{' NEW' if mention['new'] else ''}"
        console.print(Text(f"▶ {about}: {mention['name'] or ''} [{names}] {mention['date'] or ''}", "green"))
        console.print(Text(f"  “{mention['evidence']}”", "dim"))
    if line["organisations"]:
        console.print(Text("Organisations: " + ", ".join(o["name"] for o in line["organisations"]), "cyan"))
    if line["people"]:
        people = (" ".join(filter(None, (p["name"], p["organisation"], p["role"]))) for p in line["people"])
        console.print(Text("People: " + "; ".join(people), "cyan"))
    console.print()
