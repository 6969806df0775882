"""What every carrier promises, whichever one it is."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from search.elastic.state import ElasticState
from tests.servers.stores import drop_indices, new_settings
from topics.carrier import Tally
from topics.catalogue import CANDIDATES, PAGES
from topics.embedded.carrier import EmbeddedCarrier
from topics.embedded.journal import Journal
from topics.embedded.operations import JournalOperations
from topics.handling import Entry, Quarantined
from topics.kafka.carrier import KafkaCarrier
from topics.kafka.layout import Layout
from topics.kafka.producer import Message, Producer
from topics.outcome import Done, Drop, Later, Outcome, Quarantine, Retry
from topics.records import Article, Candidate, Page, now
from topics.stage import Stage, batch_stage, stage
from topics.state import State

AnyCarrier = EmbeddedCarrier | KafkaCarrier
MakeCarrier = Callable[[Sequence[Stage]], AnyCarrier]


@dataclass
class Bus:
    """A carrier of one kind, and what its topics hold beside it."""

    make: MakeCarrier
    write: Callable[[str, bytes], Awaitable[None]]
    """Writes bytes to a topic (by its name), whatever they are."""
    quarantined: Callable[[], AsyncIterator[Quarantined]]


@pytest.fixture(params=["embedded", "kafka", "kafka, state in elasticsearch"])
async def bus(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bus]:
    database = tmp_path / "dongmaeng.sqlite"
    if request.param == "embedded":
        journal = Journal(database)

        async def write(topic: str, value: bytes) -> None:
            journal.append([Entry(topic, "key", 1, value)])

        yield Bus(lambda stages: EmbeddedCarrier(database, stages), write, JournalOperations(journal, {}).quarantined)
        journal.close()
        return
    address = request.getfixturevalue("kafka_address")
    layout = Layout(f"test-{secrets.token_hex(4)}.", partitions=2)
    producer = Producer(address)

    async def send(topic: str, value: bytes) -> None:
        await producer.send([Message(layout.topic(topic), b"key", value)])

    async with KafkaCarrier(address, [], database, layout=layout) as carrier:
        await carrier.operations.create_topics()
        if request.param == "kafka":
            yield Bus(
                lambda stages: KafkaCarrier(address, stages, database, layout=layout),
                send,
                carrier.operations.quarantined,
            )
        else:
            url, settings = request.getfixturevalue("elasticsearch"), new_settings()

            def with_shared_state(stages: Sequence[Stage]) -> KafkaCarrier:
                state = ElasticState.at(url, settings, patient=True)
                return KafkaCarrier(address, stages, database, backing=state, layout=layout)

            yield Bus(with_shared_state, send, carrier.operations.quarantined)
            drop_indices(url, settings)
    await producer.close()


@pytest.fixture
def make_carrier(bus: Bus) -> MakeCarrier:
    return bus.make


def candidates(n: int) -> list[Candidate]:
    return [Candidate(url=f"https://example.com/{i}") for i in range(n)]


def page(candidate: Candidate) -> Page:
    return Page(id=candidate.url, url=candidate.url, final_url=candidate.url)


@stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=4)
async def fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
    yield page(candidate)


def collect(into: list[str]) -> Stage:
    @stage(reads=(PAGES,), name="collect")
    async def collected(p: Page, state: State) -> AsyncIterator[Article]:
        into.append(p.id)
        return
        yield

    return collected


async def run_until_idle(carrier: AnyCarrier, horizon: float = 0.0) -> None:
    async with asyncio.timeout(60):
        running = asyncio.create_task(carrier.run())
        await carrier.idle(horizon)
        carrier.stop()
        await running


async def test_records_of_a_key_keep_their_order_where_one_is_handled_at_a_time(make_carrier: MakeCarrier) -> None:
    got: list[str] = []

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def relay(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        yield Page(id=f"of {candidate.source}", url=candidate.url, final_url=candidate.url)

    @stage(reads=(PAGES,))
    async def collected(p: Page, state: State) -> AsyncIterator[Article]:
        got.append(p.url)
        return
        yield

    mixed = [Candidate(url=f"https://{n % 3}.example.com/{n}", source=str(n % 3)) for n in range(60)]
    async with make_carrier([relay, collected]) as carrier:
        await carrier.publish(mixed)
        await run_until_idle(carrier)
    assert len(got) == 60
    for source in "012":
        of_source = [c.url for c in mixed if c.source == source]
        assert [url for url in got if url in of_source] == of_source


async def test_every_record_is_counted_once_under_how_it_ended(make_carrier: MakeCarrier) -> None:
    @stage(reads=(CANDIDATES,), writes=(PAGES,), tries=2, concurrency=3)
    async def sort_out(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        match int(candidate.url.rsplit("/", 1)[1]) % 5:
            case 1:
                raise Drop("unwanted")
            case 2:
                raise Quarantine("poison")
            case 3:
                raise Retry("busy", after=0)
            case 4:
                raise ZeroDivisionError("a bug")
        yield page(candidate)

    async with make_carrier([sort_out]) as carrier:
        await carrier.publish(candidates(50))
        await run_until_idle(carrier, horizon=5)
        tally = (await carrier.tallies())["sort_out"]
    assert (tally.taken, tally.written, tally.done) == (50, 10, 10)
    assert tally.dropped == {"unwanted": 10}
    assert tally.retried == {"busy": 10, "ZeroDivisionError": 10}
    assert tally.quarantined == {"poison": 10, "busy": 10, "ZeroDivisionError": 10}


async def test_a_waiting_record_holds_up_nothing_behind_it(make_carrier: MakeCarrier) -> None:
    seen: list[str] = []

    @stage(reads=(CANDIDATES,))
    async def first_waits(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        seen.append(candidate.url)
        if candidate.url.endswith("/0"):
            raise Retry("later", after=3600)
        return
        yield

    async with make_carrier([first_waits]) as carrier:
        await carrier.publish(candidates(20))
        await run_until_idle(carrier)
        [position] = await carrier.positions()
    assert len(seen) == 20
    assert (position.lag, position.waiting) == (0, 1)


async def test_a_pause_that_is_no_failure_uses_up_no_try(make_carrier: MakeCarrier) -> None:
    calls = 0

    @stage(reads=(CANDIDATES,), tries=2)
    async def polite(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        nonlocal calls
        calls += 1
        if calls < 6:
            raise Retry("host busy", after=0, counts=False)
        return
        yield

    async with make_carrier([polite]) as carrier:
        await carrier.publish(candidates(1))
        await run_until_idle(carrier)
        assert (await carrier.tallies())["polite"].done == 1


async def test_a_slow_record_does_not_hold_up_those_beside_it(make_carrier: MakeCarrier) -> None:
    others_done = asyncio.Event()
    handled: list[str] = []

    @stage(reads=(CANDIDATES,), concurrency=2)
    async def uneven(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        if candidate.url.endswith("/0"):
            await others_done.wait()
        handled.append(candidate.url)
        if len(handled) == 19:
            others_done.set()
        return
        yield

    async with make_carrier([uneven]) as carrier:
        await carrier.publish(candidates(20))
        await run_until_idle(carrier)
    assert handled[-1].endswith("/0")


async def test_a_slow_record_does_not_fill_a_window_that_others_may_use(make_carrier: MakeCarrier) -> None:
    others_done = asyncio.Event()
    handled: list[str] = []

    @stage(reads=(CANDIDATES,), concurrency=2, window=2)
    async def uneven(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        if candidate.url.endswith("/0"):
            await others_done.wait()
        handled.append(candidate.url)
        if len(handled) == 9:
            others_done.set()
        return
        yield

    async with make_carrier([uneven]) as carrier:
        await carrier.publish(candidates(10))
        await run_until_idle(carrier)
    assert handled[-1].endswith("/0")


async def test_no_more_records_are_handled_than_the_window_has_before_they_are_safe(
    make_carrier: MakeCarrier,
) -> None:
    ahead: list[int] = []
    handled = 0

    @stage(reads=(CANDIDATES,), concurrency=3, window=3)
    async def call(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        nonlocal handled
        handled += 1
        mine = handled
        safe = (await carrier.tallies()).get("call", Tally()).done
        ahead.append(mine - safe)
        return
        yield

    async with make_carrier([call]) as carrier:
        await carrier.publish(candidates(30))
        await run_until_idle(carrier)
    assert len(ahead) == 30
    assert max(ahead) <= 3


async def test_a_record_for_later_reaches_all_readers_when_due(make_carrier: MakeCarrier) -> None:
    got: list[str] = []

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def postpone(candidate: Candidate, state: State) -> AsyncIterator[Later]:
        yield Later(page(candidate), now() + timedelta(milliseconds=50))

    async with make_carrier([postpone, collect(got)]) as carrier:
        await carrier.publish(candidates(1))
        await run_until_idle(carrier, horizon=5)
    assert got == ["https://example.com/0"]


async def test_of_two_that_create_one_document_only_one_does(make_carrier: MakeCarrier) -> None:
    both_looked = asyncio.Barrier(2)
    first_look = True

    @stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=2)
    async def once(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        nonlocal first_look
        created = await state.create("seen", "same", {"by": candidate.url})
        if first_look:
            await both_looked.wait()
            first_look = False
        if created:
            yield page(candidate)

    async with make_carrier([once]) as carrier:
        await carrier.publish(candidates(2))
        await run_until_idle(carrier)
        tally = (await carrier.tallies())["once"]
    assert (tally.done, tally.written) == (2, 1)


async def test_state_of_a_handling_is_written_with_its_outputs_and_not_after_a_bug(make_carrier: MakeCarrier) -> None:
    @stage(reads=(CANDIDATES,), tries=1)
    async def remember(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        await state.put("seen", candidate.url, {"n": 1})
        if candidate.url.endswith("/1"):
            raise ZeroDivisionError
        return
        yield

    async with make_carrier([remember]) as carrier:
        await carrier.publish(candidates(2))
        await run_until_idle(carrier)
        assert [key async for key, _ in carrier.state.scan("seen")] == ["https://example.com/0"]


async def test_a_batch_gives_each_record_its_own_ending(make_carrier: MakeCarrier) -> None:
    sizes: list[int] = []

    @batch_stage(reads=(CANDIDATES,), batch=10, tries=1, name="bulk")
    async def bulk(batch: Sequence[Candidate], state: State) -> Sequence[Outcome]:
        sizes.append(len(batch))
        return [Quarantine("poison") if c.url.endswith("/3") else Done() for c in batch]

    async with make_carrier([bulk]) as carrier:
        await carrier.publish(candidates(30))
        await run_until_idle(carrier)
        tally = (await carrier.tallies())["bulk"]
    assert sum(sizes) == 30
    assert max(sizes) <= 10
    assert (tally.done, tally.quarantined) == (29, {"poison": 1})


async def test_a_second_run_goes_on_where_the_first_stopped(make_carrier: MakeCarrier) -> None:
    got: list[str] = []
    async with make_carrier([fetch, collect(got)]) as carrier:
        await carrier.publish(candidates(30))
        await run_until_idle(carrier)
    async with make_carrier([fetch, collect(got)]) as carrier:
        await carrier.publish([Candidate(url="https://example.com/last")])
        await run_until_idle(carrier)
    assert sorted(got) == sorted([c.url for c in candidates(30)] + ["https://example.com/last"])


async def test_stopping_finishes_what_is_in_flight_and_leaves_the_rest(make_carrier: MakeCarrier) -> None:
    got: list[str] = []
    started, go_on = asyncio.Event(), asyncio.Event()

    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def held(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        started.set()
        await go_on.wait()
        yield page(candidate)

    async with make_carrier([held]) as carrier:
        await carrier.publish(candidates(3))
        running = asyncio.create_task(carrier.run())
        await started.wait()
        carrier.stop()
        go_on.set()
        await running
        [position] = await carrier.positions()
        assert (await carrier.tallies())["held"].done == 1
        assert position.lag == 2
    async with make_carrier([held, collect(got)]) as carrier:
        await run_until_idle(carrier)
    assert len(got) == 3


async def test_poison_in_every_topic_ends_in_quarantine_with_its_cause_and_every_good_record_arrives(bus: Bus) -> None:
    got: list[str] = []
    busy: set[str] = set()

    def check(url: str, topic: str) -> None:
        match url.rsplit("/", 1)[1].split(" "):
            case ["set-aside", where] if where == topic:
                raise Quarantine("poison") from ValueError(f"the cause of {url}")
            case ["bug", where] if where == topic:
                raise ZeroDivisionError(f"the bug of {url}")
            case [number] if number.endswith("7") and f"{topic} {url}" not in busy:
                busy.add(f"{topic} {url}")
                raise Retry("busy", after=0)

    @stage(reads=(CANDIDATES,), writes=(PAGES,), concurrency=4, tries=2, name="fetch")
    async def checked_fetch(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        check(candidate.url, "candidates")
        broken = Page(id="\ud800", url=candidate.url, final_url=candidate.url)  # half a character: no bytes for it
        yield broken if candidate.url.endswith("/cannot be written") else page(candidate)

    @stage(reads=(PAGES,), tries=2, name="collect")
    async def checked_collect(p: Page, state: State) -> AsyncIterator[Article]:
        check(p.url, "pages")
        got.append(p.url)
        return
        yield

    good = candidates(200)
    poison = [f"{kind} {topic}" for kind in ("set-aside", "bug") for topic in ("candidates", "pages")]
    bad = [Candidate(url=f"https://example.com/{word}") for word in (*poison, "cannot be written")]
    async with bus.make([checked_fetch, checked_collect]) as carrier:
        await carrier.publish(good[:100])
        for topic in ("candidates", "pages"):
            await bus.write(topic, b"\x00\xff not a record")
        await carrier.publish(bad)
        await carrier.publish(good[100:])
        await run_until_idle(carrier, horizon=5)
        aside = {(q.stage, q.reason, q.entry.value[-30:]): q.cause async for q in bus.quarantined()}
        tallies = await carrier.tallies()
    assert sorted(got) == sorted(candidate.url for candidate in good)
    reasons = ("poison", "ZeroDivisionError", "unreadable record")
    assert sorted((stage, reason) for stage, reason, _ in aside) == sorted(
        [(stage, reason) for stage in ("fetch", "collect") for reason in reasons]
        + [("fetch", "PydanticSerializationError")]
    )
    for (stage_name, reason, _), cause in aside.items():
        topic = "candidates" if stage_name == "fetch" else "pages"
        expected = {
            "poison": f"ValueError: the cause of https://example.com/set-aside {topic}",
            "ZeroDivisionError": f"the bug of https://example.com/bug {topic}",
            "unreadable record": f"not a {topic.title().removesuffix('s')}",
        }
        assert expected.get(reason, "surrogates") in cause
    assert tallies["fetch"].retried == {"busy": 20, "ZeroDivisionError": 1, "PydanticSerializationError": 1}
    assert tallies["collect"].retried == {"busy": 20, "ZeroDivisionError": 1}
