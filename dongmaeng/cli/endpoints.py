"""`dongmaeng alerts add|list|show|preview|pause|resume|remove|export`: who is told what."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, Context, console, errors, print_json, taken_up
from dongmaeng.cli.endpoints_add import add, endpoint_of
from dongmaeng.cli.moments import SINCE, moment
from dongmaeng.fault import Fault
from dongmaeng.times import minute
from topics.records import CommandKind, now

if TYPE_CHECKING:
    from agents.alert.endpoints import Endpoint
    from dongmaeng.backend.backend import Backend
    from dongmaeng.backend.endpoints import KnownEndpoint, Previewed

Id = Annotated[str, typer.Argument(metavar="ENDPOINT", help="The id of an endpoint.")]

_WHERE = {"settings": "set in the settings file", "added": "added by command"}

MONTH = timedelta(days=30)


def add_to(alerts: typer.Typer) -> None:
    alerts.command("add")(add)
    alerts.command("list")(list_endpoints)
    alerts.command("preview")(preview)
    alerts.command("show")(show)
    alerts.command("pause")(pause)
    alerts.command("resume")(resume)
    alerts.command("remove")(remove)
    alerts.command("export")(export)


def list_endpoints(context: typer.Context, as_json: AsJson = False) -> None:
    """List the endpoints, with what each is told, where it is set and how it stands."""
    from dongmaeng.backend import endpoints as known
    from dongmaeng.shapes.endpoints import EndpointShape

    options: Context = context.obj
    found = options.ask(known.known_endpoints)
    if as_json:
        print_json([EndpointShape.of(one) for one in found.values()])
        return
    if not found:
        console.print("There is no endpoint; `dongmaeng alerts add` sets one up.")
    for one in found.values():
        _show(one)


def show(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Say of one endpoint what it is told, how it stands and what became of its messages."""
    from dongmaeng.shapes.endpoints import EndpointWithCountsShape

    options: Context = context.obj
    one, counts = options.ask(lambda backend: _with_counts(backend, id))
    if as_json:
        print_json(EndpointWithCountsShape.with_counts(one, counts))
        return
    _show(one)
    console.print(Text(f"  messages: {', '.join(f'{n} {status}' for status, n in counts.items()) or 'none'}", "dim"))


def pause(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Hold the messages of an endpoint until it is resumed."""
    _order(context.obj, CommandKind.PAUSE, id, as_json)


def resume(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Send to an endpoint again, first what was held."""
    _order(context.obj, CommandKind.RESUME, id, as_json)


async def _with_counts(backend: Backend, id: str) -> tuple[KnownEndpoint, dict[str, int]]:
    from dongmaeng.backend import endpoints as known

    return await known.known_endpoint(backend, id), await known.message_counts(backend, id)


def _order(options: Context, kind: CommandKind, id: str, as_json: bool) -> None:
    from dongmaeng.backend import writes
    from dongmaeng.shapes.applied import OrderedShape

    applied = options.ask(lambda backend: writes.order(backend, kind, id))
    if as_json:
        print_json(OrderedShape.of(id, applied))
    else:
        console.print(taken_up(applied))


def _show(one: KnownEndpoint) -> None:
    from agents.alert.standing import Standing

    endpoint = one.endpoint
    console.print(Text.assemble((endpoint.id, "bold"), f"  {endpoint.shown}, {_asks(endpoint)}"))
    console.print(Text(f"  {', '.join(endpoint.events)}; {_WHERE[one.origin]}", "dim"))
    if one.standing is not Standing.OPEN:
        console.print(Text(f"  {one.standing} since {minute(one.since)}: {one.reason}", "red"))


def preview(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="[ENDPOINT]", help="The id of an endpoint; else give --filter.")] = "",
    filter: Annotated[str, typer.Option(help="A query, in place of an endpoint's.")] = "",
    since: Annotated[str, typer.Option(help=SINCE)] = "30d",
    as_json: AsJson = False,
) -> None:
    """Say what an endpoint would have been told of what is stored, the latest first."""
    from dongmaeng.shapes.endpoints import PreviewShape

    if bool(id) == bool(filter):
        raise Fault("give either an endpoint or --filter", usage=True)
    start = datetime.fromtimestamp(moment("--since", since) or (now() - MONTH).timestamp(), UTC)
    options: Context = context.obj
    found = options.ask(lambda backend: _previewed(backend, id, filter, start))
    if as_json:
        print_json([PreviewShape.of(told) for told in found])
        return
    console.print(f"{len(found)} message(s) since {minute(start)}.")
    for told in found:
        alliance, change = told.alliance, told.change
        names = ", ".join(member.name for member in alliance.members)
        console.print(Text(f"{minute(change.at)}  {told.event}  {names}  {alliance.kind}  {alliance.id}"))
        console.print(Text(f"  “{alliance.evidence}”", "dim"))


async def _previewed(backend: Backend, id: str, filter: str, since: datetime) -> list[Previewed]:
    from dongmaeng.backend import endpoints as known

    endpoint = (await known.known_endpoint(backend, id)).endpoint if id else endpoint_of(_ANYONE | {"filter": filter})
    return await known.preview(backend, endpoint, since)


def remove(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Forget an endpoint that was added; its messages under way end as `disabled`."""
    _order(context.obj, CommandKind.REMOVE, id, as_json)


def export(context: typer.Context) -> None:
    """Print the endpoints that were added as TOML for the settings file."""
    import tomli_w

    from dongmaeng.backend import endpoints as known

    options: Context = context.obj
    found = options.ask(known.added_definitions)
    if not found:
        errors.print("No endpoint was added.")
        return
    sys.stdout.write(tomli_w.dumps({"endpoints": list(found.values())}))


def _asks(endpoint: Endpoint) -> str:
    """What an endpoint asks for beside its events, and when it is told, for people."""
    said = [endpoint.asked or "all alliances"]
    said += [f"quiet {endpoint.quiet_hours}"] if endpoint.quiet_hours else []
    said += [endpoint.digest] if endpoint.gathered else []
    return "; ".join(said)


_ANYONE = {"id": "preview", "url": "https://preview.invalid", "secret_env": "NONE"}
