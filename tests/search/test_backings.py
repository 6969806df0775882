"""What every place for state promises, whichever one it is."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.elastic.settings import ElasticSettings
from search.elastic.state import ElasticState
from tests.topics.backings import KEYS, Step, after, contents, steps
from topics.buffered import Backing, BufferedState, CommittedState, Key
from topics.embedded.carrier import JournalThread
from topics.embedded.state import JournalState

_spaces = (f"s{n}" for n in itertools.count())


@pytest.fixture(params=["journal", "elastic"])
async def connect(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Callable[[], Backing]]:
    """Gives one more user of the same state."""
    if request.param == "journal":
        thread = JournalThread(tmp_path / "d.sqlite")
        yield lambda: JournalState(thread.ask)
        thread.close()
        return
    url = request.getfixturevalue("elasticsearch")
    given_settings: ElasticSettings = request.getfixturevalue("elastic_settings")
    opened: list[ElasticState] = []

    def another() -> Backing:
        opened.append(ElasticState.at(url, given_settings))
        return opened[-1]

    yield another
    for state in opened:
        await state.close()


@pytest.fixture
def space() -> str:
    """A space of the state that no other test has."""
    return next(_spaces)


async def test_a_document_is_there_at_once_and_gone_at_once(connect: Callable[[], Backing], space: str) -> None:
    one, other = CommittedState(connect()), CommittedState(connect())
    assert await one.get(space, "https://a.kr/rss") is None
    await one.put(space, "https://a.kr/rss", {"etag": "1", "seen": ["가", "나"], "share": 0.1})
    assert await other.get(space, "https://a.kr/rss") == {"etag": "1", "seen": ["가", "나"], "share": 0.1}
    assert await other.get(f"{space} other", "https://a.kr/rss") is None
    await other.put(space, "https://a.kr/rss", {"etag": "2"})
    assert await one.get(space, "https://a.kr/rss") == {"etag": "2"}
    await one.delete(space, "https://a.kr/rss")
    await one.delete(space, "https://a.kr/rss")
    assert await other.get(space, "https://a.kr/rss") is None


async def test_of_many_that_create_one_document_one_does(connect: Callable[[], Backing], space: str) -> None:
    states = [CommittedState(connect()) for _ in range(4)]
    created = await asyncio.gather(*(state.create(space, "u", {"by": n}) for n, state in enumerate(states)))
    assert sum(created) == 1
    assert await states[0].get(space, "u") == {"by": created.index(True)}


async def test_an_expired_document_is_gone_and_can_be_created_once(connect: Callable[[], Backing], space: str) -> None:
    states = [CommittedState(connect()) for _ in range(4)]
    past = datetime.now(UTC) - timedelta(seconds=1)
    await states[0].put(space, "u", {"by": "old"}, expires=past)
    assert await states[1].get(space, "u") is None
    assert [key async for key, _ in states[0].scan(space)] == []
    created = await asyncio.gather(*(state.create(space, "u", {"by": n}) for n, state in enumerate(states)))
    assert sum(created) == 1
    assert await states[0].create(space, "u", {}) is False


async def test_many_documents_are_read_at_once_and_as_the_handling_sees_them(
    connect: Callable[[], Backing], space: str
) -> None:
    backing = connect()
    state = CommittedState(backing)
    for key in ("b", "a", "gone", "가"):
        await state.put(space, key, {"key": key})
    await state.put(space, "old", {}, expires=datetime.now(UTC) - timedelta(seconds=1))
    wanted = ["가", "old", "a", "none", "gone"]
    assert list((await state.get_many(space, wanted)).items()) == [(key, {"key": key}) for key in ("가", "a", "gone")]
    assert await state.get_many(space, []) == {}
    await backing.forget_expired()
    handling = BufferedState(backing)
    await handling.put(space, "none", {"new": 1})
    await handling.delete(space, "gone")
    assert await handling.get_many(space, wanted) == {"가": {"key": "가"}, "a": {"key": "a"}, "none": {"new": 1}}


async def test_a_scan_gives_a_space_in_the_order_of_keys(connect: Callable[[], Backing], space: str) -> None:
    state = CommittedState(connect())
    for key in ("b2", "a", "b1", "c" * 600, "가"):
        await state.put(space, key, {"key": key})
    await state.put(f"{space} other", "b3", {})
    found = [(key, document) async for key, document in state.scan(space)]
    assert found == [(key, {"key": key}) for key in ("a", "b1", "b2", "c" * 600, "가")]
    assert [key async for key, _ in state.scan(space, "b")] == ["b1", "b2"]
    assert [key async for key, _ in state.scan(f"{space} none")] == []


async def test_a_worker_that_lost_its_partition_writes_no_state(connect: Callable[[], Backing], space: str) -> None:
    frozen, owner = connect(), connect()
    mine, seen, count = (space, "owner"), (space, "seen"), (space, "count")
    assert await frozen.write({mine: ("1", None)}, {mine}, {})
    assert await owner.write({mine: ("2", None)}, set(), {mine: "1"})
    assert not await frozen.write({seen: ("{}", None), count: ("1", None)}, {seen}, {mine: "1"})
    assert await owner.write({seen: ("[]", None), count: ("2", None)}, {seen}, {mine: "2"})
    assert await frozen.read_all(space, "") == [("count", "2"), ("owner", "2"), ("seen", "[]")]


async def test_writes_of_a_thousand_documents_are_one_step(connect: Callable[[], Backing], space: str) -> None:
    backing = connect()
    keys = [(space, f"{n:04}") for n in range(1500)]
    assert await backing.write({key: (key[1], None) for key in keys}, set(keys), {})
    assert not await backing.write(dict.fromkeys(keys, ("x", None)), {keys[-1]}, {})
    assert await backing.read_all(space, "") == [(key, key) for _, key in keys]
    assert await backing.write(dict.fromkeys(keys[1:]), set(), {keys[0]: "0000"})
    assert await backing.read_all(space, "") == [("0000", "0000")]


async def test_users_that_count_at_once_count_right(connect: Callable[[], Backing], space: str) -> None:
    async def count(backing: Backing, own: Key) -> None:
        for n in range(8):
            while True:
                text = await backing.read(space, "n")
                documents = {(space, "n"): (str(int(text or 0) + 1), None), own: (str(n + 1), None)}
                if await backing.write(
                    documents, *(({(space, "n")}, {}) if text is None else (set(), {(space, "n"): text}))
                ):
                    break

    await asyncio.gather(*(count(connect(), (space, f"by {n}")) for n in range(3)))
    assert await connect().read_all(space, "") == [("by 0", "8"), ("by 1", "8"), ("by 2", "8"), ("n", "24")]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=st.lists(st.tuples(steps(), st.booleans()), max_size=8))
async def test_any_writes_leave_what_a_model_holds(
    connect: Callable[[], Backing], taken: list[tuple[Step, bool]]
) -> None:
    space = next(_spaces)
    backings = connect(), connect()
    model: dict[Key, str] = {}

    def here(key: Key) -> Key:
        return f"{space} {key[0]}", key[1]

    for (documents, created, expected), which in taken:
        done = after(model, (documents, created, expected))
        written = await backings[which].write(
            {here(key): write for key, write in documents.items()},
            {here(key) for key in created},
            {here(key): text for key, text in expected.items()},
        )
        assert written == (done is not None)
        model = model if done is None else done
        held = {key: text for key in KEYS if (text := await backings[not which].read(*here(key))) is not None}
        assert contents(held) == contents(model)


async def test_what_has_expired_is_deleted_when_asked(elasticsearch: str, elastic_settings: ElasticSettings) -> None:
    state = ElasticState.at(elasticsearch, elastic_settings)
    space = next(_spaces)
    moment = time.time()
    await state.write({(space, "old"): ("1", moment - 1), (space, "new"): ("1", moment + 600)}, set(), {})
    await state.write({(space, "kept"): ("1", None)}, set(), {})
    assert await state.forget_expired() == 1
    assert await state.forget_expired() == 0
    assert [key for key, _ in await state.read_all(space, "")] == ["kept", "new"]
    await state.close()
