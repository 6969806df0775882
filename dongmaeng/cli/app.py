"""The command `dongmaeng` with its global options, and how every command reports errors."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import apsw
import typer

from agents.workers import NoWorkers
from dongmaeng.cli import (
    alerts,
    alliances,
    companies,
    config,
    demo,
    export,
    gazetteer,
    imports,
    index,
    kibana,
    map,
    quarantine,
    read,
    run,
    search,
    sources,
    status,
    topics,
    web,
    why,
)
from dongmaeng.cli.context import Context
from dongmaeng.fault import Fault
from dongmaeng.instance import InUse, NoLock
from dongmaeng.items import UnreadableItem
from dongmaeng.settings import WrongSettings
from dongmaeng.terminal import error_text
from search.elastic.indices import NewerIndex
from topics.embedded.database import NewerSchema

PRIVATE = 0o077
"""The umask: what a command writes is its user's alone."""

app = typer.Typer(
    help="Reads Korean news, makes it searchable and calls your webhook once for each new company alliance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        print(f"dongmaeng {version('dongmaeng')}")
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


for module in (demo, run, web, status, read, imports, search, alliances, companies, map, export, why):
    module.add_to(app)
for module in (alerts, topics, quarantine, sources, gazetteer, index, kibana, config):
    module.add_to(app)


def main() -> None:
    """Run the command line; exit 0 on success, 1 on a failure, 2 on wrong use or settings, 130 on Ctrl-C."""
    os.umask(PRIVATE)
    try:
        app(standalone_mode=True)
    except (WrongSettings, Fault) as error:
        _fail(str(error), 2 if isinstance(error, WrongSettings) or error.usage else 1)
    except NoWorkers:
        _fail("no worker process could be started; the error above says why", 1)
    except (InUse, NoLock) as error:
        _fail(str(error), 1)
    except (FileNotFoundError, PermissionError, IsADirectoryError, UnreadableItem) as error:
        _fail(str(error), 2)
    except (apsw.FullError, apsw.IOError) as error:
        _fail(f"the data directory cannot be written ({error}); make room and call again, nothing handled is lost", 1)
    except (NewerSchema, NewerIndex) as error:
        _fail(str(error), 2)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        _fail(f"the database in the data directory is damaged ({error}); restore it, or move it away to begin anew", 1)
    except apsw.Error as error:
        _fail(f"the database in the data directory cannot be used: {error}", 1)
    except KeyboardInterrupt:
        sys.exit(130)


def _fail(message: str, code: int) -> None:
    for line in error_text(message).splitlines():
        print(f"dongmaeng: {line}", file=sys.stderr)
    sys.exit(code)
