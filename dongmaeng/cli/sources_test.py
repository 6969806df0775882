"""`dongmaeng sources test`: what one look at a source gives, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.cli.sources_progress import asking
from dongmaeng.times import minute

if TYPE_CHECKING:
    from dongmaeng.shapes.source_looks import ExchangeShape, SourceLookShape


def add_to(app: typer.Typer) -> None:
    app.command("test")(try_source)


def try_source(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="URL|SOURCE", help="An address, or a source as `sources` lists it.")],
    as_json: AsJson = False,
) -> None:
    """Look at a source once and say what each step gives; nothing is stored. Exit 1 where it gives no stories."""
    from dongmaeng.backend.source_looks import look_at
    from dongmaeng.shapes.source_looks import SourceLookShape

    options: Context = context.obj
    with asking(errors) as progress:
        tried = options.ask(lambda backend: look_at(backend, target, progress))
    told = SourceLookShape.of(tried)
    if as_json:
        print_json(told)
    else:
        _show(told)
    if not told.stories:
        raise typer.Exit(1)


def _show(told: SourceLookShape) -> None:
    console.print(Text(f"{told.source}{'' if told.watched else ', which is not watched'}", "bold"), soft_wrap=True)
    for exchange in told.exchanges:
        _show_exchange(exchange)
    if told.failure is not None:
        console.print(Text(f"It gives nothing: {told.failure}", "red"))
        return
    console.print(Text(f"It is {_article(told.form)}{f' that calls itself {told.title}' if told.title else ''}."))
    if told.charset:
        console.print(Text(f"  It says that it is in {told.charset}; it is read as its bytes are."))
    if told.fault:
        console.print(Text(f"  Not all could be read: {told.fault}", "yellow"))
    span = f", from {minute(told.oldest)} to {minute(told.newest)}" if told.newest else ""
    console.print(Text(f"{told.stories} stories, {told.timed} with a time{span}."))
    if told.elsewhere:
        said = f"  {told.elsewhere} of them stand on sites that it does not speak for"
        console.print(Text(f"{said}: what it says of them is not believed.", "yellow"))
    quiet = "".join(f", {count} of them {reason} and so never alerted" for reason, count in told.quiet.items())
    edited = f"; {told.edited} known ones were edited" if told.edited else ""
    console.print(Text(f"{told.new} would be new{quiet}{edited}."))
    for hub in told.hubs:
        console.print(Text(f"It can be subscribed to at {hub}."), soft_wrap=True)
    for story in told.last:
        console.print(Text(f"  {minute(story.published)[5:] or 'no time'}  {story.title or story.url}", "dim"))


def _show_exchange(exchange: ExchangeShape) -> None:
    ended = f"status {exchange.status}, {exchange.bytes:,} bytes" if exchange.status else exchange.failure
    console.print(Text(f"  {exchange.url}: {ended}, {exchange.seconds:.2f} s"), soft_wrap=True)
    if exchange.answered_by:
        console.print(Text(f"    was led on to {exchange.answered_by}"), soft_wrap=True)
    for name, value in exchange.headers.items():
        console.print(Text(f"    {name}: {value}", "dim"), soft_wrap=True)


def _article(form: str | None) -> str:
    named = {"rss": "an RSS feed", "atom": "an Atom feed", "json feed": "a JSON feed"}
    return named.get(form or "", f"a {form or 'source of no known form'}")
