"""The state of a cluster is lost, or put back as it was: no worker starts before a person says so, nobody is told twice."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest
from elasticsearch import AsyncElasticsearch

from dongmaeng.demo import Receiver
from tests.command_line import CommandLine
from tests.end_to_end.deals import DEALS, Newsroom, deals, told
from tests.servers.stores import drop_indices, new_settings
from tests.waiting import wait_until, wait_until_same

pytestmark = pytest.mark.long

SETTLE = 240.0  # seconds for the service to come to rest on a busy machine


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with ExitStack() as stack:
        yield Newsroom(stack)


class Snapshots:
    """A repository of snapshots on the server's own disk, as documented."""

    def __init__(self, url: str, prefix: str) -> None:
        self._url = url
        self.state = f"{prefix}-state-v1"
        self._name = f"{prefix}-kept"

    def take(self) -> None:
        async def work(client: AsyncElasticsearch) -> None:
            repository = {"type": "fs", "settings": {"location": self._name}}
            await client.snapshot.create_repository(name=self._name, repository=repository)
            await client.snapshot.create(
                repository=self._name,
                snapshot="monday",
                indices=f"{self.state.rpartition('-state')[0]}-*",
                include_global_state=False,
                wait_for_completion=True,
            )

        self._run(work)

    def lose(self) -> None:
        self._run(lambda client: client.indices.delete(index=self.state))

    def restore(self) -> None:
        async def work(client: AsyncElasticsearch) -> None:
            await client.snapshot.restore(
                repository=self._name,
                snapshot="monday",
                indices=self.state,
                include_global_state=False,
                wait_for_completion=True,
            )

        self._run(work)

    def _run(self, work: Callable[[AsyncElasticsearch], Awaitable[object]]) -> None:
        async def whole() -> None:
            async with AsyncElasticsearch(self._url) as client:
                await work(client)

        asyncio.run(whole())


def accept(command_line: CommandLine) -> None:
    """What a worker, and a person, is told; then the person goes on."""
    refused = command_line.run("run", code=1).stderr.splitlines()[-1]
    assert "the state was lost or is older than the records" in refused
    assert "dongmaeng state accept" in refused
    found = json.loads(command_line.run("state", "check", "--json", code=1).stdout)
    assert any(one["group"].endswith(".resolve") and one["known"] < one["position"] for one in found)
    accepted = command_line.json("state", "accept")
    assert accepted["partitions"] == len(found)
    assert accepted["reports"] > 0
    assert command_line.json("state", "check") == []
    until = datetime.fromisoformat(accepted["told_until"]).timestamp() + 1  # it is told to the second
    wait_until(lambda: time.time() // 1 > until, 10.0)


def test_a_state_that_was_put_back_or_lost_tells_nobody_twice(
    command_line: CommandLine, newsroom: Newsroom, kafka_address: str, elasticsearch: str
) -> None:
    elastic = new_settings()
    servers = (
        f'bus = "kafka://{kafka_address}"\nstore = "{elasticsearch}"\n'
        f'[kafka]\nprefix = "test-{secrets.token_hex(4)}."\n[elastic]\nprefix = "{elastic.prefix}"\n'
    )
    snapshots = Snapshots(elasticsearch, elastic.prefix)
    try:
        with Receiver() as receiver:
            command_line.configure(newsroom.settings(receiver, servers))
            command_line.run("topics", "create")
            assert command_line.json("state", "check") == []
            assert command_line.json("state", "accept")["partitions"] == 0
            with command_line.service():
                newsroom.publish("before")
                wait_until_same(lambda: told(receiver), deals("before"), SETTLE)
            snapshots.take()
            with command_line.service():
                newsroom.publish("between")
                wait_until_same(lambda: told(receiver), deals("before", "between"), SETTLE)

            snapshots.lose()
            snapshots.restore()
            accept(command_line)
            with command_line.service():
                newsroom.publish("after")
                newsroom.publish_again("between")  # told already: another account of it is nothing new
                wait_until_same(lambda: told(receiver), deals("before", "between", "after"), SETTLE)
                wait_until(command_line.has_handled_all, SETTLE)

            snapshots.lose()
            accept(command_line)
            with command_line.service():
                newsroom.publish("last")
                wait_until_same(lambda: told(receiver), deals(*DEALS), SETTLE)
                wait_until(command_line.has_handled_all, SETTLE)
            assert told(receiver) == deals(*DEALS)
            assert len({one.id for one in receiver.deliveries}) == len(DEALS)
    finally:
        drop_indices(elasticsearch, elastic)
