"""What an owner of state remembers saves it waits and decides nothing: what it does is what the state as it is gives."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes import MemoryState
from topics.buffered import BufferedState, Documents, Key
from topics.remembered import Remembered
from topics.state import State

SPACE = "steps"


class Texts:
    """State texts in memory, and how often they were asked for."""

    def __init__(self, **steps: str) -> None:
        self.texts: dict[Key, str] = {}
        self.asked = 0
        for key, to in steps.items():
            self.texts[SPACE, key] = f'{{"to": "{to}"}}'

    async def read(self, space: str, key: str) -> str | None:
        return (await self.read_many([(space, key)])).get((space, key))

    async def read_many(self, keys: Collection[Key]) -> dict[Key, str]:
        self.asked += 1
        return {key: self.texts[key] for key in keys if key in self.texts}

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        raise AssertionError("asked by key alone")

    def keep(self, documents: Documents) -> None:
        for key, write in documents.items():
            if write is None:
                self.texts.pop(key, None)
            else:
                self.texts[key] = write[0]


async def walk(state: State) -> list[str]:
    """From the first step to the last, where it is noted."""
    way, at = ["a"], await state.get(SPACE, "a")
    while at is not None:
        way.append(str(at["to"]))
        at = await state.get(SPACE, way[-1])
    await state.put(SPACE, way[-1], {"to": f"{way[-1]}+"})
    return way


async def walked(remembered: Remembered, texts: Texts) -> list[str]:
    state = BufferedState(texts)
    way = await remembered.handle(state, walk)
    texts.keep(state.documents)
    return way


async def test_what_is_as_it_was_is_asked_for_once() -> None:
    remembered, texts = Remembered([SPACE]), Texts(a="b", b="c")
    assert await walked(remembered, texts) == ["a", "b", "c"]
    texts.asked = 0
    assert await walked(remembered, texts) == ["a", "b", "c", "c+"]
    assert texts.asked == 1


async def test_what_another_wrote_counts() -> None:
    remembered, texts = Remembered([SPACE]), Texts(a="b", b="c")
    await walked(remembered, texts)
    texts.texts |= Texts(b="x", x="y").texts
    assert await walked(remembered, texts) == ["a", "b", "x", "y"]
    del texts.texts[SPACE, "b"]
    assert await walked(remembered, texts) == ["a", "b"]


async def test_what_fails_on_what_is_no_longer_so_does_not_fail() -> None:
    remembered, texts = Remembered([SPACE]), Texts(a="b")

    async def refuse_b(state: State) -> Any:
        held = await state.get(SPACE, "a")
        if held == {"to": "b"}:
            raise ValueError("b")
        return held

    with pytest.raises(ValueError, match="b"):
        await remembered.handle(BufferedState(texts), refuse_b)
    texts.texts |= Texts(a="c").texts
    assert await remembered.handle(BufferedState(texts), refuse_b) == {"to": "c"}


async def test_a_handling_that_fails_writes_nothing() -> None:
    async def write_and_fail(state: State) -> None:
        await state.put(SPACE, "a", {"to": "b"})
        raise ValueError("no")

    state = MemoryState()
    remembered = Remembered([SPACE])
    with pytest.raises(ValueError, match="no"):
        await remembered.handle(state, write_and_fail)
    assert await state.get(SPACE, "a") is None
    assert await remembered.handle(state, lambda held: held.get(SPACE, "a")) is None


async def test_deletions_and_times_to_expire_reach_the_state() -> None:
    moment = datetime(2025, 3, 10, tzinfo=UTC)
    state = MemoryState(lambda: moment)
    await state.put(SPACE, "old", {})

    async def change(held: State) -> None:
        await held.delete(SPACE, "old")
        await held.put(SPACE, "brief", {}, expires=moment + timedelta(seconds=1))

    remembered = Remembered([SPACE])
    await remembered.handle(state, change)
    assert await state.get(SPACE, "old") is None
    assert await state.get(SPACE, "brief") == {}
    state.clock = lambda: moment + timedelta(seconds=2)
    assert await remembered.handle(state, lambda held: held.get(SPACE, "brief")) is None


async def test_only_so_much_is_remembered() -> None:
    remembered, texts = Remembered([SPACE], most=30), Texts(a="b", b="c", c="d")
    for _ in range(3):
        await walked(remembered, texts)
    assert sum(map(len, remembered._texts.values())) <= 30
