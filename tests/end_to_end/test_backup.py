"""A backup of a service under load: killed, and restored elsewhere, it goes on where that was and tells nobody twice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest

from dongmaeng.demo import Receiver
from tests.command_line import CommandLine
from tests.end_to_end.deals import DEALS, Newsroom, deals, told
from tests.waiting import wait_until, wait_until_same

pytestmark = pytest.mark.long

SETTLE = 240.0  # seconds for the service to come to rest on a busy machine


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with ExitStack() as stack:
        yield Newsroom(stack)


def test_restored_elsewhere_it_goes_on_where_the_backup_was_and_tells_nobody_twice(
    command_line: CommandLine, newsroom: Newsroom
) -> None:
    other = ("--data-dir", "other")

    def found() -> int:
        total: int = command_line.json(*other, "search", "after:2020-01-01")["total"]
        return total

    with Receiver() as receiver:
        command_line.configure(newsroom.settings(receiver))
        with newsroom.at_work():
            with command_line.service() as service:
                newsroom.publish("before")
                wait_until_same(lambda: told(receiver), deals("before"), SETTLE)
                assert command_line.json("backup", "kept")["bytes"] > 0
                newsroom.publish("between")
                wait_until_same(lambda: told(receiver), deals("before", "between"), SETTLE)
                service.kill()
            restored = command_line.json(*other, "restore", "kept")
            until = datetime.fromisoformat(restored["told_until"]).timestamp() + 1  # it is told to the second
            wait_until(lambda: time.time() // 1 > until, 10.0)
            with command_line.service(data_dir="other"):
                newsroom.publish("after")
                wait_until_same(lambda: told(receiver), deals("before", "between", "after"), SETTLE)
        with command_line.service(data_dir="other"):
            wait_until_same(found, len(newsroom.urls), SETTLE)
        assert told(receiver) == deals("before", "between", "after")
        ids = {one.id for one in receiver.deliveries}

        listed = {one["id"]: one for one in command_line.json(*other, "alerts")}
        [withheld] = [one for one in listed.values() if one["status"] == "dead"]
        assert set(withheld["companies"]) == set(DEALS["between"][:2])
        assert "may have been told before the state was restored" in withheld["last_error"]
        assert ids == listed.keys(), "a receiver knows what it was sent before by its id"
        known = Counter(
            frozenset(member["name"] for member in one["members"]) for one in command_line.json(*other, "alliances")
        )
        assert known == deals("before", "between", "after")

        command_line.run(*other, "alerts", "resend", withheld["id"])
        with command_line.service(data_dir="other"):
            wait_until_same(lambda: told(receiver)[frozenset(DEALS["between"][:2])], 2, SETTLE)
        assert {one.id for one in receiver.deliveries} == ids
