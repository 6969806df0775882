"""`dongmaeng export`: alliances, what a search finds, and the graph, in the forms that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dongmaeng.cli.context import Context, errors
from dongmaeng.cli.filters import Activities, Kinds, Since, Statuses, Until
from dongmaeng.exports.formats import Format, Rows, What
from dongmaeng.fault import Fault
from dongmaeng.terminal import printable
from search.store import Order

if TYPE_CHECKING:
    from dongmaeng.backend.backend import Backend
    from dongmaeng.exports.wish import Wish


def export(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="What to take away.")],
    format: Annotated[
        Format | None, typer.Option(help="The form; by default what the name of --output ends with, else jsonl.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; by default standard output.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where it is there already.")] = False,
    rows: Annotated[
        Rows | None, typer.Option(help="What CSV and Parquet have a row for: alliances or members, edges or nodes.")
    ] = None,
    query: Annotated[str, typer.Option(help="What is searched for, as `search` takes it.")] = "",
    order: Annotated[Order, typer.Option(help="The order of what a search finds.")] = Order.RELEVANCE,
    company: Annotated[
        list[str] | None,
        typer.Option(help="Only those of a member: name, corp_code, stock code, English name or id."),
    ] = None,
    kind: Kinds = None,
    activity: Activities = None,
    status: Statuses = None,
    since: Since = "",
    until: Until = "",
    limit: Annotated[int | None, typer.Option(min=1, help="How many at most; by default all.")] = None,
) -> None:
    """Write alliances, what a search finds, or the graph, as a file for others."""
    from dongmaeng.exports.saving import check_free, saved
    from dongmaeng.exports.wish import Wish
    from dongmaeng.web.filters import Filters

    options: Context = context.obj
    given = {
        "company": company,
        "kind": kind,
        "activity": activity,
        "status": status,
        "since": [since],
        "until": [until],
    }
    asked = [(name, value.strip()) for name, values in given.items() for value in values or () if value.strip()]
    form = format or _form_of(output)
    wish = Wish(what, form, Filters(tuple(dict.fromkeys(asked))), rows, query, order, limit)
    wish.check()
    if output is None:
        if form.is_binary and sys.stdout.isatty():
            raise Fault(f"{form} is nothing for a terminal: give --output FILE", usage=True)
        write = _to_terminal if sys.stdout.isatty() else sys.stdout.buffer.write
        options.ask(lambda backend: _write(backend, wish, write))
        sys.stdout.flush()
        return
    check_free(output, replace=force)  # before the work, not behind it
    with saved(output, replace=force) as file:
        options.ask(lambda backend: _write(backend, wish, file.write))


def _form_of(output: Path | None) -> Format:
    """The form that the name of a file says."""
    if output is None:
        return Format.JSONL
    ending = output.suffix.removeprefix(".").lower()
    if ending not in tuple(Format):
        raise Fault(f"--output {output}: its name tells no form; give --format", usage=True)
    return Format(ending)


async def _write(backend: Backend, wish: Wish, write: Callable[[bytes], object]) -> None:
    from dongmaeng.exports.wish import exported

    done = 0

    def count(number: int) -> None:
        nonlocal done
        done += number
        shown.update(f"{done:,} written")

    shown = errors.status("reading …")
    # On a terminal alone, and not in the midst of what is exported.
    with nullcontext() if write is _to_terminal else shown:
        async for part in await exported(wish, backend, count):
            write(part)


def _to_terminal(part: bytes) -> None:
    from dongmaeng.exports.texts import BYTE_ORDER_MARK

    sys.stdout.write(printable(part.decode().removeprefix(BYTE_ORDER_MARK).replace("\r\n", "\n")))
