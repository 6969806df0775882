"""Ways to decide when to look at sources, each run over the same newsrooms: ours, and what it is compared with."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from agents.discover.health import SourceHealth
from agents.discover.look import Look
from agents.discover.price import USUAL_PRICE, price_of_a_request
from agents.discover.schedule import plan_next
from agents.discover.shared_price import HOLDS, share_of
from agents.discover.sources import DiscoverSettings, SourceSetting
from benchmarks.newsroom_world import BEGIN, DAYS, Newsroom, Numbers
from topics.records import SEOUL

END = DAYS * 86_400.0
_SHOWN = 30
"""Stories that a feed shows."""


@dataclass(frozen=True, slots=True)
class Result:
    """How late the stories of the two weeks were seen, and what that took."""

    delays: Numbers
    """Seconds, in the order of publication."""
    times: Numbers
    """When these stories appeared, in seconds."""
    looks: int

    def mean_after(self, days: float) -> float:
        """Seconds, of the stories that appeared so many days after the beginning or later."""
        return float(self.delays[self.times >= days * 86_400].mean())

    @property
    def looks_a_day(self) -> float:
        return self.looks / DAYS


def looked_at(rooms: Sequence[Newsroom], looks: Sequence[Numbers]) -> Result:
    """What looks at these times (sorted seconds, the last at or after the end) give."""
    delays, times = [], []
    for room, at in zip(rooms, looks, strict=True):
        told = room.times[(room.times >= 0) & (room.times < END)]
        delays.append(at[np.searchsorted(at, told)] - told)
        times.append(told)
    return Result(np.concatenate(delays), np.concatenate(times), sum(int((at < END).sum()) for at in looks))


def ours(rooms: Sequence[Newsroom], requests_a_day: float | None = None) -> Result:
    """Our scheduler from the first look on, knowing nothing before it."""
    settings = DiscoverSettings(requests_per_day=requests_a_day)
    sources = [SourceSetting(url=f"https://newsroom-{number}.example/feed") for number in range(len(rooms))]
    healths = [SourceHealth(source=source.id) for source in sources]
    feeds = [_Feed(room) for room in rooms]
    look = Look(200)
    looks: list[list[float]] = [[] for _ in rooms]
    due = [(random.uniform(0, 60), number) for number in range(len(rooms))]
    heapq.heapify(due)
    price, priced = USUAL_PRICE, -HOLDS
    while due:
        at, number = heapq.heappop(due)
        moment = BEGIN + timedelta(seconds=at)
        if requests_a_day is not None and at - priced >= HOLDS:
            shares = [share_of(health, settings) for health in healths]
            price, priced = price_of_a_request(shares, requests_a_day, moment), at
        looks[number].append(at)
        if at >= END:
            continue
        new = feeds[number].new(at)
        pause = plan_next(look, new, sources[number], healths[number], settings, price, moment)
        heapq.heappush(due, (at + pause, number))
    return looked_at(rooms, [np.array(each) for each in looks])


def fixed(rooms: Sequence[Newsroom], interval: float) -> Result:
    """One interval for all, begun at any time."""
    looks = [np.arange(random.uniform(0, interval), END + 2 * interval, interval) for _ in rooms]
    return looked_at(rooms, looks)


def former(rooms: Sequence[Newsroom]) -> Result:
    """The rule that the service had before: 0.6 of the interval after a look with new stories, else 1.3 of it."""
    looks = []
    for room in rooms:
        at, interval, found = 0.0, 300.0, int(np.searchsorted(room.times, 0.0))
        own = [at]
        while at < END:
            interval = min(max(interval, 60.0), 3600.0)
            at += interval * random.uniform(0.95, 1.05)
            seen = int(np.searchsorted(room.times, at, "right"))
            interval *= 0.6 if seen > found else 1.3
            found = seen
            own.append(at)
        looks.append(np.array(own))
    return looked_at(rooms, looks)


class _Feed:
    """What a source shows at each look that it did not show before."""

    def __init__(self, room: Newsroom) -> None:
        self._times = room.times
        self._stamps = room.stamps
        self._shown = max(int(np.searchsorted(room.times, 0.0)) - _SHOWN, 0)

    def new(self, at: float) -> list[datetime | None]:
        """The stamps of these stories."""
        first, self._shown = self._shown, int(np.searchsorted(self._times, at, "right"))
        return [self._stamp(float(time)) for time in self._times[first : self._shown]]

    def _stamp(self, time: float) -> datetime | None:
        if self._stamps == "none":
            return None
        moment = BEGIN + timedelta(seconds=time)
        if self._stamps == "day":
            return moment.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
        return moment
