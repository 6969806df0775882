"""A state over another one: writes that are forgotten with it leave what is beneath as it was."""

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import MemoryState
from topics.buffered import BufferedState

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


async def everything(state: BufferedState) -> list[object]:
    return [pair async for pair in state.scan("space")]


@given(st.lists(STEPS), st.lists(STEPS))
def test_it_is_like_the_state_beneath_and_leaves_that_as_it_was(
    before: list[tuple[str, str, int]], steps: list[tuple[str, str, int]]
) -> None:
    async def run() -> None:
        beneath, model = BufferedState(None), MemoryState()
        for step in before:
            assert await did(beneath, step) == await did(model, step)
        kept = await everything(beneath)
        over = BufferedState(beneath)
        for step in steps:
            assert await did(over, step) == await did(model, step)
        assert await everything(beneath) == kept

    asyncio.run(run())
