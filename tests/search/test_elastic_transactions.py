"""Several documents in one step, whatever happens between any two requests: crashes, freezes, lost replies."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.elastic.by_id import Found, Replacement
from search.elastic.state import ElasticState
from tests.search.memory_documents import MemoryDocuments, MemoryIndex
from tests.topics.backings import KEYS, Step, after, contents, steps
from topics.buffered import Key


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.elastic.state.PATIENCE", 0.0)
    monkeypatch.setattr("search.elastic.state.LOOK", 0.0)


class Crash(BaseException):
    """The end of a worker at this request."""


def crash_at(request: int, moment: str) -> Callable[[str], Awaitable[None]]:
    """Ends the worker before or after the n-th request takes effect."""
    count = 0

    async def between(now: str) -> None:
        nonlocal count
        count += now == moment
        if count > request and now == moment:
            raise Crash

    return between


async def held_by(index: MemoryIndex) -> dict[Key, str]:
    state = ElasticState(MemoryDocuments(index))
    found = {("a", key): text for key, text in await state.read_all("a", "")}
    found |= {("b", key): text for key, text in await state.read_all("b", "")}
    assert contents(found) == contents({key: text for key in KEYS if (text := await state.read(*key)) is not None})
    return contents(found)


@settings(max_examples=150)
@given(st.lists(st.tuples(steps(), st.integers(0, 16), st.sampled_from(["before", "after"])), max_size=12))
async def test_a_worker_that_ends_at_any_request_leaves_a_write_done_or_not_begun(
    taken: list[tuple[Step, int, str]],
) -> None:
    index = MemoryIndex()
    model: dict[Key, str] = {}
    for step, request, moment in taken:
        worker = ElasticState(MemoryDocuments(index, crash_at(request, moment)))
        done = after(model, step)
        try:
            assert await worker.write(*step) == (done is not None)
        except Crash:
            now = await held_by(index)
            assert now in (contents(model), contents(model if done is None else done))
            model = now
            continue
        model = model if done is None else done
        assert await held_by(index) == contents(model)


@settings(max_examples=150)
@given(
    st.lists(steps(), min_size=1, max_size=3),
    steps(),
    st.sets(st.sampled_from(KEYS)),
    st.lists(steps(), min_size=1, max_size=3),
    st.integers(0, 30),
)
async def test_a_worker_frozen_at_any_request_does_all_of_its_write_or_nothing(
    before: list[Step], frozen: Step, known: set[Key], meanwhile: list[Step], request: int
) -> None:
    index = MemoryIndex()
    model: dict[Key, str] = {}
    for step in before:
        await ElasticState(MemoryDocuments(index)).write(*step)
        done = after(model, step)
        model = model if done is None else done
    frozen = frozen[0], set(), {key: model[key] for key in known if key in model}
    stopped, go_on = asyncio.Event(), asyncio.Event()
    count = 0

    async def freeze(_: str) -> None:
        nonlocal count
        count += 1
        if count > request:
            stopped.set()
            await go_on.wait()

    zombie = asyncio.create_task(ElasticState(MemoryDocuments(index, freeze)).write(*frozen))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({zombie, stopping}, return_when=asyncio.FIRST_COMPLETED)
    others = [await ElasticState(MemoryDocuments(index)).write(*step) for step in meanwhile]
    go_on.set()
    result = await zombie
    stopping.cancel()
    now = await held_by(index)
    assert (now, result, others) in _orders(model, frozen, meanwhile)


def _orders(
    model: dict[Key, str], frozen: Step, meanwhile: Sequence[Step]
) -> list[tuple[dict[Key, str], bool, list[bool]]]:
    """What may come of a write that takes effect somewhere between others."""
    possible = []
    for place in range(len(meanwhile) + 1):
        held, results = model, []
        for step in [*meanwhile[:place], frozen, *meanwhile[place:]]:
            done = after(held, step)
            results.append(done is not None)
            held = held if done is None else done
        result = results.pop(place)
        possible.append((contents(held), result, results))
    return possible


@settings(max_examples=80)
@given(st.lists(steps(), min_size=2, max_size=6), st.randoms(use_true_random=False))
async def test_workers_that_write_at_once_write_one_after_the_other(taken: list[Step], chance: random.Random) -> None:
    index = MemoryIndex()

    async def somebody_else(_: str) -> None:
        for _ in range(chance.randint(0, 3)):
            await asyncio.sleep(0)

    counters: list[Step] = [({("n", "n"): (str(n + 1), None)}, set(), {("n", "n"): str(n)}) for n in range(len(taken))]
    await ElasticState(MemoryDocuments(index)).write({("n", "n"): ("0", None)}, set(), {})
    done = []

    async def work(step: Step) -> None:
        worker = ElasticState(MemoryDocuments(index, somebody_else))
        for counter in counters:  # each takes the next number with its documents, whatever number that is
            if await worker.write(step[0] | counter[0], set(), counter[2]):
                done.append((int(counter[2]["n", "n"]), step))
                return

    for _ in range(len(taken)):
        await asyncio.gather(*(work(step) for step in taken if all(step is not other for _, other in done)))
    model: dict[Key, str] = {}
    for _, step in sorted(done, key=lambda one: one[0]):
        model = after(model, (step[0], set(), {})) or {}
    assert len(done) == len(taken)
    assert await held_by(index) == contents(model)


@settings(max_examples=80)
@given(st.randoms(use_true_random=False))
async def test_a_read_gives_nothing_older_than_the_last_write_that_was_done(chance: random.Random) -> None:
    index = MemoryIndex()
    written = 0

    async def somebody_else(_: str) -> None:
        for _ in range(chance.choice([0, 0, 1, 40])):  # at times long enough for several writes
            await asyncio.sleep(0)

    async def write() -> None:
        nonlocal written
        worker = ElasticState(MemoryDocuments(index, somebody_else))
        for n in range(1, 7):
            assert await worker.write({key: (str(n), None) for key in KEYS}, set(), {})
            written = max(written, n)

    async def read(key: Key) -> None:
        nonlocal written
        reader = ElasticState(MemoryDocuments(index, somebody_else))
        while written < 6:
            least = written
            found = int(await reader.read(*key) or 0)
            assert found >= least
            written = max(written, found)  # what one has seen, nobody finds undone

    await asyncio.gather(write(), *map(read, KEYS))


class Deaf(MemoryDocuments):
    """Its every write arrives, and is sent again because no reply comes; the second is refused."""

    async def replace(self, replacements: Sequence[Replacement]) -> list[Found | None]:
        await super().replace(replacements)
        return [None for _ in replacements]


@settings(max_examples=80)
@given(st.lists(steps(), max_size=8))
async def test_a_write_whose_replies_are_lost_is_known_to_be_done(taken: list[Step]) -> None:
    index = MemoryIndex()
    worker = ElasticState(Deaf(index))
    model: dict[Key, str] = {}
    for step in taken:
        done = after(model, step)
        assert await worker.write(*step) == (done is not None)
        model = model if done is None else done
    assert await held_by(index) == contents(model)


class Echoing(MemoryDocuments):
    """Its requests may arrive once more, much later."""

    def __init__(
        self, index: MemoryIndex, chance: random.Random, between: Callable[[str], Awaitable[None]] | None = None
    ) -> None:
        super().__init__(index, between)
        self._chance = chance
        self._sent: list[Replacement] = []

    async def replace(self, replacements: Sequence[Replacement]) -> list[Found | None]:
        for one in self._chance.sample(self._sent, min(len(self._sent), self._chance.randint(0, 4))):
            self._replace(one)
        self._sent += replacements
        return await super().replace(replacements)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(steps(), st.lists(steps(), max_size=2)), max_size=8),
    st.randoms(use_true_random=False),
)
async def test_a_request_that_arrives_once_more_changes_nothing(
    taken: list[tuple[Step, list[Step]]], chance: random.Random
) -> None:
    index = MemoryIndex()
    model: dict[Key, str] = {}
    left: list[Step] = []
    results: list[bool] = []
    rival = ElasticState(Echoing(index, chance))

    async def others(_: str) -> None:
        if left and chance.random() < 0.15:
            results.append(await rival.write(*left.pop(0)))

    worker = ElasticState(Echoing(index, chance, others))
    for step, rivals in taken:
        left[:], results[:] = rivals, []
        result = await worker.write(*step)
        now = await held_by(index)
        assert (now, result, results) in _orders(model, step, rivals[: len(results)])
        model = now


async def test_a_mark_seen_of_a_write_that_was_refused_counts_nothing_when_the_next_is_done() -> None:
    index = MemoryIndex()
    one, two, three = KEYS
    looked, go_on = asyncio.Event(), asyncio.Event()
    reads: list[asyncio.Task[str | None]] = []

    async def slow(moment: str) -> None:
        if moment == "after":
            looked.set()
            await go_on.wait()

    class Refused(MemoryDocuments):
        async def replace(self, replacements: Sequence[Replacement]) -> list[Found | None]:
            if not reads and len(replacements) > 1:
                await ElasticState(MemoryDocuments(index)).write({two: ("theirs", None)}, set(), {})
                done = await super().replace(replacements)
                reads.append(asyncio.create_task(ElasticState(MemoryDocuments(index, slow)).read(*one)))
                await looked.wait()
                return done
            return await super().replace(replacements)

    worker = ElasticState(Refused(index))
    assert not await worker.write({one: ("ours", None), two: ("ours", None)}, {two}, {})
    assert await worker.write({two: ("1", None), three: ("1", None)}, set(), {})
    go_on.set()
    assert await reads[0] is None


async def test_nothing_is_left_of_workers_that_stop_in_order() -> None:
    index = MemoryIndex()
    worker = ElasticState(MemoryDocuments(index))
    assert await worker.write(dict.fromkeys(KEYS, ("1", None)), set(KEYS), {})
    assert await worker.write(dict.fromkeys(KEYS), set(), {KEYS[0]: "1"})
    await worker.close()
    for found in index.documents.values():
        assert found.source is not None
        assert found.source.keys() <= {"space", "key", "expires", "once"}
