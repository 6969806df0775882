"""`dongmaeng alerts listen`: a receiver on this machine that verifies what it is sent and prints it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from dongmaeng.cli.context import AsJson, console, errors, print_json
from dongmaeng.fault import Fault
from dongmaeng.times import seoul

if TYPE_CHECKING:
    from dongmaeng.demo import Receiver
    from dongmaeng.demo.receiver import ReceivedDelivery

SECRET = "LISTEN_SECRET"
PORT = 8090
LOOK = 3600.0  # seconds that nothing may come without anything being done about it


def listen(
    port: Annotated[int, typer.Option(help="Where to listen on this machine; 0: any free port.", min=0)] = PORT,
    secret_env: Annotated[
        str | None, typer.Option(help="The environment variable that holds the secret; else one is made.")
    ] = None,
    count: Annotated[int, typer.Option(help="End after so many messages; 0: go on until Ctrl-C.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """Receive, verify and print messages on this machine, until Ctrl-C."""
    from dongmaeng.demo import Receiver

    secret = os.environ.get(secret_env, "") if secret_env else None
    if secret == "":
        raise Fault(f"environment variable {secret_env} is not set", usage=True)
    if secret is not None:
        _check(secret, secret_env)
    try:
        receiver = Receiver(secret, port=port)
    except OSError as error:
        raise Fault(f"--port {port}: {error.strerror}", usage=True) from None
    with receiver:
        if not as_json:
            _invite(receiver, secret_env)
        _print(receiver, count, as_json)


def _print(receiver: Receiver, count: int, as_json: bool) -> None:
    """Print what is received until so many messages were verified."""
    seen = verified = 0
    while not count or verified < count:
        for delivery in receiver.more_than(seen, LOOK):
            seen += 1
            verified += delivery.verified
            if not delivery.verified:
                errors.print(Text(f"{seoul(delivery.time)}  refused: not signed with the secret given here", "yellow"))
            elif as_json:
                print_json(_json(delivery))
            else:
                _show(delivery)


def _check(secret: str, variable: str | None) -> None:
    from agents.alert.endpoints import Endpoint

    try:
        Endpoint.model_validate({"id": "listen", "url": "https://listen.invalid", "secret_env": variable}).secrets()
    except (ValueError, LookupError):
        raise Fault(f"environment variable {variable}: no base64 secret (whsec_…)", usage=True) from None


def _invite(receiver: Receiver, secret_env: str | None) -> None:
    console.print(f"Listening on {receiver.url}; Ctrl-C stops. To be sent messages, in another window:", soft_wrap=True)
    if secret_env is None:
        console.print(Text(f"  export {SECRET}={receiver.secret}", "dim"), soft_wrap=True)
    add = f"dongmaeng alerts add listen --url {receiver.url} --secret-env {secret_env or SECRET} --allow-private"
    console.print(Text(f"  {add}\n  dongmaeng alerts test listen", "dim"), soft_wrap=True)


def _show(delivery: ReceivedDelivery) -> None:
    console.print(Text.assemble((delivery.event, "bold"), f"  {delivery.id}  {seoul(delivery.time)}"))
    data = delivery.payload.get("data", {})
    members = [str(member.get("name")) for member in data.get("members", ())] if isinstance(data, dict) else []
    for line in (", ".join(members), str(data.get("evidence", ""))):
        if line:
            console.print(Text(f"  {line}", "dim"))


def _json(delivery: ReceivedDelivery) -> dict[str, Any]:
    return {"id": delivery.id, "at": seoul(delivery.time), **delivery.payload}
