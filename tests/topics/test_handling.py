"""When a record that must wait comes back."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest

from topics.buffered import PendingState
from topics.catalogue import CANDIDATES, PAGES
from topics.handling import entry_of, handle
from topics.outcome import Retry
from topics.records import Candidate, Page
from topics.stage import stage
from topics.state import State


class Nothing:
    """No state at all."""

    async def read(self, space: str, key: str) -> str | None:
        return None

    async def read_all(self, space: str, prefix: str) -> list[tuple[str, str]]:
        return []


@pytest.mark.parametrize(("counts", "attempt"), [(False, 0), (True, 1)])
async def test_the_first_wait_is_short_whether_or_not_it_is_a_failure(counts: bool, attempt: int) -> None:
    @stage(reads=(CANDIDATES,), writes=(PAGES,))
    async def away(candidate: Candidate, state: State) -> AsyncIterator[Page]:
        raise Retry("away", counts=counts)
        yield

    before = time.time()
    (effect,) = await handle(away, [entry_of(Candidate(url="https://example.com/"))], PendingState(Nothing()))
    (waiting,) = effect.waiting
    assert waiting.attempt == attempt
    assert before < waiting.due < time.time() + 2  # the first of the delays, not the last
