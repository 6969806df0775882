"""`dongmaeng archive`: the pages that are kept, as WARC."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.cli.moments import SINCE, moment
from dongmaeng.fault import Fault

if TYPE_CHECKING:
    from dongmaeng.backend.backend import Backend
    from dongmaeng.exports.page_archive import Archived
    from dongmaeng.intake.selection import Selection

app = typer.Typer(help="The pages that are kept: `export` writes them as WARC, which `import` reads.")

_ENDING = ".warc.gz"
_TELL_EVERY = 100  # pages


@app.callback()
def archive() -> None:
    """The pages that are kept: `export` writes them as WARC, which `import` reads."""


@app.command("export")
def export(
    context: typer.Context,
    output: Annotated[Path, typer.Argument(metavar="FILE.warc.gz", help="The file to write.")],
    since: Annotated[str, typer.Option(help=f"Pages kept from then on: {SINCE}.")] = "",
    until: Annotated[str, typer.Option(help="Pages kept before then.")] = "",
    host: Annotated[
        list[str] | None, typer.Option(help="Only pages of this host and those below it; may be given again.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file where it is there already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the pages as they were fetched into a WARC file, complete or not at all."""
    from dongmaeng.exports.page_archive import Archived
    from dongmaeng.exports.saving import saved
    from dongmaeng.intake.selection import selection

    if not output.name.endswith(_ENDING):
        raise Fault(f"{output}: the name of an archive ends with {_ENDING}", usage=True)
    wanted, archived = selection(host or ()), Archived()
    span = moment("--since", since), moment("--until", until)
    options: Context = context.obj
    try:
        with saved(output, replace=force) as file:
            options.ask(lambda backend: _write(backend, wanted, span, archived, file))
            size = file.tell()
    except OSError as error:
        raise Fault(f"{output}: cannot be written ({error.strerror or error}); nothing of it is left") from error
    if as_json:
        counts = {"pages": archived.pages, "passed over": archived.passed, "unreadable": archived.unreadable}
        print_json({name: n for name, n in counts.items() if n or name == "pages"} | {"bytes": size})
    else:
        console.print(f"{archived.pages} pages, {size:,} bytes: {output}", markup=False)
        if archived.unreadable:
            errors.print(f"{archived.unreadable} records could not be read", style="yellow")


async def _write(
    backend: Backend,
    wanted: Selection,
    span: tuple[float | None, float | None],
    archived: Archived,
    file: BinaryIO,
) -> None:
    from dongmaeng.exports.page_archive import page_archive

    with errors.status("reading …") as shown:  # on a terminal alone
        async for part in page_archive(backend, wanted, *span, archived):
            file.write(part)
            if archived.pages % _TELL_EVERY == 0:
                shown.update(f"{archived.pages:,} pages, {file.tell():,} bytes")
