"""`dongmaeng reload`: other settings for what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, print_json
from dongmaeng.fault import Fault

if TYPE_CHECKING:
    from dongmaeng.reload import Reloaded


def reload(context: typer.Context, as_json: AsJson = False) -> None:
    """Let the processes of this data directory read their settings again: sources, endpoints, what files keep."""
    from dongmaeng.control import ask
    from dongmaeng.reload import RELOAD, Reloaded
    from dongmaeng.shapes.reload import ReloadShape

    options: Context = context.obj
    settings = options.settings()
    answers = ask(settings.data_dir, RELOAD)
    if not answers:
        raise Fault(
            f"nothing runs on {settings.data_dir} that could reload; `dongmaeng run` reads the settings when it starts"
        )
    found = [
        Reloaded.model_validate_json(answer) if answer else Reloaded(process=process, wrong="does not answer")
        for process, answer in answers.items()
    ]
    if as_json:
        print_json([ReloadShape.of(one) for one in found])
    else:
        for one in found:
            console.print(_told(one))
    if any(one.wrong for one in found):
        raise typer.Exit(1)


def _told(one: Reloaded) -> Text:
    told = Text.assemble((one.process, "bold"), ": ", "; ".join(one.took_over) or "nothing to take over")
    if one.wrong:
        told = Text.assemble((one.process, "bold"), ": ", (one.wrong, "red"))
    if one.needs_restart:
        told.append(f"; needs a restart: {', '.join(one.needs_restart)}", "yellow")
    return told
