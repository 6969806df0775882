"""A backup of a service under load: killed, and restored elsewhere, it goes on where that was and tells nobody twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import pytest

from dongmaeng.demo import Receiver
from tests.command_line import CommandLine
from tests.end_to_end.outlet import Outlet, signing
from tests.waiting import wait_until, wait_until_same
from topics.records import SEOUL

SETTLE = 240.0  # seconds for the service to come to rest on a busy machine
DEALS = {
    "before": ("가람전자", "누리통신", "가정용 로봇 공동 개발"),
    "between": ("다솔통신", "라온바이오", "유전자 분석 서비스"),
    "after": ("마루중공업", "새빛에너지", "해상 풍력 발전 사업"),
}


class Newsroom:
    """Outlets whose stories the test publishes, and one that publishes without end what is of no interest."""

    def __init__(self, stack: ExitStack) -> None:
        self.outlets = {
            name: stack.enter_context(Outlet(number, net="127.31.42")) for number, name in enumerate(DEALS, 1)
        }
        self.wire = stack.enter_context(Outlet(9, net="127.31.42"))
        self.urls: list[str] = []
        for outlet in (*self.outlets.values(), self.wire):
            outlet.lists()

    def publish(self, name: str) -> None:
        """Publish the story of a deal now."""
        published = datetime.now(SEOUL).replace(microsecond=0)
        one, other, purpose = DEALS[name]
        title, sentences = signing(published, one, other, purpose=purpose)
        outlet = self.outlets[name]
        self.urls.append(outlet.story(f"/{name}.html", title, *sentences, published=published))
        outlet.lists((self.urls[-1], published))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The wire publishes a story every quarter of a second for as long as the context lasts."""
        over, items = threading.Event(), []

        def work() -> None:
            while not over.wait(0.25):
                number, published = len(items), datetime.now(SEOUL).replace(microsecond=0)
                told = f"나루시는 {number}번 도로의 공사를 마쳤다고 밝혔다.", f"공사는 {number * 3}일 동안 이어졌다."
                items.append(
                    (
                        self.wire.story(f"/wire{number}.html", f"{number}번 도로 공사 끝", *told, published=published),
                        published,
                    )
                )
                self.wire.lists(*items)

        working = threading.Thread(target=work)
        working.start()
        try:
            yield
        finally:
            over.set()
            working.join()
            self.urls += [url for url, _ in items]


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with ExitStack() as stack:
        yield Newsroom(stack)


def configure(command_line: CommandLine, newsroom: Newsroom, receiver: Receiver) -> None:
    feeds = [outlet.feed for outlet in (*newsroom.outlets.values(), newsroom.wire)]
    command_line.configure(
        "allow_private_addresses = true\n[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 0.5\n"
        f'[[endpoints]]\nid = "desk"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\nallow_private = true\n'
        + "".join(f'[[sources]]\nurl = "{feed}"\ninterval = 0.5\n' for feed in feeds)
    )


def told(receiver: Receiver) -> Counter[frozenset[str]]:
    return Counter(frozenset(m["name"] for m in one.payload["data"]["members"]) for one in receiver.deliveries)


def deals(*names: str) -> Counter[frozenset[str]]:
    return Counter(frozenset(DEALS[name][:2]) for name in names)


def test_restored_elsewhere_it_goes_on_where_the_backup_was_and_tells_nobody_twice(
    command_line: CommandLine, newsroom: Newsroom
) -> None:
    other = ("--data-dir", "other")

    def found() -> int:
        total: int = command_line.json(*other, "search", "after:2020-01-01")["total"]
        return total

    with Receiver() as receiver:
        configure(command_line, newsroom, receiver)
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
                wait_until(lambda: found() > 1, SETTLE)
        with command_line.service(data_dir="other"):
            wait_until_same(found, len(newsroom.urls), SETTLE)
        assert told(receiver) == deals("before", "between", "after")
        ids = {one.id for one in receiver.deliveries}

        listed = {one["id"]: one for one in command_line.json(*other, "alerts")}
        [withheld] = [one for one in listed.values() if one["status"] == "dead"]
        assert set(withheld["companies"]) == set(DEALS["between"][:2])
        assert "may have been told before the state was restored" in withheld["last_error"]
        assert withheld["id"] in ids, "a receiver knows it by its id"
        assert ids == listed.keys()
        known = Counter(
            frozenset(member["name"] for member in one["members"]) for one in command_line.json(*other, "alliances")
        )
        assert known == deals(*DEALS)

        command_line.run(*other, "alerts", "resend", withheld["id"])
        with command_line.service(data_dir="other"):
            wait_until_same(lambda: told(receiver)[frozenset(DEALS["between"][:2])], 2, SETTLE)
        assert {one.id for one in receiver.deliveries} == ids
