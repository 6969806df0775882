"""What is published with documents, and how far its readers have come, on each carrier."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.topics.carriers import Bus, candidates, collect, fetch, page, run_until_idle
from topics.buffered import as_write
from topics.catalogue import PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.embedded.journal import Journal
from topics.embedded.operations import JournalOperations
from topics.handling import entry_of


async def test_documents_are_written_with_the_records(bus: Bus) -> None:
    key = ("imports", "one")
    async with bus.make([]) as carrier:
        await carrier.publish([page(c) for c in candidates(2)], backfill=True, documents={key: as_write({"at": 2})})
        assert await carrier.state.get(*key) == {"at": 2}
        assert len(await bus.operations.tail(PAGES, 10)) == 2
        await carrier.publish([], documents={key: None})
        assert await carrier.state.get(*key) is None
        assert len(await bus.operations.tail(PAGES, 10)) == 2


async def test_a_record_that_cannot_be_written_leaves_no_document(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "dongmaeng.sqlite")
    broken = entry_of(page(candidates(1)[0]))
    object.__setattr__(broken, "key", None)
    with pytest.raises(Exception, match="NOT NULL"):
        journal.append([broken], {("imports", "one"): as_write({"at": 1})})
    assert journal.document("imports", "one") is None
    journal.close()


async def test_records_of_some_keys_are_found(bus: Bus) -> None:
    pages = [page(c) for c in candidates(4)]
    async with bus.make([]) as carrier:
        await carrier.publish(pages)
    found = await bus.operations.of_keys(PAGES, {pages[1].id, pages[3].id, "none"}, 0.0)
    assert {stored.key for stored in found} == {pages[1].id, pages[3].id}


async def test_a_stage_has_passed_what_was_there_once_it_has_handled_it(tmp_path: Path) -> None:
    database = tmp_path / "dongmaeng.sqlite"
    journal = Journal(database)
    operations = JournalOperations(journal, {"fetch": ("candidates",), "collect": ("pages",)})
    got: list[str] = []
    async with EmbeddedCarrier(database, [fetch, collect(got)]) as carrier:
        before = await operations.reach(["fetch", "collect"])
        assert all(reach.has_passed(reach.ends) for reach in before.values())
        await carrier.publish(candidates(5))
        there = (await operations.reach(["fetch"]))["fetch"]
        assert not there.has_passed(there.ends)
        await run_until_idle(carrier)
        after = (await operations.reach(["fetch"]))["fetch"]
        assert after.has_passed(there.ends)
        led_to = (await operations.reach(["collect"]))["collect"]
        assert led_to.has_passed(led_to.ends)
        assert led_to.ends != before["collect"].ends
    journal.close()
