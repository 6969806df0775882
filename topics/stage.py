"""The stage contract: an async function over records that knows neither its neighbours nor its carrier.

    @stage(reads=(PAGES,), writes=(ARTICLES,))
    async def clean(page: Page, state: State) -> AsyncIterator[Article]: ...

A stage takes one record and yields records, or takes a batch and gives one outcome for each record of it. It ends in
other ways by raising `Drop`, `Retry` or `Quarantine`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from topics.catalogue import Topic
from topics.outcome import Done, Ending, Outcome, Output
from topics.state import State

WINDOW = 1_000  # records: while what some came to is being written others are handled, and few are repeated
Handle = Callable[[Any, State], AsyncIterator[Output]]
HandleBatch = Callable[[Sequence[Any], State], Awaitable[Sequence[Outcome]]]


@dataclass(frozen=True, slots=True)
class Stage:
    """A named step of the pipeline: what it reads, what it writes and how it handles records."""

    name: str
    reads: tuple[Topic, ...]
    writes: tuple[Topic, ...]
    handle: HandleBatch
    batch: int
    """How many records it takes at once."""
    concurrency: int
    """How many batches may be in flight at once; 1 keeps the order of records."""
    tries: int
    """How often a record is tried before it is quarantined."""
    window: Callable[[], int]
    """How many records may be handled, or be so just now, before what they came to is safe: a crash repeats these.

    Asked for each record, since it may depend on settings that are otherwise by now.
    """

    @property
    def is_written_at_once(self) -> bool:
        """Whether what a handling did outside should not be repeated, so that no commit waits for others."""
        return self.window() < WINDOW


def stage(
    *,
    reads: Sequence[Topic],
    writes: Sequence[Topic] = (),
    concurrency: int = 1,
    tries: int = 5,
    window: int | Callable[[], int] = WINDOW,
    name: str | None = None,
) -> Callable[[Handle], Stage]:
    """Make a stage of a function that takes one record and yields its outputs."""

    def wrap(handle: Handle) -> Stage:
        async def one(records: Sequence[Any], state: State) -> Sequence[Outcome]:
            return [await outcome_of(handle(record, state)) for record in records]

        return Stage(name or handle.__name__, tuple(reads), tuple(writes), one, 1, concurrency, tries, _asked(window))

    return wrap


def batch_stage(
    *,
    reads: Sequence[Topic],
    writes: Sequence[Topic] = (),
    batch: int,
    tries: int = 5,
    window: int | Callable[[], int] = WINDOW,
    name: str | None = None,
) -> Callable[[HandleBatch], Stage]:
    """Make a stage of a function that takes a batch and gives one outcome for each of its records."""

    def wrap(handle: HandleBatch) -> Stage:
        async def safe(records: Sequence[Any], state: State) -> Sequence[Outcome]:
            try:
                outcomes = await handle(records, state)
            except Exception as bug:
                return [bug] * len(records)
            if len(outcomes) != len(records):
                error = AssertionError(
                    f"{name or handle.__name__} gave {len(outcomes)} outcomes for {len(records)} records"
                )
                return [error] * len(records)
            return outcomes

        return Stage(name or handle.__name__, tuple(reads), tuple(writes), safe, batch, 1, tries, _asked(window))

    return wrap


def _asked(number: int | Callable[[], int]) -> Callable[[], int]:
    return number if callable(number) else lambda: number


async def outcome_of(outputs: AsyncIterator[Output]) -> Outcome:
    """Run a handler to its end and say how it ended."""
    try:
        return Done([output async for output in outputs])
    except Ending as ending:
        return ending
    except Exception as error:
        return error
