"""`dongmaeng run`: the continuous service."""

from __future__ import annotations

import asyncio

import typer

from dongmaeng.cli.context import Context, Fault
from dongmaeng.instance import instance_lock
from dongmaeng.service import run_service


def add_to(app: typer.Typer) -> None:
    app.command("run")(run)


def run(context: typer.Context) -> None:
    """Watch the sources, index what they publish and call the webhooks, until SIGTERM or Ctrl-C."""
    options: Context = context.obj
    settings = options.settings(log_level="settings")
    if not any(source.enabled for source in settings.sources):
        raise Fault("no source is set: `dongmaeng init` writes a settings file with a list of Korean feeds", usage=True)
    with instance_lock(settings.data_dir, "run"):
        asyncio.run(run_service(settings))
