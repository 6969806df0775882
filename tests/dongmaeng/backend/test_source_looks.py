"""A look that stores nothing: a state whose writes are forgotten."""

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dongmaeng.backend.source_looks import Overlay
from tests.fakes import MemoryState

KEYS = st.sampled_from(["a", "ab", "b", "ba"])
STEPS = st.tuples(st.sampled_from(["get", "put", "create", "delete", "scan"]), KEYS, st.integers(0, 9))


async def did(state: Any, step: tuple[str, str, int]) -> object:
    name, key, value = step
    match name:
        case "get":
            return await state.get("space", key)
        case "scan":
            return [pair async for pair in state.scan("space", key[0])]
        case "delete":
            return await state.delete("space", key)
        case _:
            return await getattr(state, name)("space", key, {"n": value})


async def everything(state: MemoryState) -> list[object]:
    return [pair async for pair in state.scan("space")]


@given(st.lists(STEPS), st.lists(STEPS))
def test_an_overlay_is_like_the_state_below_and_leaves_it_as_it_was(
    before: list[tuple[str, str, int]], steps: list[tuple[str, str, int]]
) -> None:
    async def run() -> None:
        below, model = MemoryState(), MemoryState()
        for step in before:
            assert await did(below, step) == await did(model, step)
        kept = await everything(below)
        overlay = Overlay(below)
        for step in steps:
            assert await did(overlay, step) == await did(model, step)
        assert await everything(below) == kept

    asyncio.run(run())


def test_an_overlay_over_nothing_is_a_state_of_its_own() -> None:
    async def run() -> None:
        overlay = Overlay(None)
        assert await overlay.get("space", "a") is None
        assert await overlay.create("space", "a", {})
        assert not await overlay.create("space", "a", {})
        assert [key async for key, _ in overlay.scan("space")] == ["a"]

    asyncio.run(run())
