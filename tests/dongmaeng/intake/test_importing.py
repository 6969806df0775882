"""What an import hands over at once, and how it tells how far it is."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from dongmaeng.fault import Fault
from dongmaeng.intake.importing import Importing, Order, Room
from dongmaeng.intake.ledger import Ledger, ledger_of
from dongmaeng.intake.selection import Selection, selection
from dongmaeng.intake.targets import targets_of
from dongmaeng.items import Item
from topics.embedded.carrier import EmbeddedCarrier
from topics.embedded.journal import Journal
from topics.embedded.operations import JournalOperations
from topics.records import Page


class Stages(JournalOperations):
    """Operations beside stages that have handled all there is whenever they are asked."""

    def __init__(self, journal: Journal, shares: list[float]) -> None:
        super().__init__(journal, dict.fromkeys(("clean", "tag", "resolve", "index"), ("pages",)))
        self.importing: Importing | None = None
        self._own, self._shares = journal, shares

    async def reach(self, stages: Sequence[str], *, backfill: bool = False) -> dict:  # type: ignore[type-arg]
        assert self.importing is not None
        self._shares.append(self.importing.share)
        self._own.commit([], dict.fromkeys(stages, self._own.end(["pages"])))
        return await super().reach(stages, backfill=backfill)


def items(folder: Path, count: int) -> Path:
    file = folder / "items.jsonl"
    lines = [
        json.dumps({"id": str(n), "text": f"가람전자가 {n}번째 로봇을 내놓았다."}, ensure_ascii=False)
        for n in range(count)
    ]
    file.write_text("\n".join([*lines, "no item"]) + "\n", "utf-8")
    return file


async def run(folder: Path, order: Order, room: Room, refused: list[Item]) -> tuple[Importing, list[float], list[int]]:
    """Import beside stages that do all at once; how far it was at each look, and how many pages came together."""
    shares: list[float] = []
    together: list[int] = []
    database = folder / "dongmaeng.sqlite"

    class Counting(EmbeddedCarrier):
        async def publish(self, records: Sequence[Page], **more: object) -> None:  # type: ignore[override]
            together.append(len(records))
            await super().publish(records, **more)  # type: ignore[arg-type]

    journal = Journal(database)
    async with Counting(database, []) as carrier:
        operations = Stages(journal, shares)
        operations.importing = Importing(order, carrier, operations, room, refused=refused.append)
        await operations.importing.run()
        assert await ledger_of(carrier.state, order.key) is None
    journal.close()
    return operations.importing, shares, together


async def test_it_hands_over_some_at_once_and_says_how_far_it_is(tmp_path: Path) -> None:
    refused: list[Item] = []
    order = Order(targets_of([str(items(tmp_path, 25))]))
    importing, shares, together = await run(tmp_path, order, Room(20, 10), refused)
    assert [n for n in together if n] == [10, 10, 5]
    assert (importing.ledger.imported, importing.ledger.unreadable) == (25, 1)
    assert [item.fault.partition(":")[0] for item in refused] == ["items.jsonl line 26"]
    assert all(0 <= share < 1 for share in shares)
    assert importing.share == 1.0


async def test_a_page_that_no_cluster_takes_is_a_fault_of_its_own(tmp_path: Path) -> None:
    refused: list[Item] = []
    file = tmp_path / "items.jsonl"
    lines = [{"id": "large", "text": "가" * 5_000}, {"id": "small", "text": "가람전자가 로봇을 내놓았다."}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    importing, _, _ = await run(tmp_path, Order(targets_of([str(file)])), Room(20, 10, largest=4_000), refused)
    assert (importing.ledger.imported, importing.ledger.unreadable) == (1, 1)
    assert "more than the 4000 of the cluster" in refused[0].fault


@pytest.mark.parametrize("change", ["content", "time", "name"])
def test_an_order_is_another_once_its_file_is_changed(tmp_path: Path, change: str) -> None:
    file = items(tmp_path, 3)
    before = Order(targets_of([str(file)])).key
    assert Order(targets_of([str(file)])).key == before
    if change == "content":
        found = file.stat()
        file.write_text(file.read_text("utf-8").replace("로봇", "로켓"), "utf-8")
        os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
    elif change == "time":
        os.utime(file, (1, 1))
    else:
        file = file.rename(tmp_path / "others.jsonl")
    assert Order(targets_of([str(file)])).key != before


def test_an_order_is_another_with_other_options(tmp_path: Path) -> None:
    targets = targets_of([str(items(tmp_path, 3))])
    orders = [
        Order(targets),
        Order(targets, alert=True),
        Order(targets, selection(["a.example"])),
        Order(targets, selection(["b.example"])),
        Order(targets, selection([], "ko")),
    ]
    assert len({order.key for order in orders}) == len(orders)


def test_a_ledger_tells_what_came_of_it() -> None:
    ledger = Ledger(imported=3, unreadable=1)
    ledger.passed.update({"status 404": 1, "revisit record": 4})
    ledger.ended.update({"tag quarantined": 1, "clean dropped": 2})
    assert ledger.summary() == {
        "imported": 3,
        "unreadable": 1,
        "passed over": {"revisit record": 4, "status 404": 1},
        "clean dropped": 2,
        "tag quarantined": 1,
    }
    assert Ledger().summary() == {"imported": 0}
    assert Ledger.model_validate_json(ledger.model_dump_json()) == ledger


@pytest.mark.parametrize(("host", "language"), [("", "ko"), ("a b" * 100, ""), ("\udcff", ""), ("a.example", "korean")])
def test_wrong_filters_are_refused(host: str, language: str) -> None:
    with pytest.raises(Fault, match=r"--host|--language"):
        selection([host], language)


def test_hosts_may_be_named_as_people_do() -> None:
    for named in ("News.Example", "https://news.example/path", "*.news.example"):
        assert selection([named]) == Selection(frozenset({"news.example"}))
    for address in ("https://뉴스.example/1", f"https://www.{'뉴스'.encode('idna').decode()}.example/1"):
        assert selection(["뉴스.example"]).refuses_address(address) == ""
    assert selection(["뉴스.example"]).refuses_address("https://news.example/1") == "another host"
