"""`dongmaeng alerts`: what was sent to the endpoints, message by message, and a test event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from dongmaeng.cli import endpoints, endpoints_add
from dongmaeng.cli.context import AsJson, Context, console, errors, print_json, taken_up
from dongmaeng.cli.listen import listen
from dongmaeng.cli.moments import SINCE, moment
from dongmaeng.fault import Fault
from dongmaeng.times import seoul

if TYPE_CHECKING:
    from agents.alert.deliveries import DeliveryState
    from agents.alert.endpoints import Endpoint
    from dongmaeng.backend.backend import Backend

app = typer.Typer(
    help="The messages that were sent, with what became of each; the endpoints that they go to.",
    invoke_without_command=True,
)

Message = Annotated[str, typer.Argument(metavar="MESSAGE", help="The id of a message, as `alerts` lists it.")]


endpoints.add_to(app)
app.command("listen")(listen)


@app.callback()
def alerts(context: typer.Context, as_json: AsJson = False) -> None:
    """List the messages to the endpoints, the latest last, with what became of each."""
    from dongmaeng.backend import endpoints as known
    from dongmaeng.shapes.endpoints import DeliveryShape, companies_of

    if context.invoked_subcommand:
        return
    options: Context = context.obj
    found = options.ask(known.sent)
    if as_json:
        print_json([DeliveryShape.of(delivery) for delivery in found])
        return
    if not found:
        console.print("No alert was sent yet.")
    for delivery in found:
        detail = delivery.last_error or (f"next try {seoul(delivery.next_attempt)}" if delivery.next_attempt else "")
        line = f"{seoul(delivery.created)}  {delivery.id}  {delivery.endpoint}  {delivery.event}  {delivery.status}"
        console.print(Text(f"{line}, {delivery.attempts} attempt(s)  {detail}".rstrip()))
        if companies := companies_of(delivery):
            console.print(Text(f"  {', '.join(companies)}", "dim"))


@app.command("log")
def log(context: typer.Context, id: Message, as_json: AsJson = False) -> None:
    """Say how each attempt to send a message ended: when, with what status and answer, and how long it took."""
    from dongmaeng.backend import endpoints as known
    from dongmaeng.shapes.endpoints import DeliveryLogShape

    options: Context = context.obj
    message = options.ask(lambda backend: known.message(backend, id))
    if as_json:
        print_json(DeliveryLogShape.of(message))
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
    from dongmaeng.backend import writes
    from dongmaeng.shapes.applied import ResentShape

    if bool(ids) == bool(since):
        raise Fault("give either messages or --since", usage=True)
    start = moment("--since", since)
    from_then = datetime.fromtimestamp(start, UTC) if start is not None else None
    options: Context = context.obj
    applied = options.ask(lambda backend: writes.resend(backend, ids or (), since=from_then, endpoint=endpoint))
    if as_json:
        print_json(ResentShape.of(applied))
    else:
        console.print("`dongmaeng run` sends them when it runs next." if applied.applied else taken_up(applied))


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
    from agents.alert.deliveries import DeliveryStatus
    from dongmaeng.shapes.endpoints import DeliveryShape

    options: Context = context.obj
    answer = options.ask(lambda backend: _test(backend, target, secret_env, allow_private))
    if as_json:
        print_json(DeliveryShape.of(answer))
    elif answer.status is DeliveryStatus.DELIVERED:
        console.print(f"Accepted with status {answer.last_status}, message {answer.id}.")
    if answer.status is not DeliveryStatus.DELIVERED:
        raise Fault(f"not accepted: {answer.last_error}")


async def _test(backend: Backend, target: str, secret_env: str | None, allow_private: bool) -> DeliveryState:
    from dongmaeng.backend import endpoints as known

    found = (await known.known_endpoints(backend)).values()
    endpoint = next((one.endpoint for one in found if target in (one.endpoint.id, one.endpoint.url)), None)
    return await known.test(backend, endpoint or _endpoint(target, secret_env, allow_private))


def _endpoint(url: str, secret_env: str | None, allow_private: bool) -> Endpoint:
    import base64
    import secrets

    from agents.alert.endpoints import SECRET_PREFIX
    from agents.urls import loggable

    fields: dict[str, Any] = {"id": "test", "url": url, "allow_private": allow_private, "secret_env": secret_env}
    if secret_env is None:
        errors.print("No --secret-env given: the event is signed with a secret made for this call.", style="yellow")
        fields["secret"] = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()  # 24: the least advised
    return endpoints_add.endpoint_of(fields, place=loggable(url, path=False))
