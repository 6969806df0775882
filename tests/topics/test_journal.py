"""What only the embedded journal promises: retention, replay, release, poison bytes, a full disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.catalogue import CANDIDATES, ENDINGS, PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.embedded.journal import Journal
from topics.embedded.replay import replay
from topics.handling import Effects, Entry, Quarantined, Waiting
from topics.outcome import Later, Output, Quarantine, Retry
from topics.records import Candidate, Page, now
from topics.stage import stage
from topics.state import State

READS = {"fetch": ("candidates",)}
OLD = 400 * 86_400  # seconds: beyond every retention


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.sqlite")
    yield journal
    journal.close()


def entry(value: bytes = b"{}", topic: str = "candidates") -> Entry:
    return Entry(topic, "key", 1, value)


def age(journal: Journal, seconds: float) -> None:
    journal.connection.execute("UPDATE journal SET written = written - ?", (seconds,))


def pass_all(journal: Journal) -> None:
    entries = journal.after(["candidates"], 0, 10_000)
    journal.commit([Effects("fetch", e, "done") for e in entries], {"fetch": entries[-1].seq or 0})


@given(st.binary(max_size=3_000))
def test_any_bytes_come_back_as_they_were_written(value: bytes) -> None:
    journal = Journal(Path(":memory:"))
    journal.append([entry(value)])
    [found] = journal.after(["candidates"], 0, 10)
    assert found.value == value
    journal.close()


def test_a_record_keeps_its_trace_wherever_it_waits(journal: Journal) -> None:
    traced = Entry("candidates", "key", 1, b"{}", trace="00-" + "a" * 32 + "-" + "b" * 16 + "-01")
    journal.append([traced])
    [found] = journal.after(["candidates"], 0, 10)
    aside = Effects("fetch", found, "quarantined", quarantined=Quarantined("fetch", found, "broken", "cause"))
    journal.commit([aside], {"fetch": found.seq or 0})
    [kept] = journal.quarantine.records()
    journal.quarantine.release([kept.id])
    [again] = journal.retries.due("fetch", set(), 10)
    [waiting] = journal.retries.waiting(["key"])
    [(seen, _)] = journal.tail("candidates", 1)
    assert {one.trace for one in (found, kept.entry, again, waiting.entry, seen)} == {traced.trace}
    journal.retries.wait([Waiting(traced, 0.0, "later", None, 0)])
    assert journal.retries.promote() == {"candidates"}
    assert [one.trace for one in journal.after(["candidates"], 0, 10)] == [traced.trace] * 2


def test_a_file_from_before_traces_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    before = apsw.Connection(str(path))
    tables = files("topics.embedded").joinpath("schema.sql").read_text("utf-8")
    before.execute(tables.replace(",\n  trace TEXT NOT NULL DEFAULT ''", ""))
    before.execute("INSERT INTO journal VALUES (1, 'candidates', 'key', 1, x'7b7d', 0)")
    before.pragma("user_version", 1)
    before.close()
    journal = Journal(path)
    journal.append([Entry("candidates", "key", 1, b"{}", trace="t")])
    assert [one.trace for one in journal.after(["candidates"], 0, 10)] == ["", "t"]
    journal.close()


def test_retention_removes_what_every_reader_has_passed_and_nothing_else(journal: Journal) -> None:
    journal.append([entry()] * 3)
    age(journal, OLD)
    assert journal.clean(READS, None) == 0
    pass_all(journal)
    journal.append([entry()])
    assert journal.clean(READS, None) == 3
    assert len(journal.after(["candidates"], 0, 10)) == 1


def test_a_topic_whose_readers_are_not_here_is_left_alone(journal: Journal) -> None:
    journal.append([entry(topic="pages")])
    age(journal, OLD)
    assert journal.clean(READS, None) == 0


def test_what_no_stage_reads_is_kept_for_people_until_it_is_old(journal: Journal) -> None:
    journal.append([entry(topic="endings")])
    age(journal, ENDINGS.retention.total_seconds() - 60)
    assert journal.clean(READS, None) == 0
    age(journal, 120)
    assert journal.clean(READS, None) == 1


def test_a_journal_that_is_too_large_loses_the_oldest_handled_records_early(journal: Journal) -> None:
    noise = [bytes([n % 251]) * 3 + n.to_bytes(4, "big") * 20_000 for n in range(40)]
    journal.append([entry(value[:900]) for value in noise] * 30)
    age(journal, 3_600)
    pass_all(journal)
    journal.append([entry()])
    assert journal.clean(READS, 1 << 16) == 1_200
    assert len(journal.after(["candidates"], 0, 10_000)) == 1


def test_expired_state_is_gone_at_once_and_then_removed(journal: Journal) -> None:
    journal.store({("seen", "a"): ("{}", 1.0), ("seen", "b"): ("{}", None)}, set())
    assert journal.document("seen", "a") is None
    journal.clean(READS, None)
    assert journal.connection.execute("SELECT key FROM state").fetchall() == [("b",)]


async def test_a_replayed_record_reaches_the_stage_again_and_is_quiet(tmp_path: Path) -> None:
    seen: list[bool] = []

    @stage(reads=(PAGES,))
    async def clean(page: Page, state: State) -> AsyncIterator[Page]:
        seen.append(page.quiet is not None)
        return
        yield

    async with EmbeddedCarrier(tmp_path / "journal.sqlite", [clean]) as carrier:
        await carrier.publish([Page(id="a", url="https://example.com/a", final_url="https://example.com/a")])
        running = asyncio.create_task(carrier.run())
        await carrier.idle()
        journal = Journal(tmp_path / "journal.sqlite")  # as the command line does, beside a running service
        assert replay(journal, PAGES, ["clean"], None, None) == 1
        journal.close()
        while len(seen) < 2:
            await asyncio.sleep(0.01)
        carrier.stop()
        await running
    assert seen == [False, True]


async def test_what_is_released_from_quarantine_is_handled_again(tmp_path: Path) -> None:
    poison = True

    @stage(reads=(CANDIDATES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        assert candidate.quiet is None  # what was never handled is as loud as it was
        if poison:
            raise Quarantine("poison") from ValueError("the cause")
        return
        yield

    async with EmbeddedCarrier(tmp_path / "journal.sqlite", [fetch]) as carrier:
        await carrier.publish([Candidate(url="https://example.com/a")])
        running = asyncio.create_task(carrier.run())
        await carrier.idle()
        [aside] = await carrier.read(lambda journal: list(journal.quarantine.records()))
        assert aside.reason == "poison"
        assert "ValueError: the cause" in aside.cause
        poison = False
        journal = Journal(tmp_path / "journal.sqlite")
        assert journal.quarantine.release([aside.id]) == 1
        journal.close()
        await carrier.idle()
        carrier.stop()
        await running
        assert await carrier.read(lambda journal: list(journal.quarantine.records())) == []
        assert (await carrier.tallies())["fetch"].done == 1


async def test_an_unreadable_record_is_set_aside_as_its_bytes(tmp_path: Path) -> None:
    @stage(reads=(CANDIDATES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        return
        yield

    journal = Journal(tmp_path / "journal.sqlite")
    journal.append([entry(b"\x78\xff not a record"), entry(Candidate(url="https://a.kr/1").model_dump_json().encode())])
    journal.close()
    async with EmbeddedCarrier(tmp_path / "journal.sqlite", [fetch]) as carrier:
        running = asyncio.create_task(carrier.run())
        await carrier.idle()
        carrier.stop()
        await running
        [aside] = await carrier.read(lambda journal: list(journal.quarantine.records()))
        assert (aside.reason, aside.entry.value) == ("unreadable record", b"\x78\xff not a record")
        assert (await carrier.tallies())["fetch"].done == 1


async def test_a_full_disk_pauses_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.embedded.carrier.FULL_DISK_PAUSE", 0.01)
    written = Journal.commit
    refusals = 3

    def full_for_a_while(self: Journal, effects: list[Effects], positions: dict[str, int]) -> list[Effects]:
        nonlocal refusals
        if refusals:
            refusals -= 1
            raise apsw.FullError("database or disk is full")
        return written(self, effects, positions)

    monkeypatch.setattr(Journal, "commit", full_for_a_while)

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        yield Page(id=candidate.url, url=candidate.url, final_url=candidate.url)

    async with EmbeddedCarrier(tmp_path / "journal.sqlite", [fetch]) as carrier:
        await carrier.publish([Candidate(url=f"https://example.com/{n}") for n in range(10)])
        running = asyncio.create_task(carrier.run())
        await carrier.idle()
        carrier.stop()
        await running
        assert (await carrier.tallies())["fetch"].written == 10


async def test_a_failure_of_the_carrier_itself_ends_its_run_with_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Journal, effects: list[Effects], positions: dict[str, int]) -> list[Effects]:
        raise apsw.CorruptError("database disk image is malformed")

    monkeypatch.setattr(Journal, "commit", broken)

    @stage(reads=(CANDIDATES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        return
        yield

    async with EmbeddedCarrier(tmp_path / "journal.sqlite", [fetch]) as carrier:
        await carrier.publish([Candidate(url="https://example.com/a")])
        with pytest.raises(apsw.CorruptError):
            await carrier.run()


def test_a_document_that_is_there_already_is_not_created_again(journal: Journal) -> None:
    effect = Effects("fetch", entry(), "done", documents={("seen", "a"): ("{}", None)}, created={("seen", "a")})
    assert journal.commit([effect], {"fetch": 0}) == []
    assert journal.commit([effect], {"fetch": 0}) == [effect]
    assert journal.progress.tallies()["fetch"].done == 1


async def test_a_clock_that_was_a_year_ahead_lets_nothing_wait_for_a_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = 365 * 86_400.0
    monkeypatch.setattr(time, "time", lambda real=time.time: real() + ahead)
    seen: list[str] = []

    @stage(reads=(CANDIDATES,), writes=(CANDIDATES,))
    async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Output]:
        seen.append(candidate.url)
        if len(seen) == 1:
            yield Later(Candidate(url="later"), now() + timedelta(seconds=ahead + 0.5))
            yield Candidate(url="retried")
        elif seen[-1] == "retried" and seen.count("retried") == 1:
            raise Retry("host busy", after=0.5, counts=False)

    async with EmbeddedCarrier(tmp_path / "journal.sqlite", [fetch]) as carrier:
        await carrier.publish([Candidate(url="first")])
        running = asyncio.create_task(carrier.run())
        while len(seen) < 2:
            await asyncio.sleep(0.01)
        ahead = 0.0
        async with asyncio.timeout(20):
            while sorted(seen) != ["first", "later", "retried", "retried"]:
                await asyncio.sleep(0.01)
        carrier.stop()
        await running


def test_positions_cost_the_same_however_much_is_handled(journal: Journal) -> None:
    steps = 0

    def count() -> bool:
        nonlocal steps
        steps += 1
        return False  # go on

    def cost() -> int:
        nonlocal steps
        steps = 0
        [position] = journal.positions(READS)
        assert (position.lag, position.position) == (3, position.end - 3)
        return steps

    journal.connection.set_progress_handler(count, 10)
    costs = []
    for handled in (10, 2_000):
        journal.append(entry() for _ in range(handled))
        journal.commit([], {"fetch": journal.end(["candidates"])})
        journal.append(entry() for _ in range(3))
        costs.append(cost())
    assert costs[1] <= costs[0] + 2
