"""`dongmaeng alerts add|list|show|preview|pause|resume|remove|export`: who is told what."""

from __future__ import annotations

import asyncio
import sys
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import tomli_w
import typer
from pydantic import ValidationError
from rich.text import Text

from agents.alert.deliveries import deliveries
from agents.alert.endpoints import Endpoint
from agents.alert.known import KnownEndpoints, added, definition_of
from agents.alert.manage import manage_stage
from agents.alert.standing import Standing, endpoint_states
from agents.alert.subscription import objection, watch_list
from agents.alert.times import AT_ONCE
from agents.alert.types import TYPES, Language
from dongmaeng.backend.opening import open_state, open_store, reachable, right_topics
from dongmaeng.cli.context import AsJson, console, errors, print_json
from dongmaeng.cli.moments import SINCE, moment
from dongmaeng.fault import Fault
from dongmaeng.hand_over import hand_over
from dongmaeng.output import minute, seoul
from dongmaeng.settings import Settings
from search.store import every_alliance
from topics.records import Alliance, Change, Command, CommandKind, now
from topics.state import State

Id = Annotated[str, typer.Argument(metavar="ENDPOINT", help="The id of an endpoint.")]

SETTINGS, ADDED = "settings", "added"
"""Where an endpoint is from."""

_WHERE = {SETTINGS: "set in the settings file", ADDED: "added by command"}

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
    type: Annotated[str, typer.Option(help=", ".join(TYPES))] = "standard",
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
    settings = context.obj.settings()
    if any(one.id == id for one in settings.endpoints):
        raise Fault(f"{id}: the settings file has an endpoint of this id, which wins; change it there", usage=True)
    try:
        endpoint.target()
    except LookupError as error:
        errors.print(Text(f"{error.args[0]} here; `dongmaeng run` must find it", "yellow"))
    command = Command(id=new_id(), kind=CommandKind.ADD, endpoint=id, definition=definition_of(endpoint))
    done = hand_over_command(settings, command)
    if as_json:
        print_json({"endpoint": id, "applied": done})
        return
    console.print(Text(f"{taken_up(done)} {endpoint.shown}; try it: dongmaeng alerts test {id}"))


def list_endpoints(context: typer.Context, as_json: AsJson = False) -> None:
    """List the endpoints, with what each is told, where it is set and how it stands."""
    found = asyncio.run(known(context.obj.settings()))
    if as_json:
        print_json([endpoint_json(one) for one in found.values()])
        return
    if not found:
        console.print("There is no endpoint; `dongmaeng alerts add` sets one up.")
    for one in found.values():
        _show(one)


