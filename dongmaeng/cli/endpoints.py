"""`dongmaeng alerts add|list|show|preview|pause|resume|remove|export`: who is told what."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from agents.alert.language import Language
from agents.alert.times import AT_ONCE
from agents.alert.type_names import TYPE_NAMES
from dongmaeng.cli.context import AsJson, Context, console, errors, print_json, taken_up
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


def add(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ENDPOINT", help="What to call it.")],
    type: Annotated[str, typer.Option(help=", ".join(TYPE_NAMES))] = "standard",
    url: Annotated[str | None, typer.Option(help="Its address, where that is no secret.")] = None,
    url_env: Annotated[str | None, typer.Option(help="The environment variable that holds its address.")] = None,
    url_file: Annotated[Path | None, typer.Option(help="The file that holds its address.")] = None,
    secret_env: Annotated[str | None, typer.Option(help="The environment variable that holds its secret.")] = None,
    secret_file: Annotated[Path | None, typer.Option(help="The file that holds its secret.")] = None,
    to: Annotated[list[str] | None, typer.Option(help="The chat, channel or person; may be given again.")] = None,
    sender: Annotated[str, typer.Option(help="The address that mail is from.")] = "",
    username: Annotated[str, typer.Option(help="The name to log in with.")] = "",
    template: Annotated[Path | None, typer.Option(help="The Jinja2 file that makes the message.")] = None,
    event: Annotated[list[str] | None, typer.Option(help="An event that is told; may be given again.")] = None,
    filter: Annotated[str, typer.Option(help="Only alliances that this query finds.")] = "",
    watch: Annotated[Path | None, typer.Option(help="Only alliances of companies in this file, one a line.")] = None,
    least_score: Annotated[float, typer.Option(help="Only alliances read at least so surely, from 0 to 1.")] = 0.0,
    quiet_hours: Annotated[str, typer.Option(help='Hours without messages, like "22:00-07:00".')] = "",
    digest: Annotated[str, typer.Option(help='"at once", "hourly" or "daily 08:30".')] = AT_ONCE,
    language: Annotated[Language, typer.Option(help="In which language people are told.")] = Language.KOREAN,
    allow_private: Annotated[bool, typer.Option(help="Allow plain http and private addresses.")] = False,
    as_json: AsJson = False,
) -> None:
    """Set up an endpoint, or put this one in place of another that was added under its id."""
    from dongmaeng.backend import writes
    from dongmaeng.shapes.applied import OrderedShape

    given = {
        "id": id,
        "type": type,
        "url": url,
        "url_env": url_env,
        "url_file": _absolute(url_file),
        "secret_env": secret_env,
        "secret_file": _absolute(secret_file),
        "to": to,
        "sender": sender,
        "username": username,
        "template": _absolute(template),
        "events": event,
        "filter": filter,
        "organisations": _watched(watch) if watch else None,
        "least_score": least_score,
        "quiet_hours": quiet_hours,
        "digest": digest,
        "language": language,
        "allow_private": allow_private,
    }
    endpoint = endpoint_of({name: value for name, value in given.items() if value is not None})
    options: Context = context.obj
    applied = options.ask(lambda backend: writes.add_endpoint(backend, endpoint))
    try:
        endpoint.target()
    except LookupError as error:
        errors.print(Text(f"{error.args[0]} here; `dongmaeng run` must find it", "yellow"))
    if as_json:
        print_json(OrderedShape.of(id, applied))
        return
    console.print(Text(f"{taken_up(applied)} {endpoint.shown}; try it: dongmaeng alerts test {id}"))


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


def endpoint_of(given: Mapping[str, Any], *, place: str = "") -> Endpoint:
    """The endpoint that options describe; raises `Fault` that names the option, or the place that is given."""
    from dongmaeng.backend import endpoints as known
    from dongmaeng.backend.endpoints import WrongEndpoint

    try:
        return known.endpoint_of(given)
    except WrongEndpoint as error:
        option = f"--{error.field.removesuffix('s').replace('_', '-')}" if error.field else ""
        message = error.reason.replace("allow_private is true", "--allow-private is given")
        raise Fault(": ".join(filter(None, (place or option, message))), usage=True) from None


def _asks(endpoint: Endpoint) -> str:
    """What an endpoint asks for beside its events, and when it is told, for people."""
    said = [endpoint.asked or "all alliances"]
    said += [f"quiet {endpoint.quiet_hours}"] if endpoint.quiet_hours else []
    said += [endpoint.digest] if endpoint.gathered else []
    return "; ".join(said)


_ANYONE = {"id": "preview", "url": "https://preview.invalid", "secret_env": "NONE"}


def _absolute(file: Path | None) -> str | None:
    """The file wherever the service is started."""
    return str(file.absolute()) if file else None


def _watched(file: Path) -> list[str]:
    from agents.alert.subscription import watch_list

    try:
        names = list(watch_list(file))
    except (OSError, LookupError) as error:
        raise Fault(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}", usage=True) from None
    if not names:
        raise Fault(f"{file} names no company", usage=True)
    return names
