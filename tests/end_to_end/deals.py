"""Newsrooms whose stories of deals a test publishes now, and what a receiver was told of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from dongmaeng.demo import Receiver
from tests.end_to_end.outlet import Outlet, signing, signing_retold
from topics.records import SEOUL

DEALS = {
    "before": ("가람전자", "누리통신", "가정용 로봇 공동 개발"),
    "between": ("다솔통신", "라온바이오", "유전자 분석 서비스"),
    "after": ("마루중공업", "새빛에너지", "해상 풍력 발전 사업"),
    "last": ("한빛전자", "바로물류", "무인 창고 구축"),
}


class Newsroom:
    """An outlet for each deal, one that tells it again, and a wire that publishes what is of no interest."""

    def __init__(self, stack: ExitStack) -> None:
        names = [*DEALS, "retold", "wire"]
        self.outlets = {
            name: stack.enter_context(Outlet(number, net="127.31.42")) for number, name in enumerate(names, 1)
        }
        self.urls: list[str] = []
        for outlet in self.outlets.values():
            outlet.lists()

    def publish(self, name: str) -> None:
        """Publish the story of a deal now."""
        published = _now()
        one, other, purpose = DEALS[name]
        title, sentences = signing(published, one, other, purpose=purpose)
        self._publish(name, f"/{name}.html", title, *sentences, published=published)

    def publish_again(self, name: str) -> None:
        """Publish another paper's story of a deal now."""
        published = _now()
        title, sentences = signing_retold(published, *DEALS[name][:2])
        self._publish("retold", f"/{name}.html", title, *sentences, published=published)

    def _publish(self, outlet: str, path: str, title: str, *sentences: str, published: datetime) -> None:
        paper = self.outlets[outlet]
        self.urls.append(paper.story(path, title, *sentences, outlet=f"{outlet} 신문", published=published))
        paper.lists((self.urls[-1], published))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The wire publishes a story every quarter of a second for as long as the context lasts."""
        over, wire = threading.Event(), self.outlets["wire"]
        items: list[tuple[str, datetime]] = []

        def work() -> None:
            while not over.wait(0.25):
                n, published = len(items), _now()
                told = f"나루시는 {n}번 도로의 공사를 마쳤다고 밝혔다.", f"공사는 {n * 3}일 동안 이어졌다."
                url = wire.story(f"/wire{n}.html", f"{n}번 도로 공사 끝", *told, published=published)
                items.append((url, published))
                wire.lists(*items)

        working = threading.Thread(target=work)
        working.start()
        try:
            yield
        finally:
            over.set()
            working.join()
            self.urls += [url for url, _ in items]

    def settings(self, receiver: Receiver, servers: str = "") -> str:
        """Settings with all outlets as sources and a receiver."""
        return (
            f"allow_private_addresses = true\n{servers}[fetch]\nhost_delay = 0\n[discover]\nmin_interval = 0.5\n"
            f'[[endpoints]]\nid = "desk"\nurl = "{receiver.url}"\nsecret = "{receiver.secret}"\nallow_private = true\n'
            + "".join(f'[[sources]]\nurl = "{one.feed}"\ninterval = 0.5\n' for one in self.outlets.values())
        )


def told(receiver: Receiver) -> Counter[frozenset[str]]:
    """How often each alliance, by its members, was told."""
    return Counter(frozenset(m["name"] for m in one.payload["data"]["members"]) for one in receiver.deliveries)


def deals(*names: str) -> Counter[frozenset[str]]:
    """Each of the deals once."""
    return Counter(frozenset(DEALS[name][:2]) for name in names)


def _now() -> datetime:
    return datetime.now(SEOUL).replace(microsecond=0)
