"""A webhook is told of a source that cannot be read, once, killed or not, and once that it can be again."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta

from agents.discover.health import SourceHealth, save_health
from dongmaeng.demo import Receiver
from tests.command_line import CommandLine
from tests.waiting import wait_until
from topics.embedded.carrier import EmbeddedCarrier
from topics.records import now

SOURCE = "https://paper.example/rss"
HOUR = timedelta(hours=1)
SETTLE = 90.0  # seconds


def note(service: CommandLine, **what: object) -> None:
    """Have the state say how the looks at the source went; the next one is due in an hour."""
    moment = now()
    given = {"source": SOURCE, "last_look": moment, "next": moment + HOUR, **what}

    async def write() -> None:
        async with EmbeddedCarrier(service.home / "data" / "dongmaeng.sqlite", []) as carrier:
            await save_health(carrier.state, SourceHealth.model_validate(given))

    asyncio.run(write())


def test_a_webhook_is_told_of_a_blocked_source_once_and_once_that_it_recovered(command_line: CommandLine) -> None:
    with Receiver() as receiver:
        command_line.configure(
            f'[[sources]]\nurl = "{SOURCE}"\npublisher = "한빛일보"\n'
            f'[[endpoints]]\nid = "desk"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\nallow_private = true\n'
            'events = ["source.silent", "source.blocked", "source.changed", "source.recovered"]\n'
        )
        (command_line.home / "data").mkdir(mode=0o700)
        since = now() - 4 * HOUR
        note(command_line, failures=9, failing=since, last_error="forbidden", status=403, last_error_at=now())
        with command_line.service() as running:
            # A call whose answer was not kept before the kill is rightly made again; what is kept is told once.
            wait_until(lambda: [one["status"] for one in command_line.json("alerts")] == ["delivered"], SETTLE)
            running.send_signal(signal.SIGKILL)
            running.wait()
        note(command_line, last_success=now())
        with command_line.service():
            wait_until(lambda: len(receiver.acknowledged) > 1, SETTLE)
        told = [(one.event, one.payload["data"]["fault"]) for one in receiver.acknowledged]
    assert told == [("source.blocked", "refused"), ("source.recovered", "refused")]
