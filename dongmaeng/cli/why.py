"""`dongmaeng why`: the way of one story over the stages; `--silent`: the stories that led to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.cli.moments import SINCE, moment
from dongmaeng.fault import Fault
from dongmaeng.terminal import SafeConsole
from dongmaeng.times import minute, seoul
from dongmaeng.ways.verdicts import Verdict

if TYPE_CHECKING:
    from dongmaeng.backend.backend import Backend
    from dongmaeng.shapes.ways import StopShape, WayShape
    from dongmaeng.ways.silent import Silent

SCREEN = 24
WIDTH = 100
"""Lines and columns of one screen."""

STAGE, TIME = 9, 12
"""Columns of the name of a stage and of its time."""

MOST_LINES = 2
"""Of one text, which may be wrapped."""

MOST_BELOW = (SCREEN, 6, 4, 2, 1)
"""Lines below the head of a stage, as many as leave room for all stages."""

SHOWS_EVERY = 1_000
"""Stories between two looks of the progress."""

_STYLES = {
    Verdict.ALERTED: "bold green",
    Verdict.OWED: "bold yellow",
    Verdict.FAILED: "bold red",
    Verdict.QUARANTINED: "bold red",
    Verdict.WAITING: "bold yellow",
    Verdict.UNDER_WAY: "bold yellow",
}


def why(
    context: typer.Context,
    story: Annotated[
        str, typer.Argument(metavar="[ARTICLE|URL|ID]", help="An article id, an address, or your own id of an item.")
    ] = "",
    silent: Annotated[
        bool, typer.Option("--silent", help="The stories with a strong word of co-operation that led to nothing.")
    ] = False,
    since: Annotated[str, typer.Option(help=f"With --silent, read from then on: {SINCE}.")] = "1d",
    as_json: AsJson = False,
) -> None:
    """Tell the whole way of one story, from its source to the alert, or why none."""
    if bool(story) == silent:
        raise Fault("give either a story or --silent", usage=True)
    options: Context = context.obj
    if silent:
        options.ask(lambda backend: _silent(backend, moment("--since", since), as_json))
        return
    way = options.ask(lambda backend: _look(backend, story))
    if as_json:
        print_json(way)
    else:
        show(console if console.is_terminal else SafeConsole(highlight=False, width=WIDTH), way)


async def _look(backend: Backend, story: str) -> WayShape:
    from dongmaeng.backend import why as stories

    what = f"looking through {backend.settings.bus} and {backend.settings.store}"
    with errors.status(what) if errors.is_terminal else nullcontext():
        return await stories.way(backend, story)


async def _silent(backend: Backend, since: float | None, as_json: bool) -> None:
    from dongmaeng.backend import why as stories
    from dongmaeng.shapes.silent import SilentShape, SilentStoriesShape

    found: dict[str, Silent] = {}
    read = 0
    status = errors.status("") if errors.is_terminal else None
    with status or nullcontext():
        async for one in stories.silent(backend, since):
            read += 1
            if status is not None and read % SHOWS_EVERY == 0:
                status.update(f"{read:,} stories read, {len(found)} of them silent")
            if one is not None:
                found[one.tagged.article.id] = one
    if as_json:
        print_json(SilentStoriesShape(read=read, stories=[SilentShape.of(one) for one in found.values()]))
        return
    console.print(f"{len(found)} of {read} stories have a strong word of co-operation and announce nothing new.")
    for one in found.values():
        _show_silent(console, one)


def _show_silent(out: Console, silent: Silent) -> None:
    from agents.urls import loggable

    article = silent.tagged.article
    out.print()
    out.print(Text(article.title or "(no title)", "bold"))
    facts = [article.id, article.publisher or "", minute(article.published)]
    out.print(Text("  ".join([*filter(None, facts), loggable(article.canonical_url or article.url)]), "dim"))
    for reason in silent.reasons:
        out.print(Text(f"  {reason}"))


def show(out: Console, way: WayShape) -> None:
    """Print the way of a story on one screen."""
    for most in MOST_BELOW:
        lines = [line for text in _texts(out, way, min(out.width, WIDTH), most) for line in text]
        if len(lines) <= SCREEN:
            break
    if len(lines) > SCREEN:
        lines = [*lines[: SCREEN - 1], Text(f"… {len(lines) - SCREEN + 1} more lines: --json", "dim")]
    for line in lines:
        out.print(line, no_wrap=True, overflow="ellipsis")


def _texts(out: Console, way: WayShape, width: int, most: int) -> Iterator[list[Text]]:
    yield [Text(way.title or "(no title)", "bold")]
    yield [Text(f"{way.article_id}  {way.url}".rstrip(), "dim")]
    first, *others = _wrapped(out, Text(f"{way.outcome}: {way.why}", _STYLES.get(way.outcome, "bold")), width - 2)
    yield [first, *(Text("  ") + line for line in others)]
    for stop in way.way:
        yield _stop_lines(out, stop, width, most)


def _stop_lines(out: Console, stop: StopShape, width: int, most: int) -> list[Text]:
    when = (seoul(stop.at) or "")[5:19].replace("T", " ")
    indent = " " * (STAGE + TIME + 4)
    text = stop.text if stop.outcome in ("done", "delivered") else f"{stop.outcome}: {stop.text}"
    head = Text(f"{stop.stage:<{STAGE}} {when:<{TIME + 2}} ")
    first, *others = _wrapped(out, Text(text), width - len(indent))
    below = [line for more in stop.more for line in _wrapped(out, Text(more, "dim"), width - len(indent))]
    if len(below) > most:
        below = [*below[: most - 1], Text(f"… {len(below) - most + 1} more lines: --json", "dim")]
    others += below
    return [head + first, *(Text(indent) + line for line in others)]


def _wrapped(out: Console, text: Text, width: int) -> list[Text]:
    """The lines of a text, the last of those that are shown cut off where there are more."""
    lines = list(text.wrap(out, width)) or [Text()]
    if len(lines) > MOST_LINES:
        lines[MOST_LINES - 1].truncate(width - 1)
        lines[MOST_LINES - 1].append("…")
    return lines[:MOST_LINES]
