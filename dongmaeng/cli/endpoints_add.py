"""`dongmaeng alerts add`: an endpoint from options."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from agents.alert.language import Language
from agents.alert.times import AT_ONCE
from agents.alert.type_names import TYPE_NAMES
from dongmaeng.cli.context import AsJson, Context, console, errors, print_json, taken_up
from dongmaeng.fault import Fault

if TYPE_CHECKING:
    from agents.alert.endpoints import Endpoint


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
