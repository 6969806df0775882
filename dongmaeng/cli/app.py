"""The command `dongmaeng` with its global options, and how every command reports errors."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dongmaeng import __version__
from dongmaeng.cli.commands import Commands
from dongmaeng.cli.context import Context
from dongmaeng.cli.failures import failure
from dongmaeng.cli.output import output_for_reader

PRIVATE = 0o077
"""The umask: what a command writes is its user's alone."""

app = typer.Typer(
    cls=Commands,
    help="Reads Korean news, makes it searchable and calls your webhook once for each new company alliance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"dongmaeng {__version__}")
        raise typer.Exit


@app.callback()
def globals_(
    context: typer.Context,
    data_dir: Annotated[Path | None, typer.Option(help="Where the journal, the state and the index live.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings file; by default dongmaeng.toml where it exists.")
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="Where stories are found: embedded, or http(s)://host:port of Elasticsearch.")
    ] = None,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.")] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = Context(data_dir=data_dir, config=config, store=store, log_level=log_level)


def main() -> None:
    """Run the command line; exit 0 on success, 1 on a failure, 2 on wrong use or settings, 130 on Ctrl-C."""
    os.umask(PRIVATE)
    with output_for_reader():
        try:
            app(standalone_mode=True)
        except KeyboardInterrupt:
            sys.exit(130)
        except Exception as error:
            told = failure(error)
            if told is None:
                raise
            _fail(*told)


def _fail(message: str, code: int) -> None:
    from dongmaeng.terminal import error_text

    for line in error_text(message).splitlines():
        print(f"dongmaeng: {line}", file=sys.stderr)
    sys.exit(code)
