"""The commands by name: what each is for, and where it stands. Only the one that is called is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command stands, and the first sentence of its help, which is shown without loading it."""

    at: str
    """`module:name`, the name being that of a function, or of the `Typer` of a group of commands."""
    help: str

    def load(self) -> Any:
        """The command itself."""
        module, _, name = self.at.partition(":")
        found = getattr(import_module(f"{__package__}.{module}"), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False)
        alone.command()(found)
        return typer.main.get_command(alone)


COMMANDS: Mapping[str, Place] = {
    "demo": Place("demo:demo", "Publish a sample news site on this machine, run the real pipeline on it, and show it."),
    "run": Place(
        "run:run",
        "Watch the sources, index what they publish, call the webhooks and serve the page, until SIGTERM or Ctrl-C.",
    ),
    "reload": Place(
        "reload:reload",
        "Let the processes of this data directory read the settings again: sources and how they are looked at.",
    ),
    "web": Place(
        "web:web",
        "Serve the page and the API of what is known, until SIGTERM or Ctrl-C; `dongmaeng run` does so by itself.",
    ),
    "status": Place(
        "status:status",
        "Say which workers run, what stands in their way and how much waits; exit 1 where something is wrong.",
    ),
    "read": Place("read:read", "Clean and tag pages or texts and print what is in them; nothing is stored."),
    "import": Place("imports:import_items", "Carry items through the whole pipeline into the store; safe to repeat."),
    "search": Place("search:app", "Search the articles, best and freshest first."),
    "alliances": Place(
        "alliances:app", "The alliances known, newest first; `show`, `merge`, `split`, `dismiss` or `confirm` one."
    ),
    "companies": Place("companies:companies", "Say who a company is, how it is written, with whom it has alliances."),
    "map": Place(
        "map:map_of_companies",
        "Tell who is with whom: hubs and bridges of the month, communities and the strongest ties.",
    ),
    "export": Place("export:export", "Write alliances, what a search finds, or the graph, as a file for others."),
    "archive": Place("archive:app", "The pages that are kept: `export` writes them as WARC, which `import` reads."),
    "why": Place("why:why", "Tell the whole way of one story, from its source to the alert, or why none."),
    "alerts": Place(
        "alerts:app", "The messages that were sent, with what became of each; the endpoints that they go to."
    ),
    "topics": Place(
        "topics:app",
        "Positions and lag of each stage; `tail` and `replay` a topic; `create`, `check`, `partitions` of a cluster.",
    ),
    "quarantine": Place("quarantine:app", "Records set aside, with the cause; `retry` hands them back."),
    "sources": Place("sources:app", "Find, add and try sources; what they give, and how their pages are read."),
    "gazetteer": Place("gazetteer:app", "Names of organisations: look up, add, check and update them."),
    "index": Place("index:app", "The indices in Elasticsearch."),
    "kibana": Place("kibana:app", "The Kibana dashboard."),
    "init": Place("config:init", "Write a commented settings file with a list of Korean feeds; never overwrites."),
    "config": Place("config:app", "Check and show the settings."),
}
"""A command more is a line here."""


@cache
def command(name: str) -> Any:
    """The command of a name of the table."""
    loaded = COMMANDS[name].load()
    loaded.name = name
    return loaded


class Commands(TyperGroup):
    """The group of all commands: lists and completes them by the table, and loads the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=place.help) for name, place in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, with its name and arguments."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, command(name) if name and found else found, rest
