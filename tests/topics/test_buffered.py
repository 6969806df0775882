"""What one handling reads ahead, under its own writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from topics.buffered import BufferedState, CommittedState, Documents, Key, PendingState


class Kept:
    """A backing in memory that counts its requests."""

    trouble = ""

    def __init__(self) -> None:
        self.requests = 0
        self.documents: Documents = {("one", "a"): ('{"n": 1}', None), ("two", "b"): ('{"n": 2}', None)}

    async def read(self, space: str, key: str) -> str | None:
        return (await self.read_many([(space, key)])).get((space, key))

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        self.requests += 1
        return {key: write[0] for key in keys if (write := self.documents.get(key))}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        self.requests += 1
        return [(k, write[0]) for (s, k), write in self.documents.items() if write and s == space]

    async def write(self, documents: Documents, created: set[Key], expected: Mapping[Key, str]) -> bool:
        self.documents |= documents
        return True

    async def forget_expired(self) -> int:
        return 0

    async def close(self) -> None:
        return


AHEAD = [("one", "a"), ("two", "b"), ("two", "none")]


async def test_what_is_read_ahead_is_one_request_over_all_spaces_also_for_what_is_not_there() -> None:
    kept = Kept()
    state = BufferedState(kept)
    await state.read_ahead(AHEAD)
    assert await state.get("one", "a") == {"n": 1}
    assert await state.get("two", "none") is None
    assert await state.get_many("two", ["b", "none"]) == {"b": {"n": 2}}
    assert kept.requests == 1
    assert await state.get_many("one", ["a", "c"]) == {"a": {"n": 1}}
    assert kept.requests == 2


async def test_what_a_handling_writes_goes_before_what_it_read_ahead() -> None:
    state = BufferedState(Kept())
    await state.read_ahead(AHEAD)
    await state.put("one", "a", {"n": 3})
    await state.delete("two", "b")
    assert not await state.create("one", "a", {"n": 4})
    assert await state.create("two", "none", {"n": 5})
    assert await state.get("one", "a") == {"n": 3}
    assert await state.get_many("two", ["b", "none"]) == {"none": {"n": 5}}


async def test_what_is_pending_is_read_ahead_too() -> None:
    pending = PendingState(Kept())
    pending.add({("one", "a"): ('{"n": 6}', None), ("two", "b"): None}, set())
    state = BufferedState(pending)
    await state.read_ahead(AHEAD)
    assert await state.get("one", "a") == {"n": 6}
    assert await state.get("two", "b") is None


async def test_a_state_that_lives_on_keeps_nothing_at_hand() -> None:
    kept = Kept()
    state = CommittedState(kept)
    await state.read_ahead(AHEAD)
    kept.documents["one", "a"] = ('{"n": 7}', None)
    assert await state.get("one", "a") == {"n": 7}
