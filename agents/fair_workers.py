"""Worker processes shared by source: what takes long has a process of its own and leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from agents.breaker import Breaker, Named
from agents.budget import Budget
from agents.shares import Shares
from agents.sites import site_of_url
from agents.workers import Costly, ProcessWorkers, Workers
from topics.outcome import Quarantine

P = ParamSpec("P")
T = TypeVar("T")

SLICE = 1.0
"""Seconds of processor time, a hundred times what a story takes: what needs more is begun again in the slow process."""

_QUICK = 0.25
"""Seconds on average up to which a source may have calls in all processes: its next one will not hold one for long."""

_WEIGHT = 0.3
"""Of the latest call in the average: three of another kind outweigh what was before."""

_AT_ONCE = 3.0
"""Seconds of a process's time that a source may use at once: some hundreds of stories."""

_WAITING = 3
"""Calls that may wait in place for others of their source, a quarter of a stage's; of what a person gave all may."""

_MOST_REMEMBERED = 5_000
"""Pairs of source and site whose average is remembered."""

_STANDING_BACK = 10
"""Niceness of the slow process: it takes a tenth of what another takes where both want the same processor."""

TOO_SLOW = "too slow"
WORKER_DIED = "worker died"


class FairWorkers:
    """Two pools: one for calls within a slice of time, one process more for those that take longer.

    A source of which a call may take long has calls in all processes but one at most, so that one is left for others;
    in the slow process it has one call. In the long run a source has half of the time at most, unless a person gave the
    pages. What keeps ending in the time limit is delayed by a breaker.
    """

    def __init__(
        self,
        breaker: Breaker,
        *,
        processes: int,
        seconds: float,
        memory: int,
        preload: Sequence[str] = (),
        slow_at_once: int = 3,
    ) -> None:
        """`slow_at_once`: how many calls may be in the slow process or wait for it in place."""
        self._slice = min(SLICE, seconds)
        self._processes = processes
        self._quick = ProcessWorkers(processes=processes, seconds=self._slice, memory=memory, preload=preload)
        self._slow = ProcessWorkers(
            processes=1, seconds=seconds, memory=memory, preload=preload, niceness=_STANDING_BACK
        )
        # Half of the processes, for ever; all of them for a while, so that nobody alone is put off for a busy minute.
        self._budget = Budget("source busy", at_once=_AT_ONCE * processes, a_second=processes / 2)
        self._shares = Shares("source busy", waiting=_WAITING)
        self._slow_shares = Shares("source busy", waiting=slow_at_once, total=slow_at_once)
        self.breaker = breaker
        self._averages: dict[Named, float] = {}

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.named_by("", "").run(function, *args, **kwargs)

    def named_by(self, source: str, url: str) -> Workers:
        return _OfSource(self, Named(source, site_of_url(url)))

    async def call(self, named: Named, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, for a record that was named so."""
        self.breaker.admit(named)
        if named.source:
            self._budget.admit(named.source, self._average(named))
        if not self.breaker.is_open(named) and self._average(named) <= self._slice / 2:
            async with self._shares.turn(_sharer(named), self._at_once(named), trusted=not named.source):
                try:
                    return await self._run(self._quick, named, function, *args, **kwargs)
                except Quarantine as ending:
                    if ending.reason != TOO_SLOW:
                        raise
        async with self._slow_shares.turn(_sharer(named), 1):
            try:
                return await self._run(self._slow, named, function, *args, **kwargs)
            except Quarantine as ending:
                if ending.reason == TOO_SLOW:
                    self.breaker.failed(named, TOO_SLOW)
                raise

    async def _run(
        self, workers: ProcessWorkers, named: Named, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        try:
            timed = await workers.timed(function, *args, **kwargs)
        except Costly as costly:
            self._note(named, costly.seconds)
            self.breaker.went_well(named)
            raise costly.ending from costly
        except Quarantine as ending:
            self._note(named, workers.seconds)
            if ending.reason == WORKER_DIED:
                self.breaker.failed(named, WORKER_DIED)
            raise
        # What was begun in the quick processes was noted when it did not end there.
        if workers is self._quick or timed.seconds <= self._slice:
            self._note(named, timed.seconds)
        self.breaker.went_well(named)
        return timed.result

    def _note(self, named: Named, seconds: float) -> None:
        self._budget.use(named.source, seconds)
        before = self._averages.pop(named, None)
        if len(self._averages) >= _MOST_REMEMBERED:
            del self._averages[next(iter(self._averages))]
        # The first call shows nothing yet of the others: it may be the one page of many.
        self._averages[named] = (before or 0.0) + _WEIGHT * (min(seconds, self._slice) - (before or 0.0))

    def _average(self, named: Named) -> float:
        return self._averages.get(named, 0.0)

    def _at_once(self, named: Named) -> int:
        """How many calls of what was named so may be in the quick processes together."""
        known = self._averages.get(named)
        quick = not named.source if known is None else known <= _QUICK
        return 2 * self._processes if quick else max(1, self._processes - 1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._quick.__aexit__(kind, error, trace)
        await self._slow.__aexit__(kind, error, trace)


class _OfSource:
    """The workers as one record has them."""

    def __init__(self, workers: FairWorkers, named: Named) -> None:
        self._workers = workers
        self._named = named

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._workers.call(self._named, function, *args, **kwargs)

    def named_by(self, source: str, url: str) -> Workers:
        return self._workers.named_by(source, url)


def _sharer(named: Named) -> str:
    """Who has a share: the source, or the site where a person gave the page."""
    return named.source or named.host
