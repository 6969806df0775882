"""The parts of the Kafka carrier that need no cluster."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from aiokafka import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from topics.catalogue import ARTICLES, CANDIDATES, MENTIONS, PAGES
from topics.handling import Entry, Waiting
from topics.kafka.chunks import CHUNK, fetch_in_chunks
from topics.kafka.delays import due_by_this_clock
from topics.kafka.headers import LONGEST_CAUSE, Headers, read_headers
from topics.kafka.inbox import Inbox
from topics.kafka.layout import BACKFILL, DELAYS, LIVE, Layout
from topics.kafka.messages import message_waiting, next_stop
from topics.kafka.track import Fit, Track
from topics.kafka.watchdog import Standstill

LAYOUT = Layout("news.", replication=3)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


class TestTrack:
    @given(st.integers(0, 1000), st.permutations(range(30)))
    def test_the_position_is_the_first_offset_that_is_not_handled(self, start: int, order: list[int]) -> None:
        track = Track(start)
        for n in range(30):
            assert track.fit(start + n) is Fit.NEXT
            track.take(start + n)
        handled: set[int] = set()
        for n in order:
            track.handled(start + n)
            handled.add(n)
            assert track.position == start + min(set(range(31)) - handled)
        assert track.open == 0

    def test_offsets_that_do_not_exist_are_passed(self) -> None:
        track = Track(5)
        track.take(5)
        assert track.fit(9) is Fit.GAP
        track.take(9)
        track.handled(9)
        assert track.position == 5
        track.handled(5)
        assert track.position == 10

    def test_a_log_that_begins_later_is_taken_up_where_it_begins(self) -> None:
        track = Track(0)
        track.take(100)
        assert track.position == 100

    def test_a_record_that_comes_again_is_known(self) -> None:
        track = Track(0)
        track.take(0)
        assert track.fit(0) is Fit.REPEAT
        with pytest.raises(ValueError, match="taken before"):
            track.take(0)

    def test_what_was_never_taken_is_not_handled(self) -> None:
        track = Track(3)
        track.handled(3)
        track.handled(2)
        assert track.position == 3


class TestInbox:
    async def test_things_come_out_in_the_order_in_which_they_went_in(self) -> None:
        inbox: Inbox[int] = Inbox(10)
        await inbox.put([1, 2])
        await inbox.put([3])
        assert [inbox.take() for _ in range(3)] == [1, 2, 3]

    async def test_who_puts_waits_while_there_are_too_many(self) -> None:
        inbox: Inbox[int] = Inbox(2)
        await inbox.put([1, 2, 3])  # what comes together goes in together
        putting = asyncio.create_task(inbox.put([4]))
        await asyncio.sleep(0)
        assert inbox.take() == 1
        await asyncio.sleep(0)
        assert len(inbox) == 2
        assert inbox.take() == 2
        await putting
        assert [inbox.take(), inbox.take()] == [3, 4]

    async def test_who_waits_to_take_is_woken_by_a_thing_and_by_a_call(self) -> None:
        inbox: Inbox[int] = Inbox(2)
        waiting = asyncio.create_task(inbox.filled())
        await asyncio.sleep(0)
        await inbox.put([1])
        await waiting
        inbox.clear()
        waiting = asyncio.create_task(inbox.filled())
        await asyncio.sleep(0)
        inbox.wake()
        await waiting
        assert not inbox


class FakeConsumer:
    """As much of Faust's consumer as giving chunks needs."""

    flow_active = True
    should_stop = False
    sought = False

    def __init__(self, found: dict[TopicPartition, list[SimpleNamespace]]) -> None:
        self._found = found
        self._read_offset: dict[TopicPartition, int | None] = {}

    async def _wait_next_records(self, _: float) -> tuple[object, object]:
        return self._found, set(self._found)

    async def perform_seek(self) -> None:
        self.sought = True


class TestChunks:
    def app(self, counts: dict[int, int]) -> SimpleNamespace:
        found = {
            TopicPartition("t", partition): [
                SimpleNamespace(offset=offset, timestamp=0, timestamp_type=0) for offset in range(count)
            ]
            for partition, count in counts.items()
        }
        app = SimpleNamespace(consumer=FakeConsumer(found), consumer_generation_id=1)
        fetch_in_chunks(app)
        return app

    async def test_every_record_is_in_one_chunk_of_its_partition_in_order(self) -> None:
        counts = {0: 2 * CHUNK + 7, 1: 1, 2: 0}
        got: dict[int, list[int]] = {partition: [] for partition in counts}
        async for place, chunk in self.app(counts).consumer.getmany(timeout=1.0):
            assert len(chunk.records) <= CHUNK
            assert chunk.offset == chunk.records[-1].offset
            got[place.partition] += [record.offset for record in chunk.records]
        assert got == {partition: list(range(count)) for partition, count in counts.items()}

    async def test_what_belongs_to_another_generation_is_not_given(self) -> None:
        app = self.app({0: 2 * CHUNK})
        given = 0
        async for _ in app.consumer.getmany(timeout=1.0):
            given += 1
            app.consumer_generation_id += 1
        assert given == 1

    async def test_what_came_while_partitions_moved_is_fetched_again(self) -> None:
        app = self.app({0: 5})
        app.consumer.flow_active = False
        assert [chunk async for chunk in app.consumer.getmany(timeout=1.0)] == []
        assert app.consumer.sought