def show(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Say of one endpoint what it is told, how it stands and what became of its messages."""
    settings = context.obj.settings()
    one = _find(settings, id)
    counts = asyncio.run(_counts(settings, id))
    if as_json:
        print_json(endpoint_json(one) | {"messages": counts})
        return
    _show(one)
    console.print(Text(f"  messages: {', '.join(f'{n} {status}' for status, n in counts.items()) or 'none'}", "dim"))


def pause(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Hold the messages of an endpoint until it is resumed."""
    _order(context.obj.settings(), CommandKind.PAUSE, id, as_json)


def resume(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Send to an endpoint again, first what was held."""
    _order(context.obj.settings(), CommandKind.RESUME, id, as_json)


def _order(settings: Settings, kind: CommandKind, id: str, as_json: bool) -> None:
    _find(settings, id)
    done = hand_over_command(settings, Command(id=new_id(), kind=kind, endpoint=id))
    if as_json:
        print_json({"endpoint": id, "applied": done})
    else:
        console.print(taken_up(done))


def _show(one: Known) -> None:
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
    settings = context.obj.settings()
    if bool(id) == bool(filter):
        raise Fault("give either an endpoint or --filter", usage=True)
    endpoint = _find(settings, id).endpoint if id else endpoint_of(_ANYONE | {"filter": filter})
    start = datetime.fromtimestamp(moment("--since", since) or (now() - MONTH).timestamp(), UTC)
    found = [told for told in asyncio.run(_told(settings, endpoint)) if told[1].at >= start]
    if as_json:
        print_json([_told_json(alliance, change) for alliance, change in found])
        return
    console.print(f"{len(found)} message(s) since {minute(start)}.")
    for alliance, change in found:
        names = ", ".join(member.name for member in alliance.members)
        console.print(Text(f"{minute(change.at)}  alliance.{change.change}  {names}  {alliance.kind}  {alliance.id}"))
        console.print(Text(f"  “{alliance.evidence}”", "dim"))


def remove(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Forget an endpoint that was added; its messages under way end as `disabled`."""
    settings = context.obj.settings()
    if _find(settings, id).origin == SETTINGS:
        raise Fault(f"{id}: is in the settings file; take it out there", usage=True)
    _order(settings, CommandKind.REMOVE, id, as_json)


def export(context: typer.Context) -> None:
    """Print the endpoints that were added as TOML for the settings file."""
    found = asyncio.run(_added(context.obj.settings()))
    if not found:
        errors.print("No endpoint was added.")
        return
    sys.stdout.write(tomli_w.dumps({"endpoints": list(found.values())}))


@dataclass(frozen=True, slots=True)
class Known:
    """An endpoint, where it is set and how it stands."""

    endpoint: Endpoint
    origin: str
    standing: Standing = Standing.OPEN
    reason: str | None = None
    since: datetime | None = None


async def known(settings: Settings) -> Mapping[str, Known]:
    """All endpoints by id, those of the settings first."""
    async with open_state(settings) as state:
        return await known_in(state, settings)


async def known_in(state: State | None, settings: Settings) -> Mapping[str, Known]:
    """All endpoints by id, by what the state holds of them."""
    endpoints = KnownEndpoints(settings.endpoints)
    found = await endpoints.all(state) if state else endpoints.configured
    stopped = {one.id: one for one in await endpoint_states(state)} if state else {}
    made = {}
    for id, endpoint in found.items():
        origin, stop = SETTINGS if id in endpoints.configured else ADDED, stopped.get(id)
        standing = stop.standing(endpoint) if stop else Standing.OPEN
        made[id] = Known(endpoint, origin, standing, *((stop.reason, stop.since) if stop else ()))
    return made


async def _counts(settings: Settings, id: str) -> dict[str, int]:
    """How many messages of an endpoint stand where."""
    async with open_state(settings) as state:
        found = await deliveries(state) if state else []
    return dict(Counter(str(one.status) for one in found if one.endpoint == id))


def _find(settings: Settings, id: str) -> Known:
    found = asyncio.run(known(settings))
    if id not in found:
        raise Fault(f"{id}: no such endpoint; `dongmaeng alerts list` lists them", usage=True)
    return found[id]


def endpoint_of(given: Mapping[str, Any], *, place: str = "") -> Endpoint:
    """The endpoint that options describe; raises `Fault` that names the option, or the place that is given."""
    try:
        return Endpoint.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        option = f"--{str(fault['loc'][0]).removesuffix('s').replace('_', '-')}" if fault["loc"] else ""
        message = str(fault["msg"]).removeprefix("Value error, ")
        message = message.replace("allow_private is true", "--allow-private is given")
        raise Fault(": ".join(filter(None, (place or option, message))), usage=True) from None


def hand_over_command(settings: Settings, command: Command) -> bool:
    """Hand a command over; whether it is done already."""
    with reachable(settings), right_topics():
        return hand_over(settings, [command], lambda _: [manage_stage(settings.endpoints)], "alerts")


def taken_up(done: bool) -> str:
    return "Done." if done else "The running service takes it up."


def new_id() -> str:
    return uuid.uuid4().hex[:12]


def endpoint_json(one: Known) -> dict[str, Any]:
    """An endpoint as people may see it, without its address where that is a secret."""
    endpoint = one.endpoint
    return {
        "id": endpoint.id,
        "type": endpoint.type,
        "shown": endpoint.shown,
        "set": one.origin,
        "enabled": endpoint.enabled,
        "events": endpoint.events,
        "filter": endpoint.filter,
        "watch": str(endpoint.watch) if endpoint.watch else None,
        "organisations": endpoint.organisations,
        "kinds": endpoint.kinds,
        "least_score": endpoint.least_score,
        "quiet_hours": endpoint.quiet_hours or None,
        "digest": endpoint.digest,
        "language": endpoint.language,
        "standing": one.standing,
        "reason": None if one.standing is Standing.OPEN else one.reason,
        "since": None if one.standing is Standing.OPEN else seoul(one.since),
    }


def _asks(endpoint: Endpoint) -> str:
    """What an endpoint asks for beside its events, and when it is told, for people."""
    said = [endpoint.asked or "all alliances"]
    said += [f"quiet {endpoint.quiet_hours}"] if endpoint.quiet_hours else []
    said += [endpoint.digest] if endpoint.gathered else []
    return "; ".join(said)


_ANYONE = {"id": "preview", "url": "https://preview.invalid", "secret_env": "NONE"}


async def _told(settings: Settings, endpoint: Endpoint) -> list[tuple[Alliance, Change]]:
    """The changes that an endpoint asks for, the latest first."""
    async with open_store(settings) as store:
        alliances = [alliance async for alliance in every_alliance(store)] if store else []
    found = [
        (alliance, change)
        for alliance in alliances
        if alliance.merged_into is None and not alliance.dismissed
        for change in alliance.changes
        if change.is_told and objection(endpoint, f"alliance.{change.change}", alliance, change) is None
    ]
    return sorted(found, key=lambda told: told[1].at, reverse=True)


def _told_json(alliance: Alliance, change: Change) -> dict[str, Any]:
    return {
        "at": seoul(change.at),
        "event": f"alliance.{change.change}",
        "alliance": alliance.id,
        "members": [member.name for member in alliance.members],
        "kind": alliance.kind,
        "status": alliance.status,
        "date": alliance.date,
        "score": alliance.score,
        "evidence": alliance.evidence,
    }


async def _added(settings: Settings) -> dict[str, dict[str, Any]]:
    async with open_state(settings) as state:
        return await added(state) if state else {}


def _absolute(file: Path | None) -> str | None:
    """The file wherever the service is started."""
    return str(file.absolute()) if file else None


def _watched(file: Path) -> list[str]:
    try:
        names = list(watch_list(file))
    except (OSError, LookupError) as error:
        raise Fault(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}", usage=True) from None
    if not names:
        raise Fault(f"{file} names no company", usage=True)
    return names
