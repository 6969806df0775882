"""`dongmaeng alerts`: what was sent to the endpoints, message by message, and a test event."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from agents.alert.deliveries import Attempt, DeliveryState, DeliveryStatus, deliveries, delivery_state
from agents.alert.endpoints import SECRET_PREFIX, Endpoint
from agents.alert.sending import send_test
from agents.http_client import HttpClient
from agents.urls import loggable
from dongmaeng.backend.opening import open_state
from dongmaeng.cli import endpoints
from dongmaeng.cli.context import AsJson, Context, console, errors, print_json
from dongmaeng.cli.listen import listen
from dongmaeng.cli.moments import SINCE, moment
from dongmaeng.fault import Fault
from dongmaeng.output import seoul
from dongmaeng.settings import Settings
from topics.records import Command, CommandKind

app = typer.Typer(
    help="The messages that were sent, with what became of each; `add`, `list`, `pause` and `remove` endpoints, "
    "`preview` what one would have got, `test` and `listen` to try, `log` and `resend` a message.",
    invoke_without_command=True,
)

Message = Annotated[str, typer.Argument(metavar="MESSAGE", help="The id of a message, as `alerts` lists it.")]


def add_to(parent: typer.Typer) -> None:
    endpoints.add_to(app)
    app.command("listen")(listen)
    parent.add_typer(app, name="alerts")


@app.callback()
def alerts(context: typer.Context, as_json: AsJson = False) -> None:
    """List the messages to the endpoints, the latest last, with what became of each."""
    if context.invoked_subcommand:
        return
    options: Context = context.obj
    found = asyncio.run(_deliveries(options.settings()))
    if as_json:
        print_json([_json(delivery) for delivery in found])
        return
    if not found:
        console.print("No alert was sent yet.")
    for delivery in found:
        detail = delivery.last_error or (f"next try {seoul(delivery.next_attempt)}" if delivery.next_attempt else "")
        line = f"{seoul(delivery.created)}  {delivery.id}  {delivery.endpoint}  {delivery.event}  {delivery.status}"
        console.print(Text(f"{line}, {delivery.attempts} attempt(s)  {detail}".rstrip()))
        if companies := _companies(delivery):
            console.print(Text(f"  {', '.join(companies)}", "dim"))


@app.command("log")
def log(context: typer.Context, id: Message, as_json: AsJson = False) -> None:
    """Say how each attempt to send a message ended: when, with what status and answer, and how long it took."""
    message = asyncio.run(_message(context.obj.settings(), id))
    if as_json:
        print_json(_json(message) | {"log": [_attempt_json(attempt) for attempt in message.log]})
        return
    console.print(Text(f"{message.id}  {message.endpoint}  {message.event}  {message.status}", "bold"))
    for attempt in message.log:
        told = attempt.error or f"status {attempt.status}"
        console.print(Text(f"  {seoul(attempt.at)}  {told}  {attempt.seconds:.2f} s"))
        if attempt.said:
            console.print(Text(f"    {attempt.said}", "dim"))
    if message.next_attempt:
        console.print(Text(f"  next try {seoul(message.next_attempt)}", "dim"))


@app.command("resend")
def resend(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="MESSAGE…", help="Ids, as `alerts` lists them.")] = None,
    since: Annotated[str, typer.Option(help=f"All that ended unsent since: {SINCE}")] = "",
    endpoint: Annotated[str, typer.Option(help="Only those to this endpoint.")] = "",
    as_json: AsJson = False,
) -> None:
    """Send messages once more under their ids: those named, or all that ended unsent since a time."""
    settings = context.obj.settings()
    if bool(ids) == bool(since):
        raise Fault("give either messages or --since", usage=True)
    for id in ids or ():
        asyncio.run(_message(settings, id))
    start = moment("--since", since)
    command = Command(
        id=endpoints.new_id(),
        kind=CommandKind.RESEND,
        endpoint=endpoint,
        messages=ids or [],
        since=datetime.fromtimestamp(start, UTC) if start is not None else None,
    )
    done = endpoints.hand_over_command(settings, command)
    if as_json:
        print_json({"applied": done})
    else:
        console.print("`dongmaeng run` sends them when it runs next." if done else endpoints.taken_up(done))


async def _message(settings: Settings, id: str) -> DeliveryState:
    async with open_state(settings) as state:
        found = await delivery_state(state, id) if state else None
    if found is None:
        raise Fault(f"{id}: no such message; `dongmaeng alerts` lists them", usage=True)
    return found


async def _deliveries(settings: Settings) -> Sequence[DeliveryState]:
    async with open_state(settings) as state:
        return await deliveries(state) if state else []


@app.command("test")
def send_test_event(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="URL|ENDPOINT", help="A URL, or the id of an endpoint.")],
    secret_env: Annotated[
        str | None, typer.Option(help="Environment variable that holds the secret to sign with.")
    ] = None,
    allow_private: Annotated[bool, typer.Option(help="Allow plain http and private addresses.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send one signed test event and say what the endpoint answered; exit 1 where it was not accepted."""
    options: Context = context.obj
    settings = options.settings()
    known = asyncio.run(endpoints.known(settings)).values()
    endpoint = next((one.endpoint for one in known if target in (one.endpoint.id, one.endpoint.url)), None)
    if endpoint is None:
        endpoint = _endpoint(target, secret_env, allow_private)
    answer = asyncio.run(_send(settings, endpoint))
    if as_json:
        print_json(_json(answer))
    elif answer.status is DeliveryStatus.DELIVERED:
        console.print(f"Accepted with status {answer.last_status}, message {answer.id}.")
    if answer.status is not DeliveryStatus.DELIVERED:
        raise Fault(f"not accepted: {answer.last_error}")


def _endpoint(url: str, secret_env: str | None, allow_private: bool) -> Endpoint:
    fields: dict[str, Any] = {"id": "test", "url": url, "allow_private": allow_private, "secret_env": secret_env}
    if secret_env is None:
        errors.print("No --secret-env given: the event is signed with a secret made for this call.", style="yellow")
        fields["secret"] = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()  # 24: the least advised
    return endpoints.endpoint_of(fields, place=loggable(url, path=False))


async def _send(settings: Settings, endpoint: Endpoint) -> DeliveryState:
    async with HttpClient(user_agent=settings.user_agent) as http:
        return await send_test(endpoint, http)


def _companies(message: DeliveryState) -> list[str]:
    """The members of the alliances that a message tells of."""
    data = json.loads(message.payload).get("data", {}) if message.payload else {}
    told = data.get("alliances", [data])
    return list(dict.fromkeys(str(member["name"]) for one in told for member in one.get("members", ())))


def _attempt_json(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": seoul(attempt.at),
        "status": attempt.status,
        "seconds": attempt.seconds,
        "error": attempt.error,
        "said": attempt.said,
    }


def _json(delivery: DeliveryState) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "endpoint": delivery.endpoint,
        "event": delivery.event,
        "companies": _companies(delivery),
        "status": delivery.status,
        "attempts": delivery.attempts,
        "last_status": delivery.last_status,
        "last_error": delivery.last_error,
        "created": seoul(delivery.created),
        "last_attempt": seoul(delivery.last_attempt),
        "next_attempt": seoul(delivery.next_attempt),
        "delivered": seoul(delivery.delivered),
    }