class TestHeaders:
    @given(
        st.builds(
            Headers,
            id=TEXT,
            type=TEXT,
            version=st.integers(1, 99),
            attempt=st.integers(0, 99),
            stage=TEXT,
            topic=TEXT,
            due=st.floats(0, 1e11),
            reason=TEXT,
            cause=TEXT,
            traceparent=TEXT,
        )
    )
    def test_they_come_back_as_they_were(self, headers: Headers) -> None:
        assert read_headers(headers.raw()) == headers

    @given(st.lists(st.tuples(st.sampled_from(["version", "attempt", "due", "stage", "x"]), st.binary(max_size=12))))
    def test_any_bytes_can_be_read(self, raw: list[tuple[str, bytes]]) -> None:
        read_headers(raw)

    def test_a_long_cause_keeps_its_end(self) -> None:
        cause = "a" * 2 * LONGEST_CAUSE + "the end"
        assert read_headers(Headers(cause=cause).raw()).cause.endswith("the end")


class TestLayout:
    @given(st.floats(0.001, 1e7))
    def test_a_record_waits_in_the_longest_delay_that_is_not_too_long(self, remaining: float) -> None:
        stop = next_stop(LAYOUT, "news.pages", remaining)
        fitting = [seconds for seconds in DELAYS if seconds <= remaining]
        assert LAYOUT.delays[stop] == max(fitting, default=min(DELAYS))

    def test_a_record_that_is_due_goes_where_it_belongs(self) -> None:
        assert next_stop(LAYOUT, "news.pages", 0.0) == "news.pages"

    def test_imported_stories_have_topics_of_their_own_up_to_the_registry(self) -> None:
        assert LAYOUT.topic("pages", BACKFILL) == "news.backfill.pages"
        assert LAYOUT.topic("mentions", BACKFILL) == "news.mentions"
        assert LAYOUT.logical("news.backfill.pages") == LAYOUT.logical("news.pages") == "pages"
        assert LAYOUT.reads((PAGES,), BACKFILL) == ["news.backfill.pages"]
        assert LAYOUT.reads((MENTIONS,), BACKFILL) == []
        assert LAYOUT.reads((CANDIDATES, ARTICLES), LIVE) == ["news.candidates", "news.articles"]

    def test_the_registry_has_one_partition_whatever_is_asked(self) -> None:
        planned = {topic.name: topic for topic in Layout("n.", partitions=12).planned()}
        assert planned["n.mentions"].partitions == 1
        assert planned["n.pages"].partitions == 12


class TestStandstill:
    def test_work_that_does_not_move_is_named_with_its_time(self) -> None:
        still = Standstill()
        assert still.look({"a": 5, "b": 5}, {"a": 9, "b": 5}, 0) == {}
        assert still.look({"a": 5, "b": 5}, {"a": 99, "b": 5}, 60) == {"a": 60}
        assert still.look({"a": 5, "b": 5}, {"a": 99, "b": 5}, 61) == {"a": 61}

    def test_every_move_begins_the_time_anew(self) -> None:
        still = Standstill()
        for moment in range(0, 600, 50):
            assert still.look({"a": moment}, {"a": 10_000}, moment) == {}

    def test_waiting_for_work_is_no_standstill(self) -> None:
        still = Standstill()
        still.look({"a": 5}, {"a": 5}, 0)
        assert still.look({"a": 5}, {"a": 6}, 1_000) == {}
        assert still.look({"a": 5}, {"a": 6}, 1_050) == {"a": 50}

    def test_while_the_cluster_does_not_answer_nobody_stands_still(self) -> None:
        still = Standstill()
        still.look({"a": 5}, {"a": 6}, 0)
        still.forget()
        assert still.look({"a": 5}, {"a": 6}, 100) == {}


class TestDueByThisClock:
    """When a record is due that has waited as long as its delay topic holds it back."""

    @given(st.floats(0, 1e6), st.sampled_from(DELAYS), st.floats(0, 60))
    def test_a_clock_that_is_right_changes_nothing(self, total: float, delay: float, late: float) -> None:
        written = 1.7e9
        due = written + total
        assert due_by_this_clock(due, written, delay, written + delay + late) == due

    @given(st.floats(0, 1e6), st.sampled_from(DELAYS), st.floats(120, 1e9))
    def test_what_a_clock_ahead_has_written_waits_no_longer_than_meant(
        self, total: float, delay: float, ahead: float
    ) -> None:
        moment = 1.7e9
        written = moment - delay + ahead
        assert due_by_this_clock(written + total, written, delay, moment) - moment == pytest.approx(total - delay)

    @given(st.floats(0, 1e6), st.floats(120, 1e9))
    def test_a_clock_put_back_before_a_wait_is_written_changes_how_long_it_is_no_more(
        self, total: float, ahead: float
    ) -> None:
        moment = 1.7e9
        waiting = Waiting(Entry("polls", "key", 1, b"{}"), moment + ahead + total, "later", None, 0, moment + ahead)
        message = message_waiting(waiting, LAYOUT, "news.polls", "", moment)
        assert message.topic == next_stop(LAYOUT, "news.polls", waiting.due_at(moment) - moment)
        assert waiting.due_at(moment) - moment == pytest.approx(total, abs=1e-3)
        assert read_headers(message.headers).due == pytest.approx(moment + total, abs=1e-3)
