"""`dongmaeng read`: clean and tag, without any state."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.fault import Fault
from dongmaeng.times import seoul
from topics.records import Page

if TYPE_CHECKING:
    import asyncio

    from agents.http_client import HttpClient
    from agents.workers import Workers
    from dongmaeng.items import Item
    from dongmaeng.reading import Told
    from dongmaeng.settings import Settings
    from dongmaeng.shapes.articles import ReadItemShape

AHEAD = 16  # items in work at once: enough to keep the workers busy, few enough to hold in memory


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
    import asyncio

    options: Context = context.obj
    settings = options.settings()
    asyncio.run(_read(settings, targets, explained, as_json))


async def _read(settings: Settings, targets: list[str], explained: bool, as_json: bool) -> None:
    from dongmaeng.worker_processes import open_workers

    async with open_workers(settings) as workers:
        async for told in _all_told(settings, workers, targets, explained and not as_json):
            if as_json:
                print_json(told.item)
            elif explained:
                _explain(told)
            else:
                show(told.item)


def _explain(told: Told) -> None:
    """Print how the page was read, and what in it."""
    from dongmaeng.cli.explain import explain
    from dongmaeng.cli.page import LEFT_OUT, show_page

    if told.page is not None:
        show_page(console, told.item.id, told.page, LEFT_OUT)
    if told.item.article is not None:
        explain(console, told.item)
    elif told.page is None:
        show(told.item)


async def _all_told(settings: Settings, workers: Workers, targets: list[str], explained: bool) -> AsyncIterator[Told]:
    import asyncio

    from dongmaeng.reading import read_item

    waiting: deque[asyncio.Task[Told]] = deque()
    for item in await _items(settings, targets):
        waiting.append(asyncio.create_task(read_item(item, workers, settings.data_dir, explained=explained)))
        if len(waiting) >= AHEAD:
            yield await waiting.popleft()
    while waiting:
        yield await waiting.popleft()


async def _items(settings: Settings, targets: list[str]) -> Iterable[Item]:
    from dongmaeng.connections import open_http_client
    from dongmaeng.intake.targets import items_of
    from dongmaeng.items import is_url

    urls = [target for target in targets if is_url(target)]
    if not urls:
        return items_of(targets)
    if len(urls) < len(targets):
        raise Fault("give either URLs or files, not both", usage=True)
    async with open_http_client(settings, urls) as http:
        return [await fetched_item(http, url) for url in urls]


async def fetched_item(http: HttpClient, url: str) -> Item:
    """The page behind a URL, or why it could not be fetched."""
    from agents.http_client import HttpError
    from agents.urls import article_id
    from dongmaeng.items import Item

    try:
        answer = await http.get(url, through_pages=True)
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


def show(item: ReadItemShape) -> None:
    """Print one item for people."""
    article = item.article
    if article is None:
        console.print(Text(f"{item.id}: {item.outcome}: {item.reason}\n", "yellow"))
        return
    console.print(Text(article.title or "(no title)", "bold"))
    if article.subtitle:
        console.print(Text(article.subtitle, "italic"))
    facts = [article.publisher, article.section, ", ".join(article.authors), seoul(article.published)]
    facts += [f"updated {seoul(article.updated)}"] if article.updated else []
    facts += [article.language] if article.language != "ko" else []
    facts += ["for subscribers only"] if article.paid else []
    console.print(Text(" · ".join(fact for fact in (*facts, article.canonical_url) if fact), "dim"))
    console.print(Text(article.body))
    for caption in article.captions:
        console.print(Text(f"▣ {caption}", "dim"))
    for mention in item.mentions:
        names = ", ".join(member.name for member in mention.members)
        about = f"{mention.kind} {mention.status}{' NEW' if mention.new else ''}"
        console.print(Text(f"▶ {about}: {mention.name or ''} [{names}] {mention.date or ''}", "green"))
        console.print(Text(f"  “{mention.evidence}”", "dim"))
    if item.organisations:
        console.print(Text("Organisations: " + ", ".join(o.name for o in item.organisations), "cyan"))
    if item.people:
        people = (" ".join(filter(None, (p.name, p.organisation, p.role))) for p in item.people)
        console.print(Text("People: " + "; ".join(people), "cyan"))
    console.print()
